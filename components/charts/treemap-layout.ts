import { type HierarchyRectangularNode, hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import { counted } from '@/lib/domain/format';
import type { LedgerRowId } from '@/lib/domain/storage-report';
import { mapWords } from './map-words';

export interface TreemapLeaf {
  row: LedgerRowId;
  name: string;
  /** the text in its area; empty = the row's title */
  label: string;
  bytes: number;
}

export interface TreemapNode {
  row: LedgerRowId | null;
  name: string;
  label: string;
  bytes: number;
  children?: TreemapNode[];
}

export type Area = HierarchyRectangularNode<TreemapNode>;

/** What is drawn: the whole disk, Docker's part of it, or one row of the ledger. */
export type Zoom = 'disk' | 'docker' | LedgerRowId;

/** Thousands of slivers cannot be read: beyond this many, the rest of a row is one area. */
const mostPerRow = 150;
/** A strip with the row's title, where a row has several objects and room for it. */
const titleStrip = 17;

export function leavesWithin(leaves: readonly TreemapLeaf[], zoom: Zoom, dockerRows: readonly LedgerRowId[]) {
  if (zoom === 'disk') return leaves;
  return leaves.filter(({ row }) => (zoom === 'docker' ? dockerRows.includes(row) : row === zoom));
}

/** Rows that can be entered: those of several objects. */
export function rowsOfMany(leaves: readonly TreemapLeaf[]): ReadonlySet<LedgerRowId> {
  const seen = new Set<LedgerRowId>();
  const many = new Set<LedgerRowId>();
  for (const { row } of leaves) (seen.has(row) ? many : seen).add(row);
  return many;
}

/** The areas of the objects, and the rows around them that have room for a title. */
export function layOut(
  leaves: readonly TreemapLeaf[],
  width: number,
  height: number,
): { areas: Area[]; titled: Area[] } {
  if (width === 0) return { areas: [], titled: [] };
  const rows = new Map<LedgerRowId, TreemapLeaf[]>();
  for (const leaf of leaves) rows.set(leaf.row, [...(rows.get(leaf.row) ?? []), leaf]);
  const root: TreemapNode = {
    row: null,
    name: '',
    label: '',
    bytes: 0,
    children: [...rows].map(([row, members]) => rowNode(row, members)),
  };
  const tree = hierarchy<TreemapNode>(root, (node) => node.children)
    .sum((node) => (node.children ? 0 : node.bytes))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const laidOut = treemap<TreemapNode>()
    .size([width, height])
    .tile(treemapSquarify)
    .paddingOuter(1)
    .paddingTop((node) => (hasTitle(node) ? titleStrip : 1))
    .paddingInner(0)(tree);
  return { areas: laidOut.leaves(), titled: (laidOut.children ?? []).filter(hasTitle) };
}

function hasTitle(node: Area): boolean {
  return node.depth === 1 && (node.children?.length ?? 0) > 1 && node.x1 - node.x0 >= 70 && node.y1 - node.y0 >= 48;
}

function rowNode(row: LedgerRowId, members: readonly TreemapLeaf[]): TreemapNode {
  const sorted = [...members].sort((a, b) => b.bytes - a.bytes);
  const rest = sorted.slice(mostPerRow);
  const children: TreemapNode[] = sorted.slice(0, mostPerRow);
  if (rest.length > 0) {
    children.push({
      row,
      name: counted(rest.length, 'smaller object'),
      label: counted(rest.length, mapWords.smallerObject),
      bytes: rest.reduce((sum, { bytes }) => sum + bytes, 0),
    });
  }
  return { row, name: '', label: '', bytes: 0, children };
}
