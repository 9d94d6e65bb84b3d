import { formatBytes } from '../domain/bytes.ts';
import type { EvidenceTable, ObjectRef } from '../domain/finding.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import type { BtrfsUsage } from '../domain/storage-facts.ts';
import { isOlder } from '../domain/version-order.ts';
import { evidence } from './evidence.ts';
import { filesystemStops } from './filesystem-stops.ts';
import { kernelLines } from './log-lines.ts';
import { steps } from './text.ts';

const gib = 2 ** 30;

/**
 * How many devices must have room at once for one more chunk of a profile (`devs_min` of fs/btrfs/volumes.c). DUP puts both copies on
 * one device. Since 5.15 raid0 and raid10 need fewer: a stripe of one device, a mirror of two.
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

/** With several profiles of one type (a running conversion) the kernel creates new chunks in the first of these. */
const preferred = ['raid1c4', 'raid6', 'raid1c3', 'raid5', 'raid10', 'raid1', 'dup', 'raid0', 'single'];

export function btrfsSubject(
  usage: Pick<BtrfsUsage, 'uuid' | 'mountPoint'> & Partial<Pick<BtrfsUsage, 'unallocatedByDevice'>>,
): ObjectRef {
  return {
    kind: 'filesystem',
    id: `btrfs:${usage.uuid || usage.mountPoint || 'pasted'}`,
    // People know the mount point, not the uuid.
    label: usage.mountPoint || usage.unallocatedByDevice?.[0]?.device || 'btrfs',
  };
}

/** Fill of the data chunks in percent; with `filesystem show` alone, used ÷ allocated. null = unknown. */
export function dataFillPercent(usage: BtrfsUsage): number | null {
  const data = usage.chunks.filter((chunk) => chunk.type === 'data' || chunk.type === 'mixed');
  const total = data.reduce((sum, chunk) => sum + chunk.totalBytes, 0);
  if (total > 0) return (data.reduce((sum, chunk) => sum + chunk.usedBytes, 0) / total) * 100;
  if (usage.chunks.length > 0 || !usage.allocatedBytes) return null;
  return (usage.usedBytes / usage.allocatedBytes) * 100;
}

/**
 * The global reserve is carved out of metadata: what counts is metadata used plus what is left of the reserve. df of
 * btrfs-progs shows 1.6% used in a filesystem that cannot create one more file.
 */
export function effectiveMetadataPercent(usage: BtrfsUsage): number | null {
  const metadata = usage.chunks.filter((chunk) => chunk.type === 'metadata');
  const total = metadata.reduce((sum, chunk) => sum + chunk.totalBytes, 0);
  if (total === 0) return null;
  const used = metadata.reduce((sum, chunk) => sum + chunk.usedBytes, 0);
  const reserve = (usage.globalReserveBytes ?? 0) - (usage.globalReserveUsedBytes ?? 0);
  return Math.min(100, ((used + Math.max(0, reserve)) / total) * 100);
}

/** The profile of the next chunk of that type; null where no chunk of it is known. */
export function nextProfile(usage: BtrfsUsage, type: 'data' | 'metadata'): string | null {
  const profiles = usage.chunks
    .filter((chunk) => chunk.type === type || chunk.type === 'mixed')
    .map((chunk) => chunk.profile.toLowerCase());
  return preferred.find((profile) => profiles.includes(profile)) ?? profiles[0] ?? null;
}

/**
 * Room for one more chunk of that type: the smallest of the devices it needs at once, never the sum. A terabyte on one device is no
 * room for raid1. An unknown kernel counts as one before 5.15. null = unknown.
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
  // A stripe over one device: only 5.15 and newer create it.
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

/** For a filesystem without room for new chunks: the least invasive step first. */
export const escapeLadder = [
  steps(
    'Free something large without copying it: empty a big log with `: > file`, or delete snapshots that are neither your backup nor the base of the next one.',
    'Run `btrfs balance start -dusage=0 MOUNT`, then with 5, 10 and 25. Each run returns half-empty data chunks.',
    'If even that says “no space left”: add a disk temporarily (`btrfs device add`; never a file on this filesystem), balance, then `btrfs device remove` it and wait until that has finished. If the disk is unplugged before, the filesystem no longer mounts.',
  ),
  'Do not balance metadata, do not run a scrub at the same time, and do not rm anything inside btrfs/subvolumes. If a device is missing, the kernel’s log shows I/O errors, or the filesystem is read-only, do none of this: back up and repair that first.',
].join('\n\n');

/** Whether a btrfs on this host stopped writing: then nothing that writes can run. */
export function isBtrfsReadOnly(facts: HostFacts): boolean {
  const { mounts, kernelLog } = facts.sections;
  if (mounts.state === 'known') {
    const ofBtrfs = mounts.value.filter((mount) => mount.type === 'btrfs');
    if (ofBtrfs.some((mount) => mount.superOptions.includes('ro'))) return true;
    if (kernelLog.state === 'known') return false;
  }
  return filesystemStops(kernelLines(facts).map(({ text }) => text)).some((stop) => stop.filesystem === 'btrfs');
}

/** Goes above every advice that writes, while the filesystem is read-only. */
export const settleReadOnlyFirst =
  'btrfs is read-only now. Fix that first (see the finding “read-only”); the steps below cannot run before.';
