import { formatBytes } from '../domain/bytes.ts';
import type { EvidenceTable, ObjectRef } from '../domain/finding.ts';
import type { BtrfsUsage } from '../domain/storage-facts.ts';
import { evidence } from './evidence.ts';

const gib = 2 ** 30;

/** How many devices must have room at once for one more chunk of a profile. DUP puts both copies on one device. */
const devicesNeeded: Record<string, number> = {
  single: 1,
  dup: 1,
  raid0: 1,
  raid1: 2,
  raid1c3: 3,
  raid1c4: 4,
  raid10: 2,
  raid5: 2,
  raid6: 3,
};

export function btrfsSubject(usage: { uuid: string; mountPoint: string }): ObjectRef {
  return {
    kind: 'filesystem',
    id: `btrfs:${usage.uuid || usage.mountPoint || 'pasted'}`,
    label: usage.mountPoint || usage.uuid || 'btrfs',
  };
}

/** Fill of the data chunks in percent; with `filesystem show` alone, used ÷ allocated stands for it. null = not told. */
export function dataFillPercent(usage: BtrfsUsage): number | null {
  const data = usage.chunks.filter((chunk) => chunk.type === 'data' || chunk.type === 'mixed');
  const total = data.reduce((sum, chunk) => sum + chunk.totalBytes, 0);
  if (total > 0) return (data.reduce((sum, chunk) => sum + chunk.usedBytes, 0) / total) * 100;
  if (usage.chunks.length > 0 || !usage.allocatedBytes) return null;
  return (usage.usedBytes / usage.allocatedBytes) * 100;
}

/**
 * The global reserve is carved out of metadata: what counts is metadata used plus what is left of the reserve. df of
 * btrfs-progs shows 1.6 % used in a filesystem that cannot create one more file.
 */
export function effectiveMetadataPercent(usage: BtrfsUsage): number | null {
  const metadata = usage.chunks.filter((chunk) => chunk.type === 'metadata');
  const total = metadata.reduce((sum, chunk) => sum + chunk.totalBytes, 0);
  if (total === 0) return null;
  const used = metadata.reduce((sum, chunk) => sum + chunk.usedBytes, 0);
  const reserve = (usage.globalReserveBytes ?? 0) - (usage.globalReserveUsedBytes ?? 0);
  return Math.min(100, ((used + Math.max(0, reserve)) / total) * 100);
}

/** Room for one more chunk of that type: the smallest of the devices it needs at once, never the sum. null = not told. */
export function unallocatedFor(usage: BtrfsUsage, type: 'data' | 'metadata'): number | null {
  const profile = usage.chunks.find((chunk) => chunk.type === type || chunk.type === 'mixed')?.profile.toLowerCase();
  const needed = devicesNeeded[profile ?? 'single'] ?? 1;
  if (usage.unallocatedByDevice.length === 0) return needed === 1 ? usage.unallocatedBytes : null;
  const sorted = usage.unallocatedByDevice.map((device) => device.bytes).sort((one, other) => other - one);
  const smallest = sorted[needed - 1] ?? 0;
  return profile === 'dup' ? Math.floor(smallest / 2) : smallest;
}

/** 1 GiB for data, less on small filesystems (a tenth of the device). */
export function dataChunkBytes(usage: BtrfsUsage): number {
  return Math.min(gib, usage.deviceSizeBytes / 10);
}

export function usageEvidence(usage: BtrfsUsage): EvidenceTable {
  const size = (bytes: number | null) => (bytes === null ? 'unknown' : formatBytes(bytes));
  return evidence(
    usage.source.startsWith('btrfs') ? `${usage.source} ${usage.mountPoint}`.trim() : usage.source,
    ['Space', 'Size', 'Used'],
    [
      ...usage.chunks.map((chunk) => [
        `${chunk.type}, ${chunk.profile}`,
        size(chunk.totalBytes),
        size(chunk.usedBytes),
      ]),
      ...(usage.unallocatedByDevice.length > 0
        ? usage.unallocatedByDevice.map((device) => [`unallocated on ${device.device}`, size(device.bytes), '-'])
        : [['unallocated', size(usage.unallocatedBytes), '-']]),
      ['global reserve', size(usage.globalReserveBytes), size(usage.globalReserveUsedBytes)],
      ['all', size(usage.deviceSizeBytes), size(usage.usedBytes)],
    ],
  );
}

/** The ladder of least harm, for a filesystem that has no room for new chunks. */
export const escapeLadder =
  'What to do, in this order: free something large without copying it (empty a big log with `: > file`; delete snapshots that are neither your backup nor the base of the next one); then `btrfs balance start -dusage=0 MOUNT`, then 5, 10, 25: each gives half-empty data chunks back. If even that says “no space left”: add a device for a moment (`btrfs device add`; a disk or a file on another filesystem, never on this one), balance, take it out again with `btrfs device remove` and wait until that is done: unplugged before, or after a reboot without it, the filesystem does not mount any more. Do not balance metadata unless its chunks are demonstrably empty, do not rm anything inside btrfs/subvolumes, and do not run scrub or big deletions at the same time. If a device is missing, the kernel’s log shows I/O errors, or the filesystem is read-only already, do none of this: back up and repair that first.';
