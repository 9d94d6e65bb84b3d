import { formatBytes } from '../domain/bytes.ts';
import type { EvidenceTable, ObjectRef } from '../domain/finding.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import type { BtrfsUsage } from '../domain/storage-facts.ts';
import { evidence } from './evidence.ts';
import { filesystemStops } from './filesystem-stops.ts';
import { kernelLines } from './log-lines.ts';
import { steps } from './text.ts';
import { isOlder } from './version.ts';

const gib = 2 ** 30;

/**
 * How many devices must have room at once for one more chunk of a profile (`devs_min` of fs/btrfs/volumes.c). DUP puts both copies on
 * one device. Since 5.15 raid0 and raid10 make do with less: a stripe of one device, a mirror of two.
 */
const devicesNeeded: Record<string, number> = {
  single: 1,
  dup: 1,
  raid0: 2,
  raid1: 2,
  raid1c3: 3,
  raid1c4: 4,
  raid10: 4,
  raid5: 2,
  raid6: 3,
};
const devicesNeededSince515: Record<string, number> = { ...devicesNeeded, raid0: 1, raid10: 2 };

/** Of several profiles of one type (a conversion under way) the kernel makes new chunks of the first of these. */
const preferred = ['raid1c4', 'raid6', 'raid1c3', 'raid5', 'raid10', 'raid1', 'dup', 'raid0', 'single'];

export function btrfsSubject(
  usage: Pick<BtrfsUsage, 'uuid' | 'mountPoint'> & Partial<Pick<BtrfsUsage, 'unallocatedByDevice'>>,
): ObjectRef {
  return {
    kind: 'filesystem',
    id: `btrfs:${usage.uuid || usage.mountPoint || 'pasted'}`,
    // Nobody knows a filesystem by its uuid.
    label: usage.mountPoint || usage.unallocatedByDevice?.[0]?.device || 'btrfs',
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

/** The profile of the next chunk of that type; null where no chunk of it is told. */
export function nextProfile(usage: BtrfsUsage, type: 'data' | 'metadata'): string | null {
  const profiles = usage.chunks
    .filter((chunk) => chunk.type === type || chunk.type === 'mixed')
    .map((chunk) => chunk.profile.toLowerCase());
  return preferred.find((profile) => profiles.includes(profile)) ?? profiles[0] ?? null;
}

/**
 * Room for one more chunk of that type: the smallest of the devices it needs at once, never the sum. A terabyte on one device is none
 * for raid1. A kernel that is not known counts as one before 5.15. null = not told.
 */
export function unallocatedFor(
  usage: BtrfsUsage,
  type: 'data' | 'metadata',
  kernel: string | null = null,
): number | null {
  const profile = nextProfile(usage, type);
  const byProfile = kernel !== null && isOlder(kernel, '5.15') === false ? devicesNeededSince515 : devicesNeeded;
  const needed = byProfile[profile ?? 'single'] ?? 1;
  if (usage.unallocatedByDevice.length === 0) return needed === 1 ? usage.unallocatedBytes : null;
  // A stripe over one device: only such a kernel makes it.
  if (profile === 'raid0' && usage.unallocatedByDevice.length === 1) return usage.unallocatedByDevice[0]?.bytes ?? null;
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
export const escapeLadder = [
  steps(
    'Free something large without copying it: empty a big log with `: > file`; delete snapshots that are neither your backup nor the base of the next one.',
    '`btrfs balance start -dusage=0 MOUNT`, then 5, 10, 25: each gives half-empty data chunks back.',
    'If even that says “no space left”: add a device for a moment (`btrfs device add`; a disk or a file on another filesystem, never on this one), balance, take it out again with `btrfs device remove` and wait until that is done. Unplugged before, or after a reboot without it, the filesystem does not mount any more.',
  ),
  'Do not balance metadata unless its chunks are demonstrably empty, do not rm anything inside btrfs/subvolumes, and do not run scrub or big deletions at the same time. If a device is missing, the kernel’s log shows I/O errors, or the filesystem is read-only already, do none of this: back up and repair that first.',
].join('\n\n');

/** Whether a btrfs stopped writing here: then nothing that writes can run, and trying is no help. */
export function isBtrfsReadOnly(facts: HostFacts): boolean {
  const { mounts, kernelLog } = facts.sections;
  if (mounts.state === 'known') {
    const ofBtrfs = mounts.value.filter((mount) => mount.type === 'btrfs');
    if (ofBtrfs.some((mount) => mount.superOptions.includes('ro'))) return true;
    if (kernelLog.state === 'known') return false;
  }
  return filesystemStops(kernelLines(facts).map(({ text }) => text)).some((stop) => stop.filesystem === 'btrfs');
}

/** Stands above every advice that writes, where that cannot be followed yet. */
export const settleReadOnlyFirst =
  'btrfs is read-only now. Settle that first (the finding “went read-only”): what follows cannot run before.';
