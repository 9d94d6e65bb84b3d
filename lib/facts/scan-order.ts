import type { SectionId } from '../domain/host-facts.ts';
import type { Collector } from './collectors/collector.ts';

/**
 * The order of reading is part of the proof: layer directories first, then whatever may name them, live mounts last of these.
 * What comes into being in between is then either not a candidate at all or younger than the daemon.
 * Parsers may look at the sections before them. Sections that are not named here come after.
 */
const first: readonly SectionId[] = [
  'platform',
  'mounts',
  'daemonProcesses',
  'daemonConfiguration',
  'dataRoot',
  'filesystems',
  'btrfs',
  'driverDirectories',
  'layerdb',
  'imagedb',
  'buildkitSnapshots',
  'containersOnDisk',
  'volumesOnDisk',
  'namespaceMounts',
  'quarantine',
  'btrfsUsage',
  'containerd',
];

export function inScanOrder<C extends Pick<Collector, 'id'>>(collectors: readonly C[]): C[] {
  const place = (collector: C) => {
    const index = first.indexOf(collector.id);
    return index < 0 ? first.length : index;
  };
  return [...collectors].sort((one, other) => place(one) - place(other));
}
