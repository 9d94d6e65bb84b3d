import type { HostFacts } from '../../../domain/host-facts.ts';
import type { StorageReport } from '../../../domain/storage-report.ts';
import { isAtOrBelow, locate } from '../paths.ts';
import { subvolumesBelow } from '../rows/driver-subvolumes.ts';

/**
 * Snapshots that a person or a backup tool took of Docker's subvolumes, or of the subvolume that holds the data root. They keep
 * every byte that was in use then: what Bilge or Docker deletes does not come back before the snapshot goes. Named for what they
 * are, never offered.
 */
export function pinningSnapshots(facts: HostFacts): StorageReport['pinningSnapshots'] {
  const { btrfs, mounts, dataRoot } = facts.sections;
  if (btrfs.state === 'unknown' || mounts.state === 'unknown' || dataRoot.state === 'unknown') return [];
  const below = subvolumesBelow(dataRoot.value.path, mounts.value, btrfs.value);
  const place = locate(dataRoot.value.path, mounts.value);
  if (below === null || place === null) return [];
  const { filesystem, prefix } = below;
  const isDockers = (path: string) => isAtOrBelow(path, prefix);
  const holder = holderOf(prefix, filesystem.subvolumes);
  const labels = new Map<string, string>();
  for (const subvolume of filesystem.subvolumes) {
    if (isDockers(subvolume.path))
      labels.set(subvolume.uuid, `snapshot of Docker's ${nameBelow(subvolume.path, prefix)}`);
  }
  if (holder !== null) labels.set(holder.uuid, `snapshot of ${holder.path}, which holds Docker's data root`);
  return filesystem.subvolumes.flatMap((subvolume) => {
    const label = isDockers(subvolume.path) ? undefined : labels.get(subvolume.parentUuid ?? '');
    return label === undefined ? [] : [{ path: subvolume.path, uuid: subvolume.uuid, label }];
  });
}

/** The innermost subvolume that contains the data root without being below it. */
function holderOf<S extends { path: string }>(prefix: string, subvolumes: readonly S[]): S | null {
  let holder: S | null = null;
  for (const subvolume of subvolumes) {
    const holds = isAtOrBelow(prefix, subvolume.path) && subvolume.path !== '';
    if (holds && subvolume.path.length > (holder?.path.length ?? 0)) holder = subvolume;
  }
  return holder;
}

function nameBelow(path: string, prefix: string): string {
  return path === prefix ? 'data root' : path.slice(prefix.length).replace(/^\//, '');
}
