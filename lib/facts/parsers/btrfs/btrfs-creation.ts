import type { Fact } from '../../../domain/fact.ts';
import type { BtrfsFilesystem, BtrfsSubvolume, MountEntry } from '../../../domain/storage-facts.ts';
import { mountOf, pathInFilesystem } from '../kernel/mountinfo.ts';

/** The subvolumes directly in the directory `path`, by name; none where the listing or the mounts are unknown. */
export function subvolumesIn(
  path: string,
  filesystems: Fact<BtrfsFilesystem[]>,
  mounts: Fact<MountEntry[]>,
): ReadonlyMap<string, BtrfsSubvolume> {
  if (filesystems.state === 'unknown' || mounts.state === 'unknown') return new Map();
  const mount = mountOf(path, mounts.value);
  if (mount === null || mount.type !== 'btrfs') return new Map();
  const inside = pathInFilesystem(path, mount);
  const prefix = inside === '' ? '' : `${inside}/`;
  return new Map(
    filesystems.value
      .filter((each) => mountOf(each.mountPoint, mounts.value)?.device === mount.device)
      .flatMap((each) => each.subvolumes)
      .filter((subvolume) => subvolume.path.startsWith(prefix) && !subvolume.path.slice(prefix.length).includes('/'))
      .map((subvolume) => [subvolume.path.slice(prefix.length), subvolume] as const),
  );
}
