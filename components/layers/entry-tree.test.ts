import { describe, expect, it } from 'vitest';
import { treeOrder } from './entry-tree.ts';
import type { LayerEntry } from './layer-entries.ts';

function entry(id: string, parentId: string | null): LayerEntry {
  return {
    id,
    name: id,
    path: id,
    kind: 'image',
    owner: '',
    exclusiveBytes: 0,
    exclusiveWhy: -1,
    referencedBytes: 0,
    referencedWhy: -1,
    bornSeconds: null,
    state: null,
    removableLive: false,
    parentId,
    leak: -1,
  };
}

const entries = [entry('b/2/x', 'b/2'), entry('a', null), entry('b/2', 'b'), entry('b', null), entry('b/1', 'b')];

describe('treeOrder', () => {
  it('puts parents before their children, by path', () => {
    const ordered = treeOrder(entries, new Set());
    expect(ordered.map((place) => `${place.depth} ${place.entry.id}`)).toEqual([
      '0 a',
      '0 b',
      '1 b/1',
      '1 b/2',
      '2 b/2/x',
    ]);
  });

  it('leaves out what lies in a folded one, however deep', () => {
    expect(treeOrder(entries, new Set(['b'])).map(({ entry: { id } }) => id)).toEqual(['a', 'b']);
  });

  it('shows a child whose parent was filtered away as a root', () => {
    expect(treeOrder([entry('b/1', 'b')], new Set())).toMatchObject([{ depth: 0 }]);
  });

  it('survives a chain deeper than the call stack', () => {
    const deep = Array.from({ length: 20_000 }, (_, index) => entry(`${index}`, index === 0 ? null : `${index - 1}`));
    expect(treeOrder(deep, new Set())).toHaveLength(20_000);
  });
});
