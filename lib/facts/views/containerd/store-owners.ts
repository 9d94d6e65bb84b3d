import type { StoreGraph } from './store-graph.ts';

/**
 * Whose each snapshot and blob is: the first that holds it, in an order in which what people know by name comes before what they do not
 * (docs/reference/containerd-on-disk.md#whose-it-is). One pass over the whole graph, since no node is visited twice.
 */
export interface StoreOwner {
  kind:
    | 'container'
    | 'image'
    | 'build-record'
    | 'history'
    | 'unfinished'
    | 'hold'
    | 'lease'
    | 'other-namespace'
    /** containerd's own: a label or a container of it names the object */
    | 'root'
    | 'unknown';
  /** id of a container, name of an image, id of a record or lease, name of a namespace */
  name: string;
}

export interface OwnerClaim {
  owner: StoreOwner;
  starts: readonly number[];
  /** what it names itself, and nothing below: the layers under a container are its image's first */
  isDirect?: true;
}

export const unclaimed: StoreOwner = { kind: 'unknown', name: '' };

/** @returns by node of the graph; `unclaimed` for what no claim reaches */
export function storeOwners({ edges }: StoreGraph, claims: readonly OwnerClaim[]): (node: number) => StoreOwner {
  const owners: (StoreOwner | undefined)[] = [];
  const walked = new Uint8Array(edges.length);
  for (const { owner, starts, isDirect } of claims) {
    if (isDirect === true) {
      for (const node of starts) if (node >= 0) owners[node] ??= owner;
      continue;
    }
    const waiting = starts.filter((node) => node >= 0);
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (walked[node] === 1) continue;
      walked[node] = 1;
      owners[node] ??= owner;
      for (const next of edges[node] ?? []) if (walked[next] !== 1) waiting.push(next);
    }
  }
  return (node) => owners[node] ?? unclaimed;
}
