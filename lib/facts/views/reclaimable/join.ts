import {
  type Reclaimable,
  type ReclaimableKind,
  type ReclaimableObject,
  type ReclaimablePart,
  reclaimableKinds,
  totalOf,
} from '../../../domain/reclaimable.ts';
import { atOnce, eachInPieces, type InPieces, mapInPieces, sortedInPieces } from '../../../domain/slices.ts';
import { isAtOrBelow } from '../paths.ts';

/**
 * No byte twice: an object that two kinds name counts once, and what lies inside another object counts with that one. An object
 * without a size is not zero: what is known inside it is then the least that it holds.
 */
export function joined(objects: readonly ReclaimableObject[], unknown: Reclaimable['unknown'] = []): Reclaimable {
  return atOnce(joinedInPieces(objects, unknown));
}

export function* joinedInPieces(
  objects: readonly ReclaimableObject[],
  unknown: Reclaimable['unknown'] = [],
): InPieces<Reclaimable> {
  const parts = new Map<ReclaimableKind, ReclaimablePart>();
  for (const { object, inside } of yield* outermost(objects)) {
    const before = parts.get(object.kind);
    const bytes = object.bytes.state === 'known' ? object.bytes.value : yield* leastOf(inside);
    parts.set(object.kind, {
      kind: object.kind,
      bytes: (before?.bytes ?? 0) + bytes,
      exact: (before?.exact ?? true) && object.exact && object.bytes.state === 'known',
      atLeast: (before?.atLeast ?? false) || object.isLeast === true || object.bytes.state === 'unknown',
      objects: (before?.objects ?? 0) + (object.isPartOfAnother ? 0 : 1),
    });
  }
  const shown = reclaimableKinds.flatMap((kind) => parts.get(kind) ?? []);
  return totalOf(shown, unknown);
}

interface Nest {
  object: ReclaimableObject;
  /** of an object without a size, what else lies in it */
  inside: ReclaimableObject[];
}

function* outermost(objects: readonly ReclaimableObject[]): InPieces<Nest[]> {
  const nests: Nest[] = [];
  const seen = new Set<string>();
  let above: (Nest & { path: string }) | null = null;
  yield* eachInPieces(yield* inOrder(objects), ({ object }) => {
    if (object.path === null) {
      if (!seen.has(object.id)) nests.push({ object, inside: [] });
      seen.add(object.id);
      return;
    }
    if (above !== null && isAtOrBelow(object.path, above.path)) {
      above.inside.push(object);
      return;
    }
    above = { object, inside: [], path: object.path };
    nests.push(above);
  });
  return nests;
}

function* leastOf(inside: readonly ReclaimableObject[]): InPieces<number> {
  if (inside.length === 0) return 0;
  return (yield* joinedInPieces(inside)).totalBytes;
}

interface Placed {
  object: ReclaimableObject;
  key: string;
  rank: number;
}

/** What holds others directly before them; at the same place the first kind first. */
function* inOrder(objects: readonly ReclaimableObject[]): InPieces<Placed[]> {
  const rank = new Map(reclaimableKinds.map((kind, at) => [kind, at]));
  const placed = yield* mapInPieces(objects, (object) => ({
    object,
    // With `/` at its end, a path sorts before everything below it and `/a b` does not come between `/a` and `/a/b`.
    key: object.path === null ? '' : `${object.path}/`,
    rank: rank.get(object.kind) ?? 0,
  }));
  return yield* sortedInPieces(placed, (one, other) => {
    if (one.key !== other.key) return one.key < other.key ? -1 : 1;
    return one.rank - other.rank;
  });
}
