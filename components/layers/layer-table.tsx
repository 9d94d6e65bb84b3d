// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed absolutely, which table elements do not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: rows and headings are not controls; the buttons inside them are
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
'use client';

import { FlexRender, type Row, type RowSelectionState, type SortingState, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, ChevronRight } from 'lucide-react';
import { memo, useEffect, useMemo, useRef } from 'react';
import { classNames } from '../ui/class-names';
import { TickBox } from '../ui/tick-box';
import { useNarrow } from '../ui/use-narrow';
import { isSelectable } from './entry-words';
import { layerColumns, layerFeatures, narrowPlaces } from './layer-columns';
import type { LayerEntry, LayerTableData } from './layer-entries';

interface LayerTableProps {
  entries: readonly LayerEntry[];
  /** which of them are shown; null = all, in the order given */
  shownIds: ReadonlySet<string> | null;
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

const rowPixels = { wide: 38, narrow: 60 };
/** Headings to sort by, where a row has no place for all of its cells. */
const hiddenWhenNarrow: ReadonlySet<string> = new Set(['kind', 'referencedBytes']);
const noSorting: SortingState = [];

/**
 * Thousands of rows, of which only those in sight are in the document. Typing and scrolling must leave no long task behind, so the rows
 * of the table are made and sorted once for all entries, a filter only picks among them, and a row in sight is drawn once.
 */
export const LayerTable = memo(function LayerTable(props: LayerTableProps) {
  const { entries, shownIds, unknowns, isSubvolumes, tree, folded, sorting, selection } = props;
  const columns = useMemo(
    () => layerColumns(unknowns, isSubvolumes).filter((column) => isSubvolumes || column.header !== 'With shared'),
    [unknowns, isSubvolumes],
  );
  const data = useMemo(() => [...entries], [entries]);
  const state = useMemo(
    () => ({ sorting: tree ? noSorting : sorting, rowSelection: selection }),
    [tree, sorting, selection],
  );
  const table = useTable({
    features: layerFeatures,
    columns,
    data,
    getRowId: (entry) => entry.id,
    enableRowSelection: (row) => isSelectable(row.original),
    state,
    onSortingChange: (next) => props.onSort(typeof next === 'function' ? next(sorting) : next),
    onRowSelectionChange: (next) => props.onSelect(typeof next === 'function' ? next(selection) : next),
  });
  const frame = useRef<HTMLDivElement>(null);
  const height = useNarrow() ? rowPixels.narrow : rowPixels.wide;
  const sorted = table.getRowModel().rows;
  const rows = useMemo(() => (shownIds ? sorted.filter((row) => shownIds.has(row.id)) : sorted), [sorted, shownIds]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights that were measured before are of the other layout
  useEffect(() => virtualizer.measure(), [height]);
  const grid = isSubvolumes
    ? 'sm:grid-cols-[2rem_minmax(14rem,1fr)_14rem_6.5rem_6.5rem_6rem_8rem]'
    : 'sm:grid-cols-[2rem_minmax(14rem,1fr)_16rem_7rem_6rem_8rem]';
  return (
    <div
      ref={frame}
      role="table"
      aria-label={isSubvolumes ? 'Subvolumes' : 'Layers'}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      className="sheet h-[min(70dvh,48rem)] min-h-56 overflow-auto text-sm"
    >
      <div
        role="row"
        aria-rowindex={1}
        className={classNames('sticky top-0 z-20 flex border-b border-line bg-sheet sm:grid sm:min-w-212', grid)}
      >
        <span role="columnheader" className="sr-only">
          Select
        </span>
        <span className="max-sm:hidden" />
        {table.getHeaderGroups()[0]?.headers.map((header) => {
          const order = tree ? false : header.column.getIsSorted();
          return (
            <div
              key={header.id}
              role="columnheader"
              className={hiddenWhenNarrow.has(header.column.id) ? 'max-sm:hidden' : 'max-sm:flex-1'}
              aria-sort={order === 'asc' ? 'ascending' : order === 'desc' ? 'descending' : 'none'}
            >
              <button
                type="button"
                disabled={tree !== null}
                onClick={header.column.getToggleSortingHandler()}
                className="tap inline-flex w-full items-center gap-1 px-2 text-left text-xs font-medium text-faint whitespace-nowrap enabled:hover:text-ink max-sm:px-1.5"
              >
                <table.FlexRender header={header} />
                {order === 'asc' ? <ArrowUp aria-hidden className="size-3" /> : null}
                {order === 'desc' ? <ArrowDown aria-hidden className="size-3" /> : null}
              </button>
            </div>
          );
        })}
      </div>
      <div role="rowgroup" className="relative sm:min-w-212" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <LayerRow
              key={row.id}
              row={row}
              index={item.index}
              start={item.start}
              height={height}
              isSelected={selection[row.id] === true}
              place={tree?.get(row.id) ?? null}
              isFolded={folded.has(row.id)}
              grid={grid}
              onFold={props.onFold}
              onOpen={props.onOpen}
            />
          );
        })}
      </div>
    </div>
  );
});

interface LayerRowProps {
  row: Row<typeof layerFeatures, LayerEntry>;
  index: number;
  start: number;
  height: number;
  isSelected: boolean;
  place: TreeHandleProps['place'] | null;
  isFolded: boolean;
  grid: string;
  onFold: (id: string) => void;
  onOpen: (entry: LayerEntry) => void;
}

const LayerRow = memo(function LayerRow(props: LayerRowProps) {
  const { row, place, isFolded, isSelected } = props;
  const entry = row.original;
  return (
    <div
      role="row"
      aria-rowindex={props.index + 2}
      className={classNames(
        'absolute inset-x-0 grid items-center border-b border-line hover:bg-hover max-sm:grid-cols-[2.75rem_minmax(0,1fr)_auto] max-sm:grid-rows-2',
        isSelected && 'bg-signal-wash',
        props.grid,
      )}
      style={{ height: props.height, transform: `translateY(${props.start}px)` }}
    >
      <span role="cell" className="z-10 flex justify-center max-sm:row-span-2">
        {isSelectable(entry) ? (
          <TickBox aria-label={`Select ${entry.name}`} checked={isSelected} onChange={row.getToggleSelectedHandler()} />
        ) : null}
      </span>
      {row.getAllCells().map((cell, index) => (
        <div
          key={cell.id}
          role="cell"
          className={classNames('flex min-w-0 items-center px-2', narrowPlaces[cell.column.id])}
        >
          {index === 0 ? (
            <>
              {place ? (
                <TreeHandle place={place} folded={isFolded} name={entry.path} onFold={() => props.onFold(entry.id)} />
              ) : null}
              <button
                type="button"
                onClick={() => props.onOpen(entry)}
                className="flex min-w-0 rounded-sm py-1 text-left hover:underline max-sm:py-0 max-sm:before:absolute max-sm:before:inset-0"
              >
                <FlexRender cell={cell} />
              </button>
            </>
          ) : (
            <FlexRender cell={cell} />
          )}
        </div>
      ))}
    </div>
  );
});

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
          className="relative z-10 rounded-sm p-0.5 text-faint before:absolute before:-inset-x-1 before:-inset-y-2 hover:text-ink max-sm:before:-inset-3"
        >
          <ChevronRight className={classNames('size-4', !folded && 'rotate-90')} />
        </button>
      ) : null}
    </span>
  );
}
