import { describe, expect, it } from 'vitest';
import type { BtrfsUsage, FilesystemUsage } from '../../../domain/storage-facts.ts';
import { filesystemOverhead } from './filesystem-overhead.ts';

const filesystem = (type: string): FilesystemUsage => ({
  id: 'fs-1',
  roles: ['data-root'],
  type,
  source: '/dev/sdb',
  mountPoint: '/var/lib/docker',
  device: '0:44',
  totalBytes: 100,
  usedBytes: 50,
  freeBytes: 50,
  inodesTotal: null,
  inodesUsed: null,
  isReadOnly: false,
  isNetwork: false,
});

const chunk = (type: 'data' | 'metadata' | 'system' | 'mixed', profile: string, usedBytes: number) => ({
  type,
  profile,
  usedBytes,
  totalBytes: usedBytes * 2,
  devices: [],
});

const usage = (chunks: BtrfsUsage['chunks']): BtrfsUsage => ({
  uuid: 'fs-1',
  mountPoint: '/var/lib/docker',
  deviceSizeBytes: 1_000,
  allocatedBytes: 500,
  unallocatedBytes: 500,
  usedBytes: 100,
  freeEstimatedBytes: null,
  freeStatfsBytes: null,
  globalReserveBytes: 7,
  globalReserveUsedBytes: 0,
  multipleProfiles: false,
  chunks,
  unallocatedByDevice: [],
  source: 'filesystem usage',
});

describe('filesystemOverhead', () => {
  it('counts metadata and system of btrfs with all copies, and the reserve', () => {
    const chunks = [chunk('data', 'single', 1_000), chunk('metadata', 'DUP', 30), chunk('system', 'DUP', 1)];
    expect(filesystemOverhead(filesystem('btrfs'), [usage(chunks)])).toMatchObject({ bytes: 62 + 7, exact: false });
  });

  it('divides by the copies of data, as df does', () => {
    const chunks = [chunk('data', 'RAID1', 1_000), chunk('metadata', 'RAID1', 30), chunk('system', 'RAID1C3', 10)];
    expect(filesystemOverhead(filesystem('btrfs'), [usage(chunks)])?.bytes).toBe(30 + 15 + 7);
  });

  it('is none on ext4, and not known on xfs, on mixed chunks and without a usage', () => {
    expect(filesystemOverhead(filesystem('ext4'), [])).toMatchObject({ bytes: 0, exact: true });
    expect(filesystemOverhead(filesystem('xfs'), [])).toBeNull();
    expect(filesystemOverhead(filesystem('btrfs'), [])).toBeNull();
    expect(filesystemOverhead(filesystem('btrfs'), [usage([chunk('mixed', 'single', 10)])])).toBeNull();
  });
});
