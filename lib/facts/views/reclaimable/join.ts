import {
  type Reclaimable,
  type ReclaimableKind,
  type ReclaimableObject,
  type ReclaimablePart,
  reclaimableKinds,
  totalOf,
} from '../../../domain/reclaimable.ts';
import { isAtOrBelow } from '../paths.ts';

/**
 * No byte twice: an object that two kinds name counts once, and what lies inside another object counts with that one. An object
 * without a size is not zero: what is known inside it is then the least that it holds.
 */
export function joined(objects: readonly ReclaimableObject[], unknown: Reclaimable['unknown'] = []): Reclaimable {
  const parts = new Map<ReclaimableKind, ReclaimablePart>();
  for (const { object, inside } of outermost(objects)) {
    const before = parts.get(object.kind);
    const bytes = object.bytes.state === 'known' ? object.bytes.value : leastOf(inside);
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

function outermost(objects: readonly ReclaimableObject[]): Nest[] {
  const nests: Nest[] = [];
  const seen = new Set<string>();
  let above: (Nest & { path: string }) | null = null;
  for (const object of inOrder(objects)) {
    if (object.path === null) {
      if (!seen.has(object.id)) nests.push({ object, inside: [] });
      seen.add(object.id);
      continue;
    }
    if (above !== null && isAtOrBelow(object.path, above.path)) {
      above.inside.push(object);
      continue;
    }
    above = { object, inside: [], path: object.path };
    nests.push(above);
  }
  return nests;
}

function leastOf(inside: readonly ReclaimableObject[]): number {
  if (inside.length === 0) return 0;
  return joined(inside).totalBytes;
}

/** What holds others directly before them; at the same place the first kind first. */
function inOrder(objects: readonly ReclaimableObject[]): ReclaimableObject[] {
  const rank = new Map(reclaimableKinds.map((kind, at) => [kind, at]));
  // With `/` at its end, a path sorts before everything below it and `/a b` does not come between `/a` and `/a/b`.
  const keys = new Map(objects.map((object) => [object, object.path === null ? '' : `${object.path}/`]));
  const keyOf = (object: ReclaimableObject) => keys.get(object) ?? '';
  return [...objects].sort((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    if (a !== b) return a < b ? -1 : 1;
    return (rank.get(one.kind) ?? 0) - (rank.get(other.kind) ?? 0);
  });
}
