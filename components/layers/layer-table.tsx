// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed absolutely, which table elements do not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: rows and headings are not controls; the buttons inside them are
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
'use client';

import { type RowSelectionState, type SortingState, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, ChevronRight } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { classNames } from '../ui/class-names';
import { isSelectable } from './entry-words';
import { layerColumns, layerFeatures } from './layer-columns';
import type { LayerEntry, LayerTableData } from './layer-entries';

interface LayerTableProps {
  entries: readonly LayerEntry[];
  unknowns: LayerTableData['unknowns'];
  isSubvolumes: boolean;
  /** by id: how deep and how many children; null = flat */
  tree: ReadonlyMap<string, { depth: number; childCount: number }> | null;
  folded: ReadonlySet<string>;
  onFold: (id: string) => void;
  sorting: SortingState;
  onSort: (sorting: SortingState) => void;
  selection: RowSelectionState;
  onSelect: (selection: RowSelectionState) => void;
  onOpen: (entry: LayerEntry) => void;
}

const rowPixels = 38;
const noSorting: SortingState = [];

/** Thousands of rows, of which only those in sight are in the document. */
export function LayerTable(props: LayerTableProps) {
  const { entries, unknowns, isSubvolumes, tree, folded, sorting, selection } = props;
  const columns = useMemo(
    () => layerColumns(unknowns, isSubvolumes).filter((column) => isSubvolumes || column.header !== 'With shared'),
    [unknowns, isSubvolumes],
  );
  const data = useMemo(() => [...entries], [entries]);
  const table = useTable({
    features: layerFeatures,
    columns,
    data,
    getRowId: (entry) => entry.id,
    enableRowSelection: (row) => isSelectable(row.original),
    state: { sorting: tree ? noSorting : sorting, rowSelection: selection },
    onSortingChange: (next) => props.onSort(typeof next === 'function' ? next(sorting) : next),
    onRowSelectionChange: (next) => props.onSelect(typeof next === 'function' ? next(selection) : next),
  });
  const frame = useRef<HTMLDivElement>(null);
  const { rows } = table.getRowModel();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowPixels,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  });
  const grid = isSubvolumes
    ? 'grid-cols-[2rem_minmax(14rem,1fr)_14rem_6.5rem_6.5rem_6rem_8rem]'
    : 'grid-cols-[2rem_minmax(14rem,1fr)_16rem_7rem_6rem_8rem]';
  return (
    <div
      ref={frame}
      role="table"
      aria-label={isSubvolumes ? 'Subvolumes' : 'Layers'}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      className="sheet h-[min(70dvh,48rem)] overflow-auto text-sm"
    >
      <div
        role="row"
        aria-rowindex={1}
        className={classNames('sticky top-0 z-10 grid min-w-212 border-b border-line bg-sheet', grid)}
      >
        <span role="columnheader" className="sr-only">
          Select
        </span>
        <span />
        {table.getHeaderGroups()[0]?.headers.map((header) => {
          const sorted = tree ? false : header.column.getIsSorted();
          return (
            <div
              key={header.id}
              role="columnheader"
              aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
            >
              <button
                type="button"
                disabled={tree !== null}
                onClick={header.column.getToggleSortingHandler()}
                className="tap inline-flex w-full items-center gap-1 px-2 text-left text-xs font-medium text-faint enabled:hover:text-ink"
              >
                <table.FlexRender header={header} />
                {sorted === 'asc' ? <ArrowUp aria-hidden className="size-3" /> : null}
                {sorted === 'desc' ? <ArrowDown aria-hidden className="size-3" /> : null}
              </button>
            </div>
          );
        })}
      </div>
      <div role="rowgroup" className="relative min-w-212" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const entry = row.original;
          const place = tree?.get(entry.id);
          return (
            <div
              key={row.id}
              role="row"
              aria-rowindex={item.index + 2}
              className={classNames(
                'absolute inset-x-0 grid items-center border-b border-line hover:bg-hover',
                selection[row.id] && 'bg-signal-wash',
                grid,
              )}
              style={{ height: rowPixels, transform: `translateY(${item.start}px)` }}
            >
              <span role="cell" className="flex justify-center">
                {isSelectable(entry) ? (
                  <input
                    type="checkbox"
                    className="size-4 cursor-pointer"
                    aria-label={`Select ${entry.name}`}
                    checked={row.getIsSelected()}
                    onChange={row.getToggleSelectedHandler()}
                  />
                ) : null}
              </span>
              {row.getAllCells().map((cell, index) => (
                <div key={cell.id} role="cell" className="flex min-w-0 items-center px-2">
                  {index === 0 ? (
                    <>
                      {place ? (
                        <TreeHandle
                          place={place}
                          folded={folded.has(entry.id)}
                          name={entry.path}
                          onFold={() => props.onFold(entry.id)}
                        />
                      ) : null}
                      <button
                        type="button"
                        onClick={() => props.onOpen(entry)}
                        className="flex min-w-0 rounded-sm py-1 text-left hover:underline"
                      >
                        <table.FlexRender cell={cell} />
                      </button>
                    </>
                  ) : (
                    <table.FlexRender cell={cell} />
                  )}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface TreeHandleProps {
  place: { depth: number; childCount: number };
  folded: boolean;
  name: string;
  onFold: () => void;
}

function TreeHandle({ place, folded, name, onFold }: TreeHandleProps) {
  return (
    <span className="flex shrink-0 justify-end" style={{ width: 20 + place.depth * 16 }}>
      {place.childCount > 0 ? (
        <button
          type="button"
          onClick={onFold}
          aria-expanded={!folded}
          aria-label={`What is inside ${name}`}
          className="rounded-sm p-0.5 text-faint hover:text-ink"
        >
          <ChevronRight className={classNames('size-4', !folded && 'rotate-90')} />
        </button>
      ) : null}
    </span>
  );
}
