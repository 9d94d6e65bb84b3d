import type { Reclaimable } from '../../../domain/reclaimable.ts';
import { atOnce, type InPieces } from '../../../domain/slices.ts';
import type { ReclaimableInput } from './input.ts';
import { joinedInPieces } from './join.ts';
import { reclaimableObjects } from './objects.ts';

/** The one reader: what an action of this host would free, each object once (lib/domain/reclaimable.ts). Pure. */
export function reclaimable(input: ReclaimableInput): Reclaimable {
  return atOnce(reclaimableInPieces(input));
}

export function* reclaimableInPieces(input: ReclaimableInput): InPieces<Reclaimable> {
  const { objects, unknown } = yield* reclaimableObjects(input);
  return yield* joinedInPieces(objects, unknown);
}
