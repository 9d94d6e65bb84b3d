import type { HostFacts } from '../../../domain/host-facts.ts';
import type { BtrfsSubvolume } from '../../../domain/storage-facts.ts';
import { isAtOrBelow, locate } from '../paths.ts';

/** Docker's subvolumes below a folder that is not the running data root. */
export interface OldRoot {
  filesystemUuid: string;
  /** the folder that holds `btrfs/subvolumes`, from the top level of the filesystem, no leading slash */
  path: string;
  subvolumes: BtrfsSubvolume[];
  /** what the subvolumes hold alone; null where quotas are off or inconsistent */
  exclusiveBytes: number | null;
}

/**
 * Layer subvolumes of the btrfs driver outside the running data root. A system restore (Timeshift, Snapper) renames the old root
 * subvolume and puts a snapshot in its place; a snapshot does not contain nested subvolumes, so the new data root is empty there
 * and the full ones stay below the old name. They are children of nothing that Docker runs, and they are no snapshots either.
 *
 * Null where it cannot be told: without the data root's own place every layer would look like one of another root.
 * Subvolumes below the data root are not counted: those of a Docker inside a volume have a check of their own.
 */
export function oldRootSubvolumes(facts: HostFacts): OldRoot[] | null {
  const { btrfs, mounts, dataRoot } = facts.sections;
  if (btrfs.state === 'unknown' || mounts.state === 'unknown' || dataRoot.state === 'unknown') return null;
  const place = locate(dataRoot.value.path, mounts.value);
  if (place === null) return null;
  return btrfs.value.flatMap((filesystem) => {
    const home = locate(filesystem.mountPoint, mounts.value);
    if (home === null) return [];
    const isHere = home.mount.device === place.mount.device;
    const groups = new Map<string, BtrfsSubvolume[]>();
    for (const subvolume of filesystem.subvolumes) {
      const root = rootOf(subvolume.path);
      if (root === null || (isHere && isAtOrBelow(subvolume.path, place.pathInFilesystem))) continue;
      groups.set(root, [...(groups.get(root) ?? []), subvolume]);
    }
    return [...groups].map(([path, subvolumes]) => {
      const sizes = subvolumes.map(({ id }) => filesystem.qgroups?.[String(id)]?.exclusiveBytes ?? null);
      return {
        filesystemUuid: filesystem.uuid,
        path,
        subvolumes,
        exclusiveBytes: sizes.reduce(
          (sum: number | null, size) => (sum === null || size === null ? null : sum + size),
          0,
        ),
      };
    });
  });
}

/** `…/btrfs/subvolumes/<64 hex digits>`, also `-init`; 25 letters and digits are BuildKit's. */
const layer = /^(?:(.*)\/)?btrfs\/subvolumes\/(?:[0-9a-f]{64}(?:-init)?|[0-9a-z]{25})$/;

function rootOf(path: string): string | null {
  const match = layer.exec(path);
  return match === null ? null : (match[1] ?? '');
}
