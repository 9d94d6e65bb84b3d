import { formatBytes } from './bytes.ts';
import { formatPercent } from './format.ts';
import type { FilesystemUsage } from './storage-facts.ts';

/**
 * One basis for "how full": used of what can be used at all, as `df` tells it. A filesystem keeps a part of its size back, from which no
 * file gets anything; of its size it would look emptier than it is.
 */
type Sizes = Pick<FilesystemUsage, 'usedBytes' | 'freeBytes' | 'totalBytes'>;

/** What files can use at most: more than this is never given out. */
export function usableBytes({ usedBytes, freeBytes }: Pick<Sizes, 'usedBytes' | 'freeBytes'>): number {
  return usedBytes + freeBytes;
}

export function fullPercent(sizes: Pick<Sizes, 'usedBytes' | 'freeBytes'>): number {
  const usable = usableBytes(sizes);
  return usable > 0 ? (sizes.usedBytes / usable) * 100 : 0;
}

/** Neither used nor free: btrfs' copies of metadata and what no chunk fits into, the blocks that ext4 reserves for root. */
export function heldBackBytes({ usedBytes, freeBytes, totalBytes }: Sizes): number {
  return Math.max(0, totalBytes - usedBytes - freeBytes);
}

/** `95.7% full, 155 MiB free of 3.5 GiB usable`: card and picture of thirty days have this one basis, and say it where it is not the whole size. */
export function fillWords(sizes: Sizes): string {
  const basis = `${formatBytes(usableBytes(sizes))}${heldBackBytes(sizes) > 0 ? ' usable' : ''}`;
  return `${formatPercent(fullPercent(sizes))} full, ${formatBytes(sizes.freeBytes)} free of ${basis}`;
}

export function heldBackWords(type: string): { title: string; about: string } {
  if (type === 'btrfs') {
    return {
      title: 'Held back by btrfs',
      about:
        'Room for metadata and its copies, system chunks, and space that no further data chunk fits into: files cannot use it.',
    };
  }
  if (/^ext[234]$/.test(type)) {
    return {
      title: `Reserved by ${type}`,
      about: 'Kept for root and for the filesystem itself; other programs cannot use it.',
    };
  }
  return {
    title: 'Held back by the filesystem',
    about: 'Neither used nor free for files, as the filesystem tells it.',
  };
}
