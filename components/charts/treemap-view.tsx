'use client';

import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatBytes } from '@/lib/domain/bytes';
import { counted } from '@/lib/domain/format';
import { ledgerTitles } from '@/lib/domain/ledger-titles';
import { printableName } from '@/lib/domain/names';
import type { LedgerRowId } from '@/lib/domain/storage-report';
import { fillOf } from '../ledger/ledger-rows';

export interface TreemapLeaf {
  row: LedgerRowId;
  name: string;
  /** the text in its area; empty = the row's title */
  label: string;
  bytes: number;
}

interface Node {
  row: LedgerRowId | null;
  name: string;
  label: string;
  bytes: number;
  children?: Node[];
}

interface TreemapViewProps {
  leaves: readonly TreemapLeaf[];
  leakedRows: readonly LedgerRowId[];
}

const heightPixels = 320;
/** Thousands of slivers cannot be read: beyond this many, the rest of a row is one area. */
const mostPerRow = 150;
/** How many objects a screen reader gets in full. */
const mostRead = 60;

/** Docker's space as areas, to look at; the ledger beside it holds the same numbers as text. */
export function TreemapView({ leaves, leakedRows }: TreemapViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [hovered, setHovered] = useState<Node | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const leaked = useMemo(() => new Set(leakedRows), [leakedRows]);
  const areas = useMemo(() => layOut(leaves, width), [leaves, width]);
  return (
    <figure>
      <div ref={frame} style={{ height: heightPixels }} className="overflow-hidden rounded-sm bg-well">
        <svg
          width={width}
          height={heightPixels}
          role="img"
          aria-label="Docker's space by object; the ledger holds the same numbers"
          onMouseLeave={() => setHovered(null)}
        >
          <title>Docker's space by object</title>
          {areas.map(({ data, x0, x1, y0, y1 }) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: pointing only adds a caption; the ledger holds the same by keyboard
            <rect
              key={`${data.row} ${data.name}`}
              x={x0}
              y={y0}
              width={Math.max(0, x1 - x0)}
              height={Math.max(0, y1 - y0)}
              fill={data.row ? fillOf(data.row, leaked) : 'none'}
              stroke="var(--color-sheet)"
              strokeWidth={0.75}
              opacity={hovered && hovered.row !== data.row ? 0.55 : 1}
              onMouseEnter={() => setHovered(data)}
              onClick={() => setHovered(data)}
            />
          ))}
          {areas.map((area) => (
            <AreaLabel key={`${area.data.row} ${area.data.name}`} {...area} />
          ))}
        </svg>
      </div>
      <figcaption className="mt-2 min-h-5 text-sm text-soft">
        {hovered?.row ? wordsOf(hovered) : 'Hover or tap an area to read its name and size.'}
      </figcaption>
      <ReadableList areas={areas.map(({ data }) => data)} />
    </figure>
  );
}

/** A screen reader gets words: the biggest objects in full, and how many smaller ones there are. */
function ReadableList({ areas }: { areas: readonly Node[] }) {
  const biggest = [...areas].sort((a, b) => b.bytes - a.bytes);
  const rest = biggest.length - mostRead;
  return (
    <ul className="sr-only" aria-label="Docker's space by object, largest first">
      {biggest.slice(0, mostRead).map((node) => (
        <li key={`${node.row} ${node.name}`}>{wordsOf(node)}</li>
      ))}
      {rest > 0 ? <li>{counted(rest, 'smaller object')}; the ledger lists them by row.</li> : null}
    </ul>
  );
}

function wordsOf({ row, name, bytes }: Node): string {
  const title = row ? ledgerTitles[row].title : '';
  return `${title}${name ? `: ${printableName(name)}` : ''}, ${formatBytes(bytes)}`;
}

/** Twelve pixels of the sans take about six and a half a character. */
const characterPixels = 6.6;
const linePixels = 15;

interface AreaLabelProps {
  data: Node;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

/** Name and size on a plate of the paper's colour: on a hatch, or on a colour of the other theme, letters alone cannot be read. */
function AreaLabel({ data, x0, x1, y0, y1 }: AreaLabelProps) {
  const room = Math.floor((x1 - x0 - 12) / characterPixels);
  const lines = Math.min(2, Math.floor((y1 - y0 - 8) / linePixels));
  if (room < 6 || lines < 1 || data.row === null) return null;
  const size = formatBytes(data.bytes);
  const name = shortened(printableName(data.label || ledgerTitles[data.row].title), room);
  const texts = lines === 2 ? [name, ...(size.length <= room ? [size] : [])] : [size.length <= room ? size : name];
  const width = Math.max(...texts.map(({ length }) => length)) * characterPixels + 8;
  return (
    <g pointerEvents="none" className="text-xs">
      <rect
        x={x0 + 3}
        y={y0 + 3}
        width={Math.min(width, x1 - x0 - 6)}
        height={texts.length * linePixels + 3}
        rx="2"
        fill="var(--color-sheet)"
      />
      {texts.map((text, index) => (
        <text key={text} x={x0 + 7} y={y0 + 15 + index * linePixels} fill="var(--color-ink)">
          {text}
        </text>
      ))}
    </g>
  );
}

function shortened(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

function layOut(leaves: readonly TreemapLeaf[], width: number) {
  if (width === 0) return [];
  const rows = new Map<LedgerRowId, TreemapLeaf[]>();
  for (const leaf of leaves) rows.set(leaf.row, [...(rows.get(leaf.row) ?? []), leaf]);
  const root: Node = {
    row: null,
    name: '',
    label: '',
    bytes: 0,
    children: [...rows].map(([row, members]) => rowNode(row, members)),
  };
  const tree = hierarchy<Node>(root, (node) => node.children)
    .sum((node) => (node.children ? 0 : node.bytes))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const laidOut = treemap<Node>().size([width, heightPixels]).tile(treemapSquarify).paddingOuter(1).paddingInner(0)(
    tree,
  );
  return laidOut.leaves();
}

function rowNode(row: LedgerRowId, members: readonly TreemapLeaf[]): Node {
  const sorted = [...members].sort((a, b) => b.bytes - a.bytes);
  const rest = sorted.slice(mostPerRow);
  const children: Node[] = sorted.slice(0, mostPerRow);
  if (rest.length > 0) {
    children.push({
      row,
      name: counted(rest.length, 'smaller object'),
      label: counted(rest.length, 'smaller object'),
      bytes: rest.reduce((sum, { bytes }) => sum + bytes, 0),
    });
  }
  return { row, name: '', label: '', bytes: 0, children };
}
