import type { SectionId } from '../../../domain/host-facts.ts';

/**
 * A scan of a busy host is not one instant, so the order in which the records are read decides whether a reference that moves
 * meanwhile is seen once, twice or never. Twice is harmless. Never would make an orphan of a living layer:
 *
 * 1. the daemon first: if it restarts during the scan, the gate is the older start, and the younger directories wait;
 * 2. BuildKit before the layer store: an export registers a cached directory there first and the cache lets go of it later, so
 *    references only ever move in this direction;
 * 3. metadata before directories: what is deleted meanwhile was still referenced when it was read, and what is made meanwhile
 *    is younger than the daemon.
 */
export const readingOrder = [
  'daemonProcesses',
  'dataRoot',
  'containersOnDisk',
  'buildkitSnapshots',
  'layerdb',
  'imagedb',
  'mounts',
  'namespaceMounts',
  'driverDirectories',
] as const satisfies readonly SectionId[];
