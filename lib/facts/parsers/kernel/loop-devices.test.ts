import { describe, expect, it } from 'vitest';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import { outputOf } from '../../collectors/section-output.ts';
import { parseLoopDevices } from './loop-devices.ts';

/** Captured on a lab host (Debian 12, util-linux 2.38.1) with an image on btrfs, among devices of other hosts of the same kernel. */
const mount = (source: string, mountPoint: string, type: string): MountEntry => ({
  id: 1,
  parentId: 0,
  device: '0:148',
  root: '/',
  mountPoint,
  options: ['rw'],
  optionalFields: [],
  type,
  source,
  superOptions: ['rw'],
});
const mounts = [
  mount('overlay', '/', 'overlay'),
  mount('/dev/loop4', '/volume1', 'btrfs'),
  mount('/dev/loop5', '/mnt/inside', 'ext4'),
];
const captured = {
  begin: '',
  'loop:loop1': '/data.img\n',
  'flags:loop1': '1\n0\n',
  'stat:loop1': '8589934592 75192 512 2073089\n',
  'below:loop1': '19333904 4096 ef53\n',
  'loop:loop4': '/data.img\n',
  'flags:loop4': '1\n0\n',
  'stat:loop4': '8589934592 75192 512 2073089\n',
  'below:loop4': '19333904 4096 ef53\n',
  'inside:loop4': '2097152 2079598 4096\n',
  'loop:loop5': '/volume1/images/image\n',
  'flags:loop5': '1\n0\n',
  'stat:loop5': '1073741824 128296 512 257\n',
  'below:loop5': '1945686 4096 9123683e\n',
  'attributes:loop5': '---------------------- /volume1/images/image\n',
  'extents:loop5': '/volume1/images/image: 14 extents found\n',
  'subvolume:loop5': [
    'images',
    '\tName: \t\t\timages',
    '\tSubvolume ID: \t\t256',
    '\tFlags: \t\t\t-',
    '\tSnapshot(s):',
    '\t\t\t\tsnap',
    '\t\t\t\tanother snap',
    '\tQuota group:\t\tn/a',
    '',
  ].join('\n'),
  losetup: [
    '/dev/loop1 \\x20\\x20\\x20\\x20\\x20254:0\\x20\\x20 2072644',
    '/dev/loop4 \\x20\\x20\\x20\\x20\\x20254:0\\x20\\x20 2073089',
    '/dev/loop5 \\x20\\x20\\x20\\x20\\x20\\x20\\x200:153\\x20\\x20 257',
    '',
  ].join('\n'),
};

describe('loop devices', () => {
  it('are those of this host, with what they are proven to be', () => {
    const found = parseLoopDevices(outputOf('loopDevices', captured), mounts);
    expect(found.map((loop) => [loop.device, loop.backingIdentity, loop.mountPoints])).toEqual([
      ['/dev/loop4', '254:0:2073089', ['/volume1']],
      ['/dev/loop5', '0:153:257', ['/mnt/inside']],
    ]);
    expect(found[1]).toMatchObject({
      apparentBytes: 1073741824,
      allocatedBytes: 128296 * 512,
      backing: { type: 'btrfs', freeBytes: 1945686 * 4096 },
      isNoCow: false,
      extents: 14,
      snapshotsOfItsSubvolume: 2,
      isDeleted: false,
    });
    expect(found[0]?.snapshotsOfItsSubvolume).toBeNull();
    expect(found[0]?.innerUsedBytes).toBe((2097152 - 2079598) * 4096);
  });

  it('show the same file twice by its identity, also where only one of them is mounted', () => {
    const twice = parseLoopDevices(
      outputOf('loopDevices', {
        ...captured,
        losetup: captured.losetup.replace('2072644', '2073089'),
      }),
      mounts,
    );
    expect(twice.filter((loop) => loop.backingIdentity === '254:0:2073089').map((loop) => loop.device)).toEqual([
      '/dev/loop1',
      '/dev/loop4',
    ]);
  });

  it('know a deleted file by its mark, and nothing of the file that has its name now', () => {
    const [deleted] = parseLoopDevices(
      outputOf('loopDevices', {
        begin: '',
        'loop:loop4': '/srv/docker.img (deleted)\n',
        'flags:loop4': '1\n0\n',
        losetup: '/dev/loop4 \\x20\\x20\\x20\\x20\\x20254:0\\x20\\x20 2073089\n',
      }),
      mounts,
    );
    expect(deleted).toMatchObject({
      backingFile: '/srv/docker.img',
      isDeleted: true,
      allocatedBytes: null,
      backing: null,
    });
  });

  it('are refused where a device has no path', () => {
    expect(() => parseLoopDevices(outputOf('loopDevices', { begin: '', 'loop:loop4': 'rubbish' }), mounts)).toThrow(
      /loop devices/,
    );
  });
});
