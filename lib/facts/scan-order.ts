import type { SectionId } from '../domain/host-facts.ts';
import type { Collector } from './collectors/collector.ts';
import { readingOrder } from './views/ownership/reading-order.ts';

/**
 * The order on the host is part of the proof: see views/reading-order.ts. The subvolumes are listed just before the driver's
 * directory: what is made in between has no birth, and counts as young. Sections that no proof needs come last. containerd's leases are read
 * before the containers that own them, and after the daemon.
 */
const onHost: readonly SectionId[] = [
  'platform',
  ...readingOrder
    .filter((id) => id !== 'driverDirectories')
    .flatMap((id) => (id === 'containersOnDisk' ? (['containerd', id] as const) : [id])),
  'btrfs',
  'driverDirectories',
  'daemonConfiguration',
  'filesystems',
  'volumesOnDisk',
  'quarantine',
  'btrfsUsage',
  'buildCache',
];

/** Parsers of the others look these up. */
const parsedFirst: readonly SectionId[] = ['platform', 'mounts', 'btrfs', 'layerdb', 'buildkitSnapshots'];

export function inScanOrder<C extends Pick<Collector, 'id'>>(collectors: readonly C[]): C[] {
  return sorted(collectors, onHost);
}

export function inParseOrder<C extends Pick<Collector, 'id'>>(collectors: readonly C[]): C[] {
  return sorted(collectors, parsedFirst);
}

function sorted<C extends Pick<Collector, 'id'>>(collectors: readonly C[], order: readonly SectionId[]): C[] {
  const place = (collector: C) => {
    const index = order.indexOf(collector.id);
    return index < 0 ? order.length : index;
  };
  return [...collectors].sort((one, other) => place(one) - place(other));
}
