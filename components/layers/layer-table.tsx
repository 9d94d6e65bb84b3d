// biome-ignore-all lint/a11y/useSemanticElements: rows of a virtual list are placed absolutely, which table elements do not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: rows and headings are not controls; the buttons inside them are
// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
'use client';

import { ArrowDown, ArrowUp, ChevronRight } from 'lucide-react';
import { memo, useMemo, useRef } from 'react';
import { classNames } from '../ui/class-names';
import { TickBox } from '../ui/tick-box';
import { useNarrow } from '../ui/use-narrow';
import { type LayerColumn, layerColumns, narrowPlaces } from './layer-columns';
import type { LayerEntry, LayerTableData } from './layer-entries';
import { inOrder, type LayerOrder, orderAfterPress } from './layer-order';
import { isSelectable, layerWords } from './layer-words';
import { useRowsInSight } from './use-rows-in-sight';

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
  order: LayerOrder;
  onOrder: (order: LayerOrder) => void;
  selection: ReadonlySet<string>;
  onSelect: (id: string, selected: boolean) => void;
  onOpen: (entry: LayerEntry) => void;
  /** a pointer or the focus has come to the table: a row may be opened next */
  onNear: () => void;
}

const rowPixels = { wide: 38, narrow: 60 };
/** Headings to sort by, where a row has no place for all of its cells. */
const hiddenWhenNarrow: ReadonlySet<string> = new Set(['kind', 'referencedBytes']);

/**
 * Thousands of rows, of which only those in sight are in the document. Typing and scrolling must leave no long task behind, so the rows
 * of the table are made and sorted once for all entries, a filter only picks among them, and a row in sight is drawn once.
 */
export const LayerTable = memo(function LayerTable(props: LayerTableProps) {
  const { entries, shownIds, unknowns, isSubvolumes, tree, folded, order, selection } = props;
  const columns = useMemo(() => layerColumns(unknowns, isSubvolumes), [unknowns, isSubvolumes]);
  const sorted = useMemo(() => (tree ? entries : inOrder(entries, order)), [tree, entries, order]);
  const rows = useMemo(() => (shownIds ? sorted.filter(({ id }) => shownIds.has(id)) : sorted), [sorted, shownIds]);
  const frame = useRef<HTMLDivElement>(null);
  const height = useNarrow() ? rowPixels.narrow : rowPixels.wide;
  const inSight = useRowsInSight(frame, rows.length, height);
  const grid = isSubvolumes
    ? 'sm:grid-cols-[2rem_minmax(14rem,1fr)_14rem_6.5rem_6.5rem_6rem_8rem]'
    : 'sm:grid-cols-[2rem_minmax(14rem,1fr)_16rem_7rem_6rem_8rem]';
  return (
    <div
      ref={frame}
      role="table"
      aria-label={isSubvolumes ? layerWords.subvolumes : layerWords.layers}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      onPointerEnter={props.onNear}
      onFocus={props.onNear}
      className="sheet h-[min(70dvh,48rem)] min-h-56 overflow-auto text-sm"
    >
      <div
        role="row"
        aria-rowindex={1}
        className={classNames('sticky top-0 z-20 flex border-b border-line bg-sheet sm:grid sm:min-w-212', grid)}
      >
        <span role="columnheader" className="sr-only">
          {layerWords.select}
        </span>
        <span className="max-sm:hidden" />
        {columns.map(({ id, header }) => {
          const isSorted = tree === null && order.id === id;
          const Arrow = order.descending ? ArrowDown : ArrowUp;
          return (
            <div
              key={id}
              role="columnheader"
              className={hiddenWhenNarrow.has(id) ? 'max-sm:hidden' : 'max-sm:flex-1'}
              aria-sort={isSorted ? (order.descending ? 'descending' : 'ascending') : 'none'}
            >
              <button
                type="button"
                disabled={tree !== null}
                onClick={() => props.onOrder(orderAfterPress(order, id))}
                className="tap inline-flex w-full items-center gap-1 px-2 text-left text-xs font-medium text-faint whitespace-nowrap enabled:hover:text-ink max-sm:px-1.5"
              >
                {header}
                {isSorted ? <Arrow aria-hidden className="size-3" /> : null}
              </button>
            </div>
          );
        })}
      </div>
      <div role="rowgroup" className="relative sm:min-w-212" style={{ height: rows.length * height }}>
        {inSight.map((index) => {
          const entry = rows[index];
          if (!entry) return null;
          return (
            <LayerRow
              key={entry.id}
              entry={entry}
              columns={columns}
              index={index}
              height={height}
              isSelected={selection.has(entry.id)}
              place={tree?.get(entry.id) ?? null}
              isFolded={folded.has(entry.id)}
              grid={grid}
              onFold={props.onFold}
              onOpen={props.onOpen}
              onSelect={props.onSelect}
            />
          );
        })}
      </div>
    </div>
  );
});

interface LayerRowProps {
  entry: LayerEntry;
  columns: readonly LayerColumn[];
  index: number;
  height: number;
  isSelected: boolean;
  place: TreeHandleProps['place'] | null;
  isFolded: boolean;
  grid: string;
  onFold: (id: string) => void;
  onOpen: (entry: LayerEntry) => void;
  onSelect: (id: string, selected: boolean) => void;
}

const LayerRow = memo(function LayerRow(props: LayerRowProps) {
  const { entry, place, isFolded, isSelected } = props;
  return (
    <div
      role="row"
      aria-rowindex={props.index + 2}
      className={classNames(
        'absolute inset-x-0 grid items-center border-b border-line hover:bg-hover max-sm:grid-cols-[2.75rem_minmax(0,1fr)_auto] max-sm:grid-rows-2',
        isSelected && 'bg-signal-wash',
        props.grid,
      )}
      style={{ height: props.height, transform: `translateY(${props.index * props.height}px)` }}
    >
      <span role="cell" className="z-10 flex justify-center max-sm:row-span-2">
        {isSelectable(entry) ? (
          <TickBox
            aria-label={layerWords.selectOne(entry.name)}
            checked={isSelected}
            onChange={(event) => props.onSelect(entry.id, event.target.checked)}
          />
        ) : null}
      </span>
      {props.columns.map(({ id, cell }, index) => (
        <div key={id} role="cell" className={classNames('flex min-w-0 items-center px-2', narrowPlaces[id])}>
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
                {cell(entry)}
              </button>
            </>
          ) : (
            cell(entry)
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
          aria-label={layerWords.inside(name)}
          className="relative z-10 rounded-sm p-0.5 text-faint before:absolute before:-inset-x-1 before:-inset-y-2 hover:text-ink max-sm:before:-inset-3"
        >
          <ChevronRight className={classNames('size-4', !folded && 'rotate-90')} />
        </button>
      ) : null}
    </span>
  );
}
