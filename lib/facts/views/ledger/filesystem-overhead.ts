import type { BtrfsUsage, FilesystemUsage } from '../../../domain/storage-facts.ts';

/**
 * What a filesystem's own structures take of its used space, where it tells.
 *
 * btrfs: `df` counts metadata and system chunks with all their copies, divided by the copies of data, plus the global reserve.
 * ext4 leaves its inode tables and journal out of both total and used. xfs counts its log and reservations as used without
 * telling how much; there it stays unknown and is part of what is not accounted for.
 */
export function filesystemOverhead(
  filesystem: FilesystemUsage,
  btrfsUsage: readonly BtrfsUsage[],
): { bytes: number; exact: boolean; how: string } | null {
  if (/^ext[234]$/.test(filesystem.type)) {
    return { bytes: 0, exact: true, how: `${filesystem.type} does not count its own structures as used` };
  }
  const usage = btrfsUsage.find((each) => each.uuid === filesystem.id || each.mountPoint === filesystem.mountPoint);
  if (filesystem.type !== 'btrfs' || usage === undefined || usage.chunks.some((chunk) => chunk.type === 'mixed'))
    return null;
  const dataCopies = copies(usage.chunks.find((chunk) => chunk.type === 'data')?.profile ?? 'single');
  let bytes = usage.globalReserveBytes ?? 0;
  for (const chunk of usage.chunks) {
    if (chunk.type !== 'data') bytes += (chunk.usedBytes * copies(chunk.profile)) / dataCopies;
  }
  return { bytes: Math.round(bytes), exact: false, how: `metadata and reserve of btrfs (${usage.source})` };
}

function copies(profile: string): number {
  const name = profile.toLowerCase();
  if (name === 'raid1c4') return 4;
  if (name === 'raid1c3') return 3;
  return ['dup', 'raid1', 'raid10'].includes(name) ? 2 : 1;
}
