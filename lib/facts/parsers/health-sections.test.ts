import { describe, expect, test } from 'vitest';
import { ParseFailure } from '../../domain/errors.ts';
import type { MountEntry } from '../../domain/storage-facts.ts';
import { outputOf } from '../collectors/section-output.ts';
import { parseBtrfsHealth } from './btrfs/btrfs-health.ts';
import { parseBootConfiguration } from './kernel/boot-configuration.ts';
import { parseKernelFeatures } from './kernel/kernel-features.ts';
import { parseKernelLog } from './kernel/kernel-log.ts';
import { parseLoopDevices } from './kernel/loop-devices.ts';
import { parseMdstat } from './kernel/mdstat.ts';
import { parseStorageQuotas } from './kernel/storage-quotas.ts';
import { parseThinPools } from './kernel/thin-pools.ts';
import { parseXfsFormats } from './kernel/xfs-formats.ts';
import { parseZfs } from './kernel/zfs.ts';

const uuid = '3112349d-3cf0-4ccb-b3d3-6fbb1a872a4a';
const from = (parts: Record<string, string>) => outputOf('test', parts);

describe('md', () => {
  // github.com/netdata/netdata issue 11180 (QNAP) and issue 1478 (a check that runs).
  test('arrays, their maps and what runs', () => {
    const text = `Personalities : [raid1] [raid5]
md1 : active raid5 sda3[4] sdd3[7] sdc3[6] sdb3[5]
      17551703040 blocks super 1.0 level 5, 512k chunk, algorithm 2 [4/4] [UUUU]

md2 : active raid1 sde1[1] sdd1[0](F)
      3906886464 blocks super 1.2 [2/1] [_U]
      [====>................]  check = 22.9% (896960896/3906886464) finish=2628.5min speed=19084K/sec
      bitmap: 14/30 pages [56KB], 65536KB chunk

unused devices: <none>
`;
    expect(parseMdstat(Buffer.from(text))).toEqual([
      {
        name: 'md1',
        level: 'raid5',
        isActive: true,
        map: 'UUUU',
        operation: null,
        members: ['sda3', 'sdd3', 'sdc3', 'sdb3'],
      },
      {
        name: 'md2',
        level: 'raid1',
        isActive: true,
        map: '_U',
        operation: 'check = 22.9%',
        members: ['sde1', 'sdd1'],
      },
    ]);
  });
  // Intel Matrix Storage, linux-raid list: the container is inactive for ever, its volume is the array.
  test('a container is no array that did not start', () => {
    const text = `Personalities : [raid1]
md126 : active raid1 sdb[1] sdc[0]
      976758784 blocks super external:/md127/0 [2/2] [UU]

md127 : inactive sdb[1](S) sdc[0](S)
      6306 blocks super external:imsm

unused devices: <none>
`;
    const [volume, container] = parseMdstat(Buffer.from(text));
    expect(volume).toMatchObject({ name: 'md126', isActive: true, map: 'UU' });
    expect(volume?.isContainer).toBeUndefined();
    expect(container).toMatchObject({ name: 'md127', isActive: false, isContainer: true });
  });
  test('something else is no array list', () => {
    expect(() => parseMdstat(Buffer.from('md2 : active raid1'))).toThrow(ParseFailure);
  });
});

describe('kernel features', () => {
  const parts = {
    release: '6.12.107-test\n',
    filesystems: 'nodev\tsysfs\n\text4\nnodev\toverlay\n',
    commandLine: 'quiet',
    config: '',
    mount: 'mount from util-linux 2.38.1 (libmount 2.38.1: selinux)',
  };
  test.each([
    ['the parameter', { commandLine: 'root=/dev/sda bdev_allow_write_mounted=0' }, false],
    ['the configuration', { config: '# CONFIG_BLK_DEV_WRITE_MOUNTED is not set' }, false],
    ['the usual configuration', { config: 'CONFIG_BLK_DEV_WRITE_MOUNTED=y' }, true],
    ['a kernel that cannot refuse', { release: '6.1.0-28-amd64' }, true],
    ['nothing to go by', {}, null],
  ])('%s', (_, more, expected) => {
    expect(parseKernelFeatures(from({ ...parts, ...more })).mayWriteMounted).toBe(expected);
  });
  test('mount of BusyBox 1.35 lists the mounts when asked for its version', () => {
    const features = parseKernelFeatures(from({ ...parts, mount: 'proc on /proc type proc (rw,relatime)' }));
    expect(features).toMatchObject({ mountIsBusybox: true, mountVersion: null });
    expect(parseKernelFeatures(from(parts))).toMatchObject({
      mountIsBusybox: false,
      mountVersion: '2.38.1',
      overlayAvailable: true,
      rmdirSubvolume: null,
    });
  });
});

test('boot: systemd’s answer, fstab’s blanks, OpenRC’s needs', () => {
  const fstab =
    '# <file system> <mount point>\nUUID=abc / ext4 errors=remount-ro 0 1\n/data.img /var/lib/my\\040docker btrfs loop 0 0\n';
  const unit =
    'LoadState=loaded\nRequires=system.slice docker.socket\nAfter=network-online.target\nRequiresMountsFor=/var/lib/docker\n';
  const boot = parseBootConfiguration(
    from({ fstab, unit, attributes: '----i---------e------- /var/lib/docker\n' }),
    false,
  );
  expect(boot.fstab.map((line) => [line.mountPoint, line.options])).toEqual([
    ['/', ['errors=remount-ro']],
    ['/var/lib/my docker', ['loop']],
  ]);
  expect(boot.dockerUnit).toEqual({
    requiresMountsFor: ['/var/lib/docker'],
    after: ['network-online.target'],
    requires: ['system.slice', 'docker.socket'],
  });
  expect(boot.bareDirectoryIsImmutable).toBe(true);
  expect(
    parseBootConfiguration(from({ fstab, unit: 'LoadState=not-found\n', attributes: '---i' }), true),
  ).toMatchObject({ dockerUnit: null, bareDirectoryIsImmutable: null });
  expect(parseBootConfiguration(from({ fstab: '', openrc: 'rc_need="localmount net"\n' }), false).openrcNeeds).toEqual([
    'localmount',
    'net',
  ]);
});

describe('loop devices', () => {
  const mount: MountEntry = {
    id: 1,
    parentId: 0,
    device: '7:5',
    root: '/',
    mountPoint: '/var/lib/docker',
    options: [],
    optionalFields: [],
    type: 'ext4',
    source: '/dev/loop5',
    superOptions: [],
  };
  // Captured on a lab host: Debian 12, util-linux 2.38.1.
  const parts = {
    'loop:loop5': '/data.img\n',
    'flags:loop5': '1\n0\n',
    'stat:loop5': '8589934592 140272 512 77\n',
    'below:loop5': '19467542 4096 ef53\n',
    'inside:loop5': '2063359 1996999 4096\n',
    'loop:loop6': '/data.img\n',
    'flags:loop6': '1\n0\n',
    'stat:loop6': '8589934592 140272 512 77\n',
    losetup: '/dev/loop5 254:0 77\n/dev/loop6 254:0 99\n',
  };
  test('what is mounted here, its size and the disk below; a device of another container is left out', () => {
    expect(parseLoopDevices(from(parts), [mount])).toMatchObject([
      {
        device: '/dev/loop5',
        backingIdentity: '254:0:77',
        isAutoclear: true,
        isReadOnly: false,
        apparentBytes: 8_589_934_592,
        allocatedBytes: 71_819_264,
        mountPoints: ['/var/lib/docker'],
        backing: { type: 'ext4', mountPoint: '/' },
        innerUsedBytes: 271_810_560,
      },
    ]);
  });
  test('a deleted file keeps no size', () => {
    expect(parseLoopDevices(from({ 'loop:loop5': '/data.img (deleted)\n' }), [mount])).toMatchObject([
      { isDeleted: true, backingFile: '/data.img', apparentBytes: null },
    ]);
  });
  test('a backing file without a path is refused', () => {
    expect(() => parseLoopDevices(from({ 'loop:loop5': 'x' }), [])).toThrow(ParseFailure);
  });
});

describe('btrfs health', () => {
  const parts = {
    [`filesystem:${uuid}`]: '/var/lib/docker',
    [`home:${uuid}`]: 'ef53\n',
    [`exclusive:${uuid}`]: 'none\n',
    [`devices:${uuid}`]:
      'device 1 missing 0\nwrite_errs 0\nread_errs 0\nflush_errs 0\ncorruption_errs 3\ngeneration_errs 0\n',
  };
  test('without root, sysfs tells', () => {
    expect(parseBtrfsHealth(from(parts))).toEqual([
      {
        uuid,
        mountPoint: '/var/lib/docker',
        exclusiveOperation: 'none',
        balance: null,
        scrub: null,
        devices: [
          {
            device: 'device 1',
            isMissing: false,
            errors: { write: 0, read: 0, flush: 0, corruption: 3, generation: 0 },
          },
        ],
      },
    ]);
  });
  test('as root: stats, balance, and the record of the scrub', () => {
    const [health] = parseBtrfsHealth(
      from({
        ...parts,
        [`stats:${uuid}`]:
          '[/dev/loop0].write_io_errs    0\n[/dev/loop0].read_io_errs     0\n[/dev/loop0].flush_io_errs    0\n[/dev/loop0].corruption_errs  2\n[/dev/loop0].generation_errs  0\n',
        [`balance:${uuid}`]:
          "Balance on '/mnt' is running\n3 out of about 12 chunks balanced (4 considered),  75% left\n",
        // /var/lib/btrfs/scrub.status.UUID of btrfs-progs 6.2
        [`record:${uuid}`]: `scrub status:1\n${uuid}:1|data_extents_scrubbed:0|corrected_errors:1|uncorrectable_errors:2|t_start:1795230792|t_resumed:0|duration:0|canceled:0|finished:1\n`,
      }),
    );
    expect(health).toMatchObject({
      devices: [{ device: '/dev/loop0', errors: { corruption: 2 } }],
      balance: { state: 'running', percentLeft: 75 },
      scrub: {
        state: 'finished',
        startedSeconds: 1_795_230_792,
        correctedErrors: 1,
        uncorrectableErrors: 2,
        recordIsVolatile: false,
      },
    });
  });
  test('never scrubbed, with the record’s home in memory', () => {
    expect(
      parseBtrfsHealth(
        from({
          ...parts,
          [`home:${uuid}`]: '1021994\n',
          [`scrub:${uuid}`]: `UUID:             ${uuid}\n\tno stats available\n`,
        }),
      )[0]?.scrub,
    ).toMatchObject({ state: 'never', recordIsVolatile: true });
  });
});

test('thin pools', () => {
  // github.com/docker/for-linux issue 731, in the columns asked for
  const lvs = '  vgpaas|kubernetes|-wi-ao----|10737418240||\n  vgpaas|thinpool|twi-aot-D-|85899345920|100.00|0.12\n';
  expect(parseThinPools(Buffer.from(lvs))).toEqual([
    {
      volumeGroup: 'vgpaas',
      name: 'thinpool',
      attributes: 'twi-aot-D-',
      sizeBytes: 85_899_345_920,
      dataPercent: 100,
      metadataPercent: 0.12,
    },
  ]);
  expect(() => parseThinPools(Buffer.from('Volume group not found'))).toThrow(ParseFailure);
});

test('zfs', () => {
  const parts = {
    pools: 'tank\tDEGRADED\t9981503995904\t6935315337216\t30\n',
    status: '  pool: tank\nerrors: No known data errors\n',
    datasets: 'tank\t3046188658688\t6935315337216\t/tank\ntank/docker\t1\t2\tlegacy\n',
  };
  expect(parseZfs(from(parts))).toEqual({
    pools: [
      {
        name: 'tank',
        health: 'DEGRADED',
        sizeBytes: 9_981_503_995_904,
        freeBytes: 6_935_315_337_216,
        capacityPercent: 30,
        errors: 'No known data errors',
      },
    ],
    datasets: [
      { name: 'tank', usedBytes: 3_046_188_658_688, availableBytes: 6_935_315_337_216, mountPoint: '/tank' },
      { name: 'tank/docker', usedBytes: 1, availableBytes: 2, mountPoint: 'legacy' },
    ],
  });
  expect(() => parseZfs(from({ ...parts, pools: 'cannot open\n' }))).toThrow(ParseFailure);
});

test('zfs: a suspended pool, by its sentences or by the kernel alone', () => {
  const parts = {
    pools: 'tank\tDEGRADED\t100\t50\t50\nok\tONLINE\t100\t50\t50\n',
    status:
      '  pool: ok\n state: ONLINE\nerrors: No known data errors\n  pool: tank\n state: DEGRADED\nstatus: One or more devices are faulted in response to IO\n\tfailures.\n',
    datasets: '',
  };
  const suspended = (pools: { name: string; suspended?: string }[]) => pools.map((pool) => [pool.name, pool.suspended]);
  expect(suspended(parseZfs(from(parts)).pools)).toEqual([
    ['tank', 'io-failure'],
    ['ok', undefined],
  ]);
  // zpool would wait for it, so it was not asked.
  expect(suspended(parseZfs(from({ states: 'tank SUSPENDED\nok ONLINE\n' })).pools)).toEqual([
    ['tank', 'io-failure'],
    ['ok', undefined],
  ]);
  expect(() => parseZfs(from({ states: 'cat: not there\n' }))).toThrow(ParseFailure);
});

test('the kernel’s log: its clock becomes an age', () => {
  const parts = {
    uptime: '2000.50 3000.00\n',
    devices: 'sda\nsda1\n',
    log: '[ 1810.50] BTRFS info (device sdf): forced readonly\n[ 1990.500000] nas kernel: I/O error, dev sda, sector 1\n<3>[    1.5][   T12] XFS (sda1): x\nno time here\n',
  };
  expect(parseKernelLog(from(parts))).toEqual({
    devices: ['sda', 'sda1'],
    lines: [
      { text: 'BTRFS info (device sdf): forced readonly', secondsAgo: 190 },
      { text: 'I/O error, dev sda, sector 1', secondsAgo: 10 },
      { text: 'XFS (sda1): x', secondsAgo: 1999 },
      { text: 'no time here', secondsAgo: null },
    ],
  });
  expect(() => parseKernelLog(from({ ...parts, uptime: '' }))).toThrow(ParseFailure);
});

test('xfs', () => {
  const info =
    'meta-data=/dev/loop1 isize=512    agcount=4, agsize=65536 blks\nnaming   =version 2              bsize=4096   ascii-ci=0, ftype=0\n';
  expect(parseXfsFormats(Buffer.from(info), '/var/lib/docker')).toMatchObject([
    { source: '/dev/loop1', hasFtype: false },
  ]);
  expect(() => parseXfsFormats(Buffer.from('xfs_info: no'), '/')).toThrow(ParseFailure);
});

test('quotas', () => {
  const old =
    'qgroupid         rfer         excl     max_rfer     max_excl \n--------         ----         ----     --------     -------- \n0/5             16384        16384         none         none \n0/257         9000000        16384     10000000         none \n';
  expect(parseStorageQuotas(from({ qgroups: old }))).toEqual([
    { kind: 'btrfs-qgroup', object: '0/257', limitBytes: 10_000_000, usedBytes: 9_000_000 },
  ]);
  expect(
    parseStorageQuotas(
      from({
        projects:
          '#0              0          0          0     00 [--------]\n#42       1048576          0    2097152     00 [--------]\n',
      }),
    ),
  ).toEqual([{ kind: 'xfs-project', object: '#42', limitBytes: 2 ** 31, usedBytes: 2 ** 30 }]);
  expect(parseStorageQuotas(from({ none: '' }))).toEqual([]);
  expect(() => parseStorageQuotas(from({ qgroups: 'ERROR' }))).toThrow(ParseFailure);
});
