/**
 * `node lab/build-bases.ts`: the base trees alone. `npm test` starts this beside the rings that need no host; the set-up of those that
 * do waits for the same locks, and builds what this could not.
 */
import { labAvailable } from './available.ts';
import { buildBases } from './set-up.ts';

if ((await labAvailable()).ok) await buildBases(() => undefined);
