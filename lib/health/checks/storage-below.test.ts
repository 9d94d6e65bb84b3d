import { expect, test } from 'vitest';
import type { KernelLog, MdArray, ThinPool, ZfsFacts } from '../../domain/health-facts.ts';
import { describeCheck } from '../testing/check-cases.ts';
import { draftsOf, engineWith, examine, mountWith } from '../testing/facts.ts';
import diskIoErrors from './disk-io-errors.ts';
import mdArrayInactive from './md-array-inactive.ts';
import thinPoolNearlyFull from './thin-pool-nearly-full.ts';
import zfsPoolSuspended from './zfs-pool-suspended.ts';

const log = (...texts: string[]) => ({ logLines: texts.map((text) => ({ text })) });
const live = (devices: string[], ...lines: KernelLog['lines']) => ({ kernelLog: { devices, lines } });
const hour = 3600;

describeCheck(diskIoErrors, {
  'critical: a current kernel': log(
    'I/O error, dev sda, sector 6192120 op 0x1:(WRITE) flags 0x100000 phys_seg 3 prio class 0',
  ),
  'critical: Linux 4 and 5': log('blk_update_request: I/O error, dev nvme0n1, sector 1 op 0x0:(READ) flags 0x0'),
  'critical: Linux 4.18': log('print_req_error: I/O error, dev sda, sector 1'),
  'critical: Linux 3': log('end_request: I/O error, dev sdb, sector 1'),
  'critical: a medium error': log('blk_update_request: critical medium error, dev sdc, sector 12345'),
  'critical: an offline disk': log('sd 0:0:0:0: rejecting I/O to offline device'),
  'critical: one disk, by its address and its name': log(
    'sd 0:0:0:0: Device offlined - not ready after error recovery',
    'sd 0:0:0:0: [sdd] killing request',
    'Buffer I/O error on dev sdd1, logical block 2225422, lost async page write',
  ),
  'critical,critical: two disks': log(
    'I/O error, dev sda, sector 1 op 0x0:(READ)',
    'I/O error, dev sdb, sector 1 op 0x0:(READ)',
  ),
  'critical: NVMe': log('nvme nvme0: controller is down; will reset: CSTS=0xffffffff, PCI_STATUS=0x10'),
  'critical: a memory card': log(
    'mmcblk0: error -110 transferring data, sector 1, nr 8, cmd response 0x900, card status 0xb00',
  ),
  'critical: an unreadable sector by ATA': log('ata3.00: error: { UNC }'),
  'warning: bad link, nothing failed permanently': log('ata3.00: error: { ICRC ABRT }', 'ata3: hard resetting link'),
  'critical: Docker’s files cannot be read': log(
    'Error response from daemon: open /var/lib/docker/overlay2/ab/link: input/output error',
  ),
  'critical: an array removed a disk': log('md/raid1:md0: Disk failure on sdb1, disabling device.'),
  'unknown: a drive without a medium': log(
    'blk_update_request: I/O error, dev fd0, sector 0',
    'I/O error, dev sr0, sector 4',
  ),
  'unknown: a refused discard': log('critical target error, dev sda, sector 5 op 0x3:(DISCARD) flags 0x800 phys_seg 1'),
  'unknown: an operation that the disk does not support': log(
    'operation not supported error, dev loop0, sector 0 op 0x9:(WRITE_ZEROES)',
  ),
  'unknown: an empty bay': log('ata4: SATA link down (SStatus 0 SControl 300)'),
  'unknown: an I/O error of an application': log('Error response from daemon: read /mnt/rclone/x: input/output error'),
  'unknown: errors of a full thin pool': log(
    'device-mapper: thin: 253:4: switching pool to out-of-data-space (error IO) mode',
    'Buffer I/O error on dev dm-7, logical block 5, lost async page write',
  ),
  'critical: live, today': live(['sda'], { text: 'I/O error, dev sda, sector 1 op 0x0:(READ)', secondsAgo: 3 * hour }),
  'warning: live, three days ago': live(['sda'], {
    text: 'I/O error, dev sda, sector 1 op 0x0:(READ)',
    secondsAgo: 72 * hour,
  }),
  'pass: live, last month': live(['sda'], {
    text: 'I/O error, dev sda, sector 1 op 0x0:(READ)',
    secondsAgo: 720 * hour,
  }),
  'pass: live, removed USB stick': live(['sda'], {
    text: 'I/O error, dev sdb, sector 1 op 0x0:(READ)',
    secondsAgo: hour,
  }),
  'critical: live, removed but still mounted': {
    ...live(['sda'], { text: 'I/O error, dev sdb, sector 1 op 0x0:(READ)', secondsAgo: hour }),
    mounts: [mountWith({ source: '/dev/sdb1' })],
  },
  'pass: live, no errors in the log': live(['sda']),
  'unknown: not read': {},
});

const array = (more: Partial<MdArray>): MdArray => ({
  name: 'md127',
  level: '',
  isActive: false,
  map: null,
  operation: null,
  ...more,
});
const good = array({ name: 'md0', level: 'raid1', isActive: true, map: 'UU', members: ['sda1', 'sdb1'] });
describeCheck(mdArrayInactive, {
  'pass: all started': { mdArrays: [good] },
  'critical: inactive': { mdArrays: [array({ members: ['sde', 'sdc', 'sdb', 'sdd'] })] },
  'critical: inactive, disks not listed': { mdArrays: [good, array({})] },
  'warning: one disk of an old array': { mdArrays: [good, array({ members: ['sdc1'] })] },
  'pass: a container of several arrays': { mdArrays: [good, array({ isContainer: true, members: ['sdb', 'sda'] })] },
  'critical: message of mdadm': log('mdadm: /dev/md0 assembled from 2 drives - not enough to start the array.'),
  'critical: cause in the kernel’s log': log('md/raid:md127: not enough operational devices (2/4 failed)'),
  'not-applicable: none': { mdArrays: [] },
  'unknown: not read': {},
});

const thin = (dataPercent: number | null, metadataPercent: number | null, more: Partial<ThinPool> = {}) => ({
  thinPools: [
    {
      volumeGroup: 'pve',
      name: 'data',
      attributes: 'twi-aotz--',
      sizeBytes: null,
      dataPercent,
      metadataPercent,
      ...more,
    },
  ],
});
describeCheck(thinPoolNearlyFull, {
  'pass: half full': thin(50, 5),
  'warning: 87%': thin(87.11, 4.2),
  'critical: 99.8%': thin(99.8, 4.2),
  'warning: metadata 75%': thin(20, 75),
  'critical: metadata 97%, with any driver': { ...thin(20, 97.2), engine: engineWith() },
  'critical: metadata without decimals': thin(17.81, 100),
  'pass: out of space, reported by thin-pool-failed': thin(100, 4, { attributes: 'twi-aotzD-' }),
  'critical: lvdisplay': thin(99.99, 59.88, { attributes: '', isActive: true }),
  'pass: not active, reported by thin-pool-failed': thin(null, null, { attributes: 'twi---tz--' }),
  'critical: dmeventd': log('lvm[1234]: WARNING: Thin pool pve-data-tpool data is now 95.12% full.'),
  'warning: an older dmeventd': log('lvm[1234]: Thin vg--a-pool-tpool is now 80% full.'),
  'critical: metadata, by dmeventd': log('lvm[1]: WARNING: Thin pool pve-data-tpool metadata is now 95.00% full.'),
  'pass: Docker’s own pool is checked by the engine’s figures': {
    ...thin(95, 95, { volumeGroup: 'docker', name: 'thinpool' }),
    engine: engineWith({
      storageDriver: 'devicemapper',
      driverStatus: [
        ['Pool Name', 'docker-thinpool'],
        ['Data Space Total', '100GB'],
      ],
    }),
  },
  'unknown: lvs shows no fill': thin(null, null),
  'not-applicable: none': { thinPools: [] },
  'unknown: not read': {},
});

const zfs = (more: Partial<ZfsFacts['pools'][number]>) => ({
  zfs: {
    pools: [
      { name: 'tank', health: 'ONLINE', sizeBytes: null, freeBytes: null, capacityPercent: 10, errors: null, ...more },
    ],
    datasets: [],
  },
});
describeCheck(zfsPoolSuspended, {
  'pass: online': zfs({}),
  'pass: degraded works': zfs({ health: 'DEGRADED' }),
  'critical: reported by the engine': zfs({ health: 'SUSPENDED' }),
  'critical: by its messages': zfs({ health: 'ONLINE', suspended: 'io-failure' }),
  'critical: another host': zfs({ health: 'DEGRADED', suspended: 'multihost' }),
  'critical: message of the kernel': log(
    "WARNING: Pool 'tank' has encountered an uncorrectable I/O failure and has been suspended.",
  ),
  'critical: zfs says so': log("cannot open 'tank/data': pool I/O is currently suspended"),
  'critical: zpool says so': log("cannot export 'tank': pool I/O is currently suspended"),
  'pass: the log is about a past state': {
    ...zfs({}),
    ...live([], {
      text: "WARNING: Pool 'tank' has encountered an uncorrectable I/O failure and has been suspended.",
      secondsAgo: 99,
    }),
  },
  'not-applicable: no pool': { zfs: { pools: [], datasets: [] } },
  'not-applicable: another driver': { engine: engineWith() },
  'unknown: not read': {},
});

test('a suspended pool is resumed before anything can be backed up; one of two hosts must not resume it', () => {
  const advice = (given: Parameters<typeof examine>[1]) => draftsOf(examine(zfsPoolSuspended, given))[0]?.detail ?? '';
  const usual = advice(zfs({ suspended: 'io-failure' }));
  expect(usual.indexOf('zpool clear')).toBeLessThan(usual.indexOf('back up'));
  expect(advice(zfs({ suspended: 'multihost' }))).not.toContain('zpool clear');
});

test('the first step for a full thin pool is trimming', () => {
  const advice = draftsOf(examine(thinPoolNearlyFull, thin(95, 5)))[0]?.detail ?? '';
  expect(advice.indexOf('fstrim')).toBeLessThan(advice.indexOf('Delete'));
  expect(advice.indexOf('Delete')).toBeLessThan(advice.indexOf('lvextend'));
});

test('a title names the disk and fits a line', () => {
  const [finding] = draftsOf(
    examine(diskIoErrors, log('sd 0:0:0:0: rejecting I/O to offline device', 'sd 0:0:0:0: [sdd] killing request')),
  );
  expect(finding?.title).toBe('/dev/sdd disconnected while in use (1 line in the log)');
});
