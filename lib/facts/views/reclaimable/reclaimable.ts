import type { Reclaimable } from '../../../domain/reclaimable.ts';
import type { ReclaimableInput } from './input.ts';
import { joined } from './join.ts';
import { reclaimableObjects } from './objects.ts';

/** The one reader: what an action of this host would free, each object once (lib/domain/reclaimable.ts). Pure. */
export function reclaimable(input: ReclaimableInput): Reclaimable {
  const { objects, unknown } = reclaimableObjects(input);
  return joined(objects, unknown);
}
