'use client';

import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatBytes } from '@/lib/domain/bytes';
import type { LedgerRowId } from '@/lib/domain/storage-report';
import { fillOf, ledgerTitles } from '../ledger/ledger-rows';

export interface TreemapLeaf {
  row: LedgerRowId;
  name: string;
  bytes: number;
}

interface Node {
  row: LedgerRowId | null;
  name: string;
  bytes: number;
  children?: Node[];
}

interface TreemapViewProps {
  leaves: readonly TreemapLeaf[];
  leakedRows: readonly LedgerRowId[];
}

const heightPixels = 320;
/** Thousands of slivers help nobody: below this many, the rest of a row is one area. */
const mostPerRow = 150;

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
            />
          ))}
        </svg>
      </div>
      <figcaption className="mt-2 h-5 truncate text-sm text-soft">
        {hovered?.row
          ? `${ledgerTitles[hovered.row].title}${hovered.name ? `: ${hovered.name}` : ''}, ${formatBytes(hovered.bytes)}`
          : 'Point at an area to read it.'}
      </figcaption>
    </figure>
  );
}

function layOut(leaves: readonly TreemapLeaf[], width: number) {
  if (width === 0) return [];
  const rows = new Map<LedgerRowId, TreemapLeaf[]>();
  for (const leaf of leaves) rows.set(leaf.row, [...(rows.get(leaf.row) ?? []), leaf]);
  const root: Node = {
    row: null,
    name: '',
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
      name: `${rest.length.toLocaleString('en')} smaller ones`,
      bytes: rest.reduce((sum, { bytes }) => sum + bytes, 0),
    });
  }
  return { row, name: '', bytes: 0, children };
}
