import { expect, test } from 'vitest';
import type { BtrfsDeviceErrors, BtrfsScrub, LoopDevice } from '../../domain/health-facts.ts';
import type { BtrfsFilesystem, BtrfsUsage } from '../../domain/storage-facts.ts';
import type { RegisteredCheck } from '../define-check.ts';
import { findingKey } from '../finding-key.ts';
import { describeCheck } from '../testing/check-cases.ts';
import {
  btrfsUsageWith,
  btrfsWith,
  draftsOf,
  engineWith,
  examine,
  filesystemWith,
  type Given,
  mountWith,
  platformWith,
} from '../testing/facts.ts';
import btrfsDeviceErrors from './btrfs-device-errors.ts';
import btrfsDeviceMissing from './btrfs-device-missing.ts';
import btrfsFreeSpaceMisleading from './btrfs-free-space-misleading.ts';
import btrfsMetadataExhausted from './btrfs-metadata-exhausted.ts';
import btrfsMetadataNearlyFull from './btrfs-metadata-nearly-full.ts';
import btrfsMixedProfiles from './btrfs-mixed-profiles.ts';
import btrfsQuotasSlow from './btrfs-quotas-slow.ts';
import btrfsScrubOverdue from './btrfs-scrub-overdue.ts';
import btrfsUnallocatedLow from './btrfs-unallocated-low.ts';
import deletedSubvolumesPending from './deleted-subvolumes-pending.ts';
import kernelCannotRmdirSubvolumes from './kernel-cannot-rmdir-subvolumes.ts';
import loopImageAttachedTwice from './loop-image-attached-twice.ts';
import loopImageCopyOnWrite from './loop-image-copy-on-write.ts';
import loopImageDeleted from './loop-image-deleted.ts';
import loopImageFragmented from './loop-image-fragmented.ts';
import loopImageHostFilesystemFull from './loop-image-host-filesystem-full.ts';
import loopImageInSnapshots from './loop-image-in-snapshots.ts';
import loopImageOvercommitted from './loop-image-overcommitted.ts';
import loopImageUntrimmed from './loop-image-untrimmed.ts';
import zfsNearlyFull from './zfs-nearly-full.ts';
import zfsPoolUnhealthy from './zfs-pool-unhealthy.ts';
import zfsSharedParentDataset from './zfs-shared-parent-dataset.ts';

const gib = 2 ** 30;
const mib = 2 ** 20;
const chunk = (
  type: 'data' | 'metadata' | 'system',
  profile: string,
  totalBytes: number,
  usedBytes: number,
): BtrfsUsage['chunks'][number] => ({ type, profile, totalBytes, usedBytes, devices: [] });

// Made in the lab (docs/reference/platforms.md#no-room-left-to-hand-out): 1 MiB unallocated, metadata 1.6 % used by its own figure,
// reserve 5767168.
const exhausted = btrfsUsageWith({
  deviceSizeBytes: 2 * gib,
  allocatedBytes: 2 * gib - mib,
  unallocatedBytes: mib,
  unallocatedByDevice: [{ device: '/dev/loop0', bytes: mib }],
  globalReserveBytes: 5_767_168,
  globalReserveUsedBytes: 0,
  freeEstimatedBytes: 1_240_000_000,
  freeStatfsBytes: 0,
  chunks: [chunk('data', 'single', 1.9 * gib, 0.7 * gib), chunk('metadata', 'single', 8_388_608, 131_072 + 1_048_576)],
});
// A full DS916+ (docs/reference/platforms.md#synology-dsm): unallocated 1.00MiB, metadata 98 %, df 64 %.
const synology = btrfsUsageWith({
  unallocatedBytes: mib,
  unallocatedByDevice: [{ device: '/dev/mapper/cachedev_0', bytes: mib }],
  chunks: [chunk('data', 'single', 900 * gib, 580 * gib), chunk('metadata', 'DUP', 50 * gib, 49 * gib)],
});

/** Metadata nearly full, and so many GiB unallocated on each device. */
const uneven = (profile: string, ...unallocated: number[]) => ({
  btrfsUsage: [
    btrfsUsageWith({
      unallocatedBytes: unallocated.reduce((sum, bytes) => sum + bytes, 0) * gib,
      unallocatedByDevice: unallocated.map((bytes, index) => ({
        device: `/dev/sd${'abcd'[index]}`,
        bytes: bytes * gib,
      })),
      chunks: [chunk('data', profile, 100 * gib, 80 * gib), chunk('metadata', profile, 5 * gib, 4.9 * gib)],
    }),
  ],
});

describeCheck(btrfsMetadataExhausted, {
  'pass: enough space': { btrfsUsage: [btrfsUsageWith()] },
  'critical: a Synology': { btrfsUsage: [synology] },
  'critical: a small image whose reserve fills metadata': { btrfsUsage: [exhausted] },
  'pass: full metadata, room to grow': {
    btrfsUsage: [
      btrfsUsageWith({
        chunks: [chunk('data', 'single', 490 * gib, 400 * gib), chunk('metadata', 'DUP', 5 * gib, 4.9 * gib)],
      }),
    ],
  },
  'critical: RAID1 with one device full': {
    btrfsUsage: [
      btrfsUsageWith({
        unallocatedBytes: 400 * gib,
        unallocatedByDevice: [
          { device: 'a', bytes: 400 * gib },
          { device: 'b', bytes: mib },
        ],
        chunks: [chunk('data', 'RAID1', 100 * gib, 99 * gib), chunk('metadata', 'RAID1', 5 * gib, 4.9 * gib)],
      }),
    ],
  },
  'critical: RAID0 with one device full, before Linux 5.15': uneven('RAID0', 300, 0),
  'pass: RAID0 with one device full, since Linux 5.15': {
    ...uneven('RAID0', 300, 0),
    platform: platformWith({ kernel: '6.1.0' }),
  },
  'critical: RAID10 with room on two of four, before Linux 5.15': uneven('RAID10', 300, 300, 0, 0),
  'pass: RAID10 with room on two of four, since Linux 5.15': {
    ...uneven('RAID10', 300, 300, 0, 0),
    platform: platformWith({ kernel: '6.1.0' }),
  },
  'critical: RAID1C3 with room on two of three': uneven('RAID1C3', 300, 300, 0),
  'critical: RAID6 with room on two of four': uneven('RAID6', 300, 300, 0, 0),
  'pass: RAID5 with room on two of three': uneven('RAID5', 300, 300, 0),
  'critical: the kernel aborted a transaction': {
    logLines: [{ text: 'BTRFS error (device sdb state A): Transaction 1234 aborted (error -28)' }],
  },
  'critical: by the kernel’s figures': {
    logLines: [
      { text: 'BTRFS info (device mmcblk0p7): space_info METADATA (sub-group id 0) has -5767168 free, is full' },
      {
        text: 'BTRFS info (device mmcblk0p7): space_info total=53673984, used=1146880, pinned=52445184, reserved=16384',
      },
    ],
  },
  'unknown: the kernel aborted for another reason': {
    logLines: [{ text: 'BTRFS error (device sdb state A): Transaction aborted (error -5)' }],
  },
  'unknown: only df': { btrfsUsage: [btrfsUsageWith({ unallocatedBytes: null, unallocatedByDevice: [] })] },
  'not-applicable: no btrfs': { btrfsUsage: [] },
  'unknown: not read': {},
});
describeCheck(btrfsUnallocatedLow, {
  'pass: enough space': { btrfsUsage: [btrfsUsageWith()] },
  'warning: half-empty chunks, nothing left': { btrfsUsage: [synology] },
  'critical: full': {
    btrfsUsage: [
      btrfsUsageWith({
        unallocatedBytes: 0,
        unallocatedByDevice: [{ device: 'a', bytes: 0 }],
        chunks: [chunk('data', 'single', 990 * gib, 960 * gib)],
      }),
    ],
  },
  'critical: only filesystem show': {
    btrfsUsage: [
      btrfsUsageWith({
        chunks: [],
        allocatedBytes: 1000 * gib,
        unallocatedBytes: 0,
        unallocatedByDevice: [{ device: 'a', bytes: 0 }],
        usedBytes: 950 * gib,
        source: 'btrfs filesystem show',
      }),
    ],
  },
  'unknown: only df': { btrfsUsage: [btrfsUsageWith({ unallocatedBytes: null, unallocatedByDevice: [] })] },
  'not-applicable: no btrfs': { btrfsUsage: [] },
});
describeCheck(btrfsMetadataNearlyFull, {
  'pass: enough space': { btrfsUsage: [btrfsUsageWith()] },
  'info: can still grow': { btrfsUsage: [btrfsUsageWith({ chunks: [chunk('metadata', 'DUP', 5 * gib, 4.6 * gib)] })] },
  'warning: unallocated not shown': {
    btrfsUsage: [
      btrfsUsageWith({
        unallocatedBytes: null,
        unallocatedByDevice: [],
        chunks: [chunk('metadata', 'DUP', 5 * gib, 4.6 * gib)],
      }),
    ],
  },
  'pass: reported by btrfs-metadata-exhausted': { btrfsUsage: [synology] },
  'unknown: only filesystem show': { btrfsUsage: [btrfsUsageWith({ chunks: [] })] },
});
describeCheck(btrfsFreeSpaceMisleading, {
  'pass: equal clocks': { btrfsUsage: [btrfsUsageWith()] },
  'warning: statfs is 0': { btrfsUsage: [exhausted] },
  'unknown: old progs': { btrfsUsage: [btrfsUsageWith({ freeStatfsBytes: null })] },
  'not-applicable: none': { btrfsUsage: [] },
});
describeCheck(btrfsMixedProfiles, {
  'pass: one profile each': { btrfsUsage: [btrfsUsageWith()] },
  'warning: interrupted convert': {
    btrfsUsage: [btrfsUsageWith({ chunks: [chunk('data', 'single', gib, mib), chunk('data', 'RAID1', gib, mib)] })],
  },
  'pass: empty chunks left by mkfs': {
    btrfsUsage: [
      btrfsUsageWith({ chunks: [chunk('system', 'single', 4 * mib, 0), chunk('system', 'DUP', 8 * mib, 16_384)] }),
    ],
  },
  'not-applicable: none': { btrfsUsage: [] },
  'unknown: only filesystem show': { btrfsUsage: [btrfsUsageWith({ chunks: [], multipleProfiles: null })] },
});
const errors = (more: Partial<BtrfsDeviceErrors> = {}): BtrfsDeviceErrors => ({
  write: 0,
  read: 0,
  flush: 0,
  corruption: 0,
  generation: 0,
  ...more,
});
const health = (more: object = {}) => [
  { uuid: 'u', mountPoint: '/mnt', devices: [], scrub: null, balance: null, exclusiveOperation: null, ...more },
];
const device = (more: Partial<BtrfsDeviceErrors>) =>
  health({ devices: [{ device: '/dev/sdb', isMissing: false, errors: errors(more) }] });
const raid1 = [btrfsUsageWith({ chunks: [chunk('data', 'RAID1', gib, mib)] })];
const before = (corruption: string) => ({
  past: {
    previous: {
      'btrfs-device-errors': {
        checkId: 'btrfs-device-errors',
        status: 'fail' as const,
        findings: [
          {
            key: findingKey('btrfs-device-errors', { kind: 'device', id: '/dev/sdb', label: '' }),
            checkId: 'btrfs-device-errors',
            severity: 'warning' as const,
            subject: { kind: 'device' as const, id: '/dev/sdb', label: '' },
            title: '',
            detail: '',
            remedies: [],
            evidence: { command: null, columns: [], rows: [['/dev/sdb', '0', '0', '0', corruption, '0']] },
          },
        ],
      },
    },
  },
});
describeCheck(btrfsDeviceErrors, {
  'pass: zero': { btrfsHealth: device({}) },
  'warning: write errors': { btrfsHealth: device({ write: 3 }), btrfsUsage: [btrfsUsageWith()] },
  'warning: corruption with a second copy': { btrfsHealth: device({ corruption: 3 }), btrfsUsage: raid1 },
  'critical: corruption with one copy': { btrfsHealth: device({ corruption: 3 }), btrfsUsage: [btrfsUsageWith()] },
  'critical: corruption rising': { btrfsHealth: device({ corruption: 3 }), btrfsUsage: raid1, ...before('2') },
  'warning: corruption not rising': { btrfsHealth: device({ corruption: 3 }), btrfsUsage: raid1, ...before('3') },
  'warning: message of the kernel': {
    logLines: [
      {
        text: 'BTRFS warning (device sdb1): csum failed root 5 ino 257 off 0 csum 0x98f94189 expected csum 0x3f9b4f1c mirror 1',
      },
    ],
  },
  'pass: the kernel prints zeros': {
    btrfsHealth: device({}),
    logLines: [{ text: 'BTRFS info (device sdb1): bdev /dev/sdb1 errs: wr 0, rd 0, flush 0, corrupt 0, gen 0' }],
  },
  'unknown: not readable': {
    btrfsHealth: health({ devices: [{ device: '/dev/sdb', isMissing: false, errors: null }] }),
  },
  'not-applicable: none': { btrfsHealth: [] },
  'unknown: not read': {},
});
describeCheck(btrfsDeviceMissing, {
  'pass: all present': { btrfsHealth: device({}) },
  'critical: missing': { btrfsHealth: health({ devices: [{ device: 'devid 2', isMissing: true, errors: null }] }) },
  'unknown: no device shows it': {
    btrfsHealth: health({ devices: [{ device: '/dev/sdb', isMissing: null, errors: null }] }),
    mounts: [mountWith({ type: 'btrfs' })],
  },
  'unknown: one of two does not show it': {
    btrfsHealth: health({
      devices: [
        { device: '/dev/sdb', isMissing: false, errors: null },
        { device: '/dev/sdc', isMissing: null, errors: null },
      ],
    }),
  },
  'unknown: one filesystem names no device': { btrfsHealth: [...device({}), ...health()] },
  'unknown: only mounts': { mounts: [mountWith({ type: 'btrfs' })] },
  'critical: degraded': { mounts: [mountWith({ type: 'btrfs', superOptions: ['rw', 'degraded'] })] },
  'not-applicable: none': { btrfsHealth: [] },
  'unknown: not read': {},
});
const scrub = (more: Partial<BtrfsScrub>) =>
  health({
    scrub: {
      state: 'finished',
      startedSeconds: Date.parse('2026-11-10T00:00:00Z') / 1000,
      correctedErrors: 0,
      uncorrectableErrors: 0,
      recordIsVolatile: false,
      ...more,
    },
  });
describeCheck(btrfsScrubOverdue, {
  'pass: last week': { btrfsHealth: scrub({}) },
  'warning: two months ago': { btrfsHealth: scrub({ startedSeconds: Date.parse('2026-09-10T00:00:00Z') / 1000 }) },
  'warning: aborted': { btrfsHealth: scrub({ state: 'aborted' }) },
  'warning: corrected': { btrfsHealth: scrub({ correctedErrors: 2 }) },
  'critical: uncorrectable': { btrfsHealth: scrub({ uncorrectableErrors: 2 }) },
  'info: never': { btrfsHealth: scrub({ state: 'never', startedSeconds: null }) },
  'unknown: never, but the record does not survive a reboot': {
    btrfsHealth: scrub({ state: 'never', startedSeconds: null, recordIsVolatile: true }),
  },
  'unknown: never, on DSM': {
    btrfsHealth: scrub({ state: 'never', startedSeconds: null }),
    platform: platformWith({ id: 'synology-dsm' }),
  },
  'pass: running now': { btrfsHealth: scrub({ state: 'running' }) },
  'not-applicable: none': { btrfsHealth: [] },
  'unknown: not read': {},
});
const subvolumes = (amount: number) =>
  btrfsWith(Array.from({ length: amount }, (_, index) => String(index))).subvolumes;
const filesystem = (more: Partial<BtrfsFilesystem>): BtrfsFilesystem[] => [btrfsWith([], more)];
describeCheck(btrfsQuotasSlow, {
  'pass: off': { btrfs: filesystem({ subvolumes: subvolumes(100) }) },
  'pass: few subvolumes': {
    btrfs: filesystem({ subvolumes: subvolumes(20), quotas: { enabled: true, inconsistent: false, mode: 'qgroup' } }),
  },
  'warning: many': {
    btrfs: filesystem({ subvolumes: subvolumes(51), quotas: { enabled: true, inconsistent: false, mode: 'qgroup' } }),
  },
  'pass: simple quotas': {
    btrfs: filesystem({ subvolumes: subvolumes(51), quotas: { enabled: true, inconsistent: false, mode: 'squota' } }),
  },
  'warning: inconsistent': { btrfs: filesystem({ quotas: { enabled: true, inconsistent: true, mode: 'qgroup' } }) },
  'not-applicable: DSM': {
    btrfs: filesystem({ quotas: { enabled: true, inconsistent: true, mode: null } }),
    platform: platformWith({ id: 'synology-dsm' }),
  },
  'not-applicable: none': { btrfs: [] },
  'unknown: not read': {},
});
const sample = (at: string, value: number) => ({ at, name: 'btrfs-pending-deletions:u', value });
describeCheck(deletedSubvolumesPending, {
  'pass: none': { btrfs: filesystem({}) },
  'pass: just deleted': { btrfs: filesystem({ pendingDeletions: 4 }) },
  'info: pending for an hour': {
    btrfs: filesystem({ pendingDeletions: 4 }),
    past: { samples: [sample('2026-11-21T02:00:00Z', 4)] },
  },
  'pass: empty in between': {
    btrfs: filesystem({ pendingDeletions: 4 }),
    past: {
      samples: [
        sample('2026-11-21T01:00:00Z', 4),
        sample('2026-11-21T02:58:00Z', 0),
        sample('2026-11-21T02:59:00Z', 4),
      ],
    },
  },
  'unknown: not supported': { btrfs: filesystem({ pendingDeletions: null }) },
  'unknown: not read': {},
});
const btrfsEngine = engineWith({ storageDriver: 'btrfs', backingFilesystem: null });
describeCheck(kernelCannotRmdirSubvolumes, {
  'warning: DSM': { engine: engineWith({ storageDriver: 'btrfs', kernel: '4.4.180+' }) },
  'pass: 6.1': { engine: btrfsEngine },
  'warning: no feature flag': {
    engine: btrfsEngine,
    kernelFeatures: {
      rmdirSubvolume: false,
      mayWriteMounted: null,
      mountVersion: null,
      mountIsBusybox: null,
      overlayAvailable: null,
    },
  },
  'not-applicable: ext4': { engine: engineWith({ kernel: '4.4.180+' }), filesystems: [filesystemWith()] },
  'unknown: kernel': { engine: engineWith({ storageDriver: 'btrfs', kernel: '' }) },
  'unknown: nothing': {},
});
const loop = (more: Partial<LoopDevice> = {}): LoopDevice => ({
  device: '/dev/loop0',
  backingFile: '/srv/docker.img',
  isDeleted: false,
  backingIdentity: '8:1:77',
  isAutoclear: true,
  isReadOnly: false,
  mountPoints: ['/var/lib/docker'],
  apparentBytes: 20 * gib,
  allocatedBytes: 20 * gib,
  backing: { type: 'ext4', mountPoint: '/srv', freeBytes: 50 * gib },
  innerUsedBytes: 10 * gib,
  isNoCow: null,
  extents: null,
  snapshotsOfItsSubvolume: null,
  ...more,
});
const onBtrfs = { type: 'btrfs', mountPoint: '/srv', freeBytes: 50 * gib };
const snap = loop({
  backingFile: '/var/lib/snapd/snaps/core_1.snap',
  isReadOnly: true,
  mountPoints: ['/snap/core/1'],
  allocatedBytes: 1,
});
describeCheck(loopImageHostFilesystemFull, {
  'pass: reserved': { loopDevices: [loop()] },
  'critical: sparse on a full disk': {
    loopDevices: [loop({ allocatedBytes: 5 * gib, backing: { type: 'ext4', mountPoint: '/srv', freeBytes: gib } })],
  },
  'pass: sparse with room': { loopDevices: [loop({ allocatedBytes: 5 * gib })] },
  'not-applicable: snaps': { loopDevices: [snap] },
  'unknown: sizes': { loopDevices: [loop({ allocatedBytes: null })] },
  'unknown: not read': {},
});
describeCheck(loopImageOvercommitted, {
  'pass: reserved': { loopDevices: [loop()] },
  'warning: sparse': { loopDevices: [loop({ allocatedBytes: 5 * gib })] },
  'warning: sparse, and attached twice': {
    loopDevices: [
      loop({ device: '/dev/loop1', mountPoints: [], allocatedBytes: 5 * gib }),
      loop({ allocatedBytes: 5 * gib }),
    ],
  },
  'pass: thin on purpose': {
    loopDevices: [loop({ allocatedBytes: 5 * gib })],
    mounts: [mountWith({ source: '/dev/loop0', superOptions: ['rw', 'discard'] })],
  },
  'unknown: sizes': { loopDevices: [loop({ allocatedBytes: null })] },
  'unknown: size of one of two': {
    loopDevices: [loop(), loop({ device: '/dev/loop1', backingFile: '/srv/two.img', apparentBytes: null })],
  },
  'not-applicable: none': { loopDevices: [] },
  'unknown: not read': {},
});
describeCheck(loopImageDeleted, {
  'pass: present': { loopDevices: [loop()] },
  'critical: deleted': { loopDevices: [loop({ isDeleted: true })] },
  'unknown: not read': {},
});
describeCheck(loopImageAttachedTwice, {
  'pass: attached once': { loopDevices: [loop()] },
  'critical: attached twice': { loopDevices: [loop(), loop({ device: '/dev/loop1' })] },
  'pass: same path, other file': { loopDevices: [loop(), loop({ device: '/dev/loop1', backingIdentity: '8:1:78' })] },
  'unknown: only paths': {
    loopDevices: [loop({ backingIdentity: null }), loop({ device: '/dev/loop1', backingIdentity: null })],
  },
  'unknown: not read': {},
});
describeCheck(loopImageUntrimmed, {
  'pass: used': { loopDevices: [loop({ allocatedBytes: 11 * gib })] },
  'info: idle': { loopDevices: [loop({ allocatedBytes: 18 * gib, innerUsedBytes: 5 * gib })] },
  'pass: reserved on purpose': { loopDevices: [loop({ innerUsedBytes: gib })] },
  'pass: reserved, used space not measured': { loopDevices: [loop({ innerUsedBytes: null })] },
  'unknown: sizes': { loopDevices: [loop({ allocatedBytes: null })] },
  'unknown: not mounted': { loopDevices: [loop({ allocatedBytes: 11 * gib, innerUsedBytes: null })] },
  'unknown: not read': {},
});
describeCheck(loopImageCopyOnWrite, {
  'pass: +C': { loopDevices: [loop({ backing: onBtrfs, isNoCow: true })] },
  'warning: without': { loopDevices: [loop({ backing: onBtrfs, isNoCow: false })] },
  'unknown: not read': { loopDevices: [loop({ backing: onBtrfs })] },
  'not-applicable: ext4': { loopDevices: [loop()] },
});
describeCheck(loopImageFragmented, {
  'pass: few subvolumes': { loopDevices: [loop({ backing: onBtrfs, extents: 20 })] },
  'warning: many': { loopDevices: [loop({ backing: onBtrfs, extents: 15_031 })] },
  'unknown: no inode counts': { loopDevices: [loop({ backing: onBtrfs })] },
  'not-applicable: ext4': { loopDevices: [loop()] },
});
describeCheck(loopImageInSnapshots, {
  'pass: none': { loopDevices: [loop({ backing: onBtrfs, snapshotsOfItsSubvolume: 0 })] },
  'warning: some mixed': { loopDevices: [loop({ backing: onBtrfs, snapshotsOfItsSubvolume: 3 })] },
  'unknown: not shown': { loopDevices: [loop({ backing: onBtrfs })] },
});
const zfsEngine = (lines: Record<string, string>) =>
  engineWith({ storageDriver: 'zfs', driverStatus: Object.entries(lines) });
const pool = (more: object) => ({
  zfs: {
    pools: [
      {
        name: 'tank',
        health: 'ONLINE',
        sizeBytes: 100 * gib,
        freeBytes: 60 * gib,
        capacityPercent: 40,
        errors: 'No known data errors',
        ...more,
      },
    ],
    datasets: [],
  },
});
describeCheck(zfsPoolUnhealthy, {
  'pass: online': pool({}),
  'critical: degraded': pool({ health: 'DEGRADED' }),
  'critical: data errors': pool({ errors: '2 data errors, use -v for a list' }),
  'pass: by the engine': { engine: zfsEngine({ Zpool: 'tank', 'Zpool Health': 'ONLINE' }) },
  'warning: QNAP’s zpool': {
    engine: zfsEngine({
      Zpool: 'error while getting pool information strconv.ParseUint: parsing "": invalid syntax',
      'Zpool Health': 'not available',
    }),
  },
  'not-applicable: overlay2': { engine: engineWith() },
  'unknown: nothing': {},
});
describeCheck(zfsSharedParentDataset, {
  'pass: its own': { engine: zfsEngine({ 'Parent Dataset': 'tank/docker' }) },
  'warning: the pool': { engine: zfsEngine({ 'Parent Dataset': 'tank' }) },
  'warning: the root dataset': { engine: zfsEngine({ 'Parent Dataset': 'rpool/ROOT/ubuntu_abc' }) },
  'warning: other legacy datasets': {
    engine: zfsEngine({ 'Parent Dataset': 'tank/docker' }),
    zfs: { pools: [], datasets: [{ name: 'tank/vm', usedBytes: 1, availableBytes: 1, mountPoint: 'legacy' }] },
  },
  'not-applicable: overlay2': { engine: engineWith() },
  'unknown: not printed': { engine: zfsEngine({}) },
});
describeCheck(zfsNearlyFull, {
  'pass: 40%': pool({}),
  'warning: 91%': pool({ capacityPercent: 91, freeBytes: 9 * gib }),
  'warning: by the engine': {
    engine: zfsEngine({
      'Parent Dataset': 'tank/docker',
      'Space Available': String(2 * gib),
      'Space Used By Parent': String(gib),
    }),
  },
  'not-applicable: overlay2': { engine: engineWith() },
  'unknown: nothing': {},
});

test('on a read-only btrfs no finding starts with a step that writes', () => {
  const readOnly = { logLines: [{ text: 'BTRFS info (device sda state EA): forced readonly' }] };
  const mixed = btrfsUsageWith({ chunks: [chunk('data', 'single', gib, mib), chunk('data', 'RAID1', gib, mib)] });
  const given: [RegisteredCheck, Given][] = [
    [btrfsMetadataExhausted, { btrfsUsage: [synology] }],
    [btrfsUnallocatedLow, { btrfsUsage: [synology] }],
    [btrfsFreeSpaceMisleading, { btrfsUsage: [exhausted] }],
    [btrfsMixedProfiles, { btrfsUsage: [mixed] }],
  ];
  for (const [check, facts] of given) {
    const before = draftsOf(examine(check, facts))[0];
    const after = draftsOf(examine(check, { ...facts, ...readOnly }))[0];
    expect(before?.detail).not.toContain('btrfs is read-only now');
    expect(after?.detail).toContain('btrfs is read-only now');
    expect(after?.remedies).toEqual([]);
  }
});

test('an interrupted conversion is continued with its own profile', () => {
  const btrfsUsage = [btrfsUsageWith({ chunks: [chunk('data', 'RAID1', gib, mib), chunk('data', 'RAID5', gib, mib)] })];
  const advice = (text?: string) =>
    draftsOf(examine(btrfsMixedProfiles, { btrfsUsage, ...(text ? { logLines: [{ text }] } : {}) }))[0]?.detail ?? '';
  expect(
    advice('BTRFS info (device sda1): balance: start -dconvert=raid5,soft -mconvert=raid1c3 -sconvert=raid1c3'),
  ).toContain('-dconvert=raid5,soft -mconvert=raid1c3,soft');
  expect(advice('btrfs balance start -f -dusage=50,convert=single -mconvert=dup /mnt')).toContain(
    '-dconvert=single,soft -mconvert=dup,soft',
  );
  expect(advice()).toContain('-dconvert=PROFILE,soft');
});
