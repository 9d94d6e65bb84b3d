'use client';

import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LedgerRowId } from '@/lib/domain/storage-report';
import { dockerRows, fillOf } from '../ledger/ledger-rows';
import { Button } from '../ui/button';
import { openLedgerRow, useLedgerSelection } from './ledger-selection';
import { mapWords } from './map-words';
import { AreaLabel, RowTitle, titleOf, wordsOf } from './treemap-labels';
import {
  type Area,
  layOut,
  leavesWithin,
  rowsOfMany,
  type TreemapLeaf,
  type TreemapNode,
  type Zoom,
} from './treemap-layout';

interface TreemapViewProps {
  leaves: readonly TreemapLeaf[];
  leakedRows: readonly LedgerRowId[];
  /** whose rows in the ledger share the selection */
  filesystem: string;
}

const heightPixels = 320;
/** How many objects a screen reader gets in full. */
const mostRead = 60;

/** The disk as areas, to look at and to go into; the ledger below holds the same numbers as text, and the same selection. */
export function TreemapView({ leaves, leakedRows, filesystem }: TreemapViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [hovered, setHovered] = useState<TreemapNode | null>(null);
  const [picked, setPicked] = useState<TreemapNode | null>(null);
  const [selected, setSelected] = useState<LedgerRowId | null>(null);
  const [zoom, setZoom] = useState<Zoom>('disk');
  const leaked = useMemo(() => new Set(leakedRows), [leakedRows]);
  const many = useMemo(() => rowsOfMany(leaves), [leaves]);
  const shown = useMemo(() => leavesWithin(leaves, zoom, dockerRows), [leaves, zoom]);
  const { areas, titled } = useMemo(() => layOut(shown, width, heightPixels), [shown, width]);
  const select = useCallback((row: LedgerRowId) => {
    setSelected(row);
    // A row opened in the ledger must be in the picture.
    setZoom((now) => (now === 'disk' || now === row || (now === 'docker' && dockerRows.includes(row)) ? now : 'disk'));
  }, []);
  const opened = useCallback(
    (row: LedgerRowId) => {
      setPicked((now) => (now?.row === row ? now : null));
      select(row);
    },
    [select],
  );
  useLedgerSelection(filesystem, selected, opened);
  const tap = (node: TreemapNode) => {
    if (node.row === null) return;
    setPicked(node);
    setSelected(node.row);
    if (many.has(node.row)) setZoom(node.row);
    openLedgerRow(filesystem, node.row);
  };
  const shownNode = hovered ?? picked;
  const lit = hovered?.row ?? selected;
  return (
    <figure>
      <Steps
        zoom={zoom}
        onZoom={setZoom}
        leaves={leaves}
        entered={selected !== null && many.has(selected) ? selected : null}
      />
      <div ref={frame} style={{ height: heightPixels }} className="overflow-hidden rounded-sm bg-well">
        <svg
          width={width}
          height={heightPixels}
          role="img"
          aria-label={mapWords.map}
          onMouseLeave={() => setHovered(null)}
        >
          <title>{mapWords.mapTitle}</title>
          {areas.map((area) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: pointing adds a caption and opens the row that the ledger opens by keyboard
            <rect
              key={keyOf(area)}
              data-row={area.data.row}
              x={area.x0}
              y={area.y0}
              width={Math.max(0, area.x1 - area.x0)}
              height={Math.max(0, area.y1 - area.y0)}
              fill={area.data.row ? fillOf(area.data.row, leaked) : 'none'}
              stroke={area.data === picked ? 'var(--color-ink)' : 'var(--color-sheet)'}
              strokeWidth={area.data === picked ? 2 : 0.75}
              opacity={lit !== null && lit !== area.data.row ? 0.55 : 1}
              className="cursor-pointer"
              onMouseEnter={() => setHovered(area.data)}
              onClick={() => tap(area.data)}
            />
          ))}
          {areas.map((area) => (
            <AreaLabel key={keyOf(area)} {...area} isTitled={titled.includes(area.parent as Area)} />
          ))}
          {titled.map((area) => (
            <RowTitle key={area.data.row} {...area} />
          ))}
        </svg>
      </div>
      <figcaption className="mt-1 flex min-h-11 flex-wrap items-center justify-between gap-x-3 text-sm text-soft">
        <span className="min-w-0">
          {shownNode?.row ? wordsOf(shownNode) : selected ? titleOf({ row: selected }) : mapWords.tap}
        </span>
        {selected ? (
          <Button kind="quiet" onClick={() => openLedgerRow(filesystem, selected)?.scrollIntoView({ block: 'center' })}>
            {mapWords.showRow}
          </Button>
        ) : null}
      </figcaption>
      <ReadableList areas={areas.map(({ data }) => data)} />
    </figure>
  );
}

const keyOf = ({ data }: Area): string => `${data.row} ${data.name}`;

interface StepsProps {
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  leaves: readonly TreemapLeaf[];
  /** the row that can be gone into */
  entered: LedgerRowId | null;
}

/** The way in and out again, also by keyboard. */
function Steps({ zoom, onZoom, leaves, entered }: StepsProps) {
  const hasOthers = leaves.some(({ row }) => !dockerRows.includes(row));
  const steps: { to: Zoom; label: string }[] = [
    { to: 'disk', label: mapWords.wholeDisk },
    ...(hasOthers ? [{ to: 'docker' as const, label: mapWords.dockersPart }] : []),
    ...(entered ? [{ to: entered, label: titleOf({ row: entered }) }] : []),
  ];
  return (
    <fieldset className="mb-2 flex flex-wrap gap-1.5">
      <legend className="sr-only">{mapWords.part}</legend>
      {steps.map(({ to, label }) => (
        <button
          key={to}
          type="button"
          aria-pressed={zoom === to}
          onClick={() => onZoom(to)}
          className="tap inline-flex items-center rounded-full px-3 py-1 text-sm text-soft shadow-[inset_0_0_0_1px_var(--color-line)] hover:bg-hover aria-pressed:bg-signal-wash aria-pressed:font-medium aria-pressed:text-signal-deep aria-pressed:shadow-[inset_0_0_0_1px_var(--color-signal)]"
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}

/** A screen reader gets words: the biggest objects in full, and how many smaller ones there are. */
function ReadableList({ areas }: { areas: readonly TreemapNode[] }) {
  const biggest = [...areas].sort((a, b) => b.bytes - a.bytes);
  const rest = biggest.length - mostRead;
  return (
    <ul className="sr-only" aria-label={mapWords.list}>
      {biggest.slice(0, mostRead).map((node) => (
        <li key={`${node.row} ${node.name}`}>{wordsOf(node)}</li>
      ))}
      {rest > 0 ? <li>{mapWords.smaller(rest)}</li> : null}
    </ul>
  );
}

function useWidth(frame: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}
