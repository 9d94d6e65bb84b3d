import type { LayerChain } from '../domain/layer-facts.ts';
import { eachInPieces, type InPieces } from '../domain/slices.ts';

/** Facts never change, and each mode of a plan asks: the chains of a scan are walked once. */
const computed = new WeakMap<readonly LayerChain[], ReadonlyMap<string, number>>();

/** Docker itself allows 125 layers; parents that lead round in a circle end here. */
const deepest = 500;

/**
 * How many layers are below each, by directory: the top of a chain is released first, and Docker deletes with it what only it needed.
 * A parent that is not on record counts, and nothing below it.
 */
export function* chainDepths(chains: readonly LayerChain[]): InPieces<ReadonlyMap<string, number>> {
  const earlier = computed.get(chains);
  if (earlier !== undefined) return earlier;
  const parents = new Map<string, string | null>();
  yield* eachInPieces(chains, ({ name, parent }) => parents.set(name, parent));
  const counted = new Map<string, number>();
  const depths = new Map<string, number>();
  yield* eachInPieces(chains, ({ parent, cacheId }) => {
    if (cacheId !== null) depths.set(cacheId, downFrom(parent, parents, counted));
  });
  computed.set(chains, depths);
  return depths;
}

/** Layers from this one down. Each is walked once, and counted for those on top of it. */
function downFrom(
  top: string | null,
  parents: ReadonlyMap<string, string | null>,
  counted: Map<string, number>,
): number {
  const passed = new Set<string>();
  let depth = 0;
  for (let at = top; at !== null; ) {
    const name = at.replace(/^sha256:/, '');
    const before = passed.has(name) ? deepest : counted.get(name);
    if (before !== undefined) {
      depth = before;
      break;
    }
    passed.add(name);
    at = parents.get(name) ?? null;
  }
  for (const name of [...passed].reverse()) {
    depth = Math.min(depth + 1, deepest);
    counted.set(name, depth);
  }
  return depth;
}
