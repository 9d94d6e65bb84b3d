import type { FilesystemUsage, MountEntry } from '../../../domain/storage-facts.ts';
import { isImage } from './image-roots.ts';
import type { Pasted } from './read-paste.ts';

const pseudo = /^(?:tmpfs|devtmpfs|udev|none|shm|overlay|squashfs|proc|sysfs|cgroup\w*|efivarfs|run|dev)$/;

/** Rows of df and df -i as filesystems; the one that holds the data root is marked so, where that can be told. */
export function filesystemsOf(pasted: Pasted, dataRoot: string | null): FilesystemUsage[] {
  const disks = pasted.disks.filter((disk) => !isImage(disk, pasted));
  const images = pasted.disks.filter((disk) => isImage(disk, pasted)).map((disk) => disk.mountPoint);
  const place = dataRoot === null ? null : holderOf(disks, pasted.mounts, dataRoot);
  // Seen from inside a container, the files that Docker binds into it lie on the host's disk, below the data root.
  const holder = place === null || place === '/' ? (bindFromDataRoot(pasted) ?? place) : place;
  const filesystems = disks
    .filter(
      (disk) =>
        disk.mountPoint === holder ||
        !(pseudo.test(disk.source) || pseudo.test(disk.type) || disk.mountPoint.startsWith('/snap/')),
    )
    .map((disk): FilesystemUsage => {
      const type = disk.type || (pasted.mounts.find((mount) => mount.mountPoint === disk.mountPoint)?.type ?? '');
      const inodes = pasted.inodes.find((row) => row.mountPoint === disk.mountPoint);
      return {
        id: `device:${disk.source}:${disk.mountPoint}`,
        roles: [
          ...(disk.mountPoint === holder ? (['data-root'] as const) : []),
          ...(disk.mountPoint === '/' ? (['system'] as const) : []),
        ],
        type,
        source: disk.source,
        mountPoint: disk.mountPoint,
        device: '',
        totalBytes: disk.totalBytes,
        usedBytes: disk.usedBytes,
        freeBytes: disk.freeBytes,
        inodesTotal: inodes?.total ?? null,
        inodesUsed: inodes?.used ?? null,
        isReadOnly: false,
        isNetwork: /^(?:nfs\d?|cifs|smb\d?)$/.test(type),
      };
    });
  for (const row of pasted.inodes) {
    if (
      pasted.disks.some((disk) => disk.mountPoint === row.mountPoint) ||
      pseudo.test(row.source) ||
      row.mountPoint.startsWith('/snap/') ||
      images.includes(row.mountPoint)
    )
      continue;
    // No role: its bytes are not known, only its inodes.
    filesystems.push({
      id: `inodes:${row.source}:${row.mountPoint}`,
      roles: [],
      type: '',
      source: row.source,
      mountPoint: row.mountPoint,
      device: '',
      totalBytes: 0,
      usedBytes: 0,
      freeBytes: 0,
      inodesTotal: row.total,
      inodesUsed: row.used,
      isReadOnly: false,
      isNetwork: false,
    });
  }
  return filesystems;
}

function bindFromDataRoot({ disks }: Pasted): string | null {
  const root = disks.find((disk) => disk.mountPoint === '/');
  if (root === undefined || !/^(?:overlay|aufs|none)$/.test(root.type || root.source)) return null;
  return disks.find((disk) => /^\/etc\/(?:hosts|hostname|resolv\.conf)$/.test(disk.mountPoint))?.mountPoint ?? null;
}

/** The row of df that holds the path; a mount table in the same paste may name a nearer one that df does not list. */
function holderOf(disks: Pasted['disks'], mounts: readonly MountEntry[], path: string): string | null {
  const longest = (points: string[]): string | null =>
    points
      .filter((point) => point === '/' || path === point || path.startsWith(`${point}/`))
      .sort((one, other) => other.length - one.length)[0] ?? null;
  const byDf = longest(disks.map((disk) => disk.mountPoint));
  const byMounts = longest(mounts.map((mount) => mount.mountPoint));
  if (byDf === null || byMounts === null || byMounts.length <= byDf.length) return byDf;
  // dockerd's own self-bind of the data root is no filesystem of its own.
  const source = mounts.find((mount) => mount.mountPoint === byMounts)?.source;
  return disks.find((disk) => disk.mountPoint === byDf)?.source === source ? byDf : null;
}
