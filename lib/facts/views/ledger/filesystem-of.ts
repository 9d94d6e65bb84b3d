import type { FilesystemUsage, MountEntry } from '../../../domain/storage-facts.ts';
import { isAtOrBelow, locate } from '../paths.ts';

/** Which of the measured filesystems holds a path: by device, as mounts of one btrfs and binds all share it. */
export function filesystemOf(
  path: string,
  filesystems: readonly FilesystemUsage[],
  mounts: readonly MountEntry[],
): FilesystemUsage | null {
  const place = locate(path, mounts);
  if (place !== null) {
    const { device, mountPoint } = place.mount;
    const found = filesystems.find((each) => each.device === device || each.mountPoint === mountPoint);
    if (found !== undefined) return found;
    // A mount that none of the measured filesystems covers is another place, unless it is one of them under another number.
    if (mounts.some((mount) => filesystems.some((each) => each.device === mount.device))) return null;
  }
  const holding = filesystems.filter((each) => isAtOrBelow(path, each.mountPoint) || each.mountPoint === '/');
  return holding.sort((one, other) => other.mountPoint.length - one.mountPoint.length)[0] ?? null;
}
