import type { LayerEntry } from './layer-entries';

export interface TreeEntry {
  entry: LayerEntry;
  depth: number;
  childCount: number;
}

/** Parents before their children, siblings by path; what is folded is left out. Entries without a parent in the list are roots. */
export function treeOrder(entries: readonly LayerEntry[], folded: ReadonlySet<string>): TreeEntry[] {
  const listed = new Set(entries.map((entry) => entry.id));
  const children = new Map<string | null, LayerEntry[]>();
  for (const entry of entries) {
    const parent = entry.parentId !== null && listed.has(entry.parentId) ? entry.parentId : null;
    const siblings = children.get(parent);
    if (siblings) siblings.push(entry);
    else children.set(parent, [entry]);
  }
  for (const siblings of children.values()) siblings.sort((a, b) => a.path.localeCompare(b.path));
  const ordered: TreeEntry[] = [];
  // A stack, not recursion: subvolumes can be nested deeper than anyone expects.
  const stack = (children.get(null) ?? []).map((entry) => ({ entry, depth: 0 })).reverse();
  while (true) {
    const next = stack.pop();
    if (!next) return ordered;
    const below = children.get(next.entry.id) ?? [];
    ordered.push({ ...next, childCount: below.length });
    if (folded.has(next.entry.id)) continue;
    for (const entry of [...below].reverse()) stack.push({ entry, depth: next.depth + 1 });
  }
}
