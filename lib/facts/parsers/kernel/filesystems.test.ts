import { describe, expect, it } from 'vitest';
import { outputOf } from '../../collectors/section-output.ts';
import { isNetworkType, parseFilesystems } from './filesystems.ts';
import { parseMountinfo } from './mountinfo.ts';

const mounts = parseMountinfo(
  Buffer.from(
    [
      '20 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw,emergency_ro',
      '30 20 0:40 /@syno /volume1 rw - btrfs /dev/mapper/cachedev_0 rw',
      '31 20 7:3 / /var/lib/docker rw - ext4 /dev/loop3 rw',
      '32 20 0:50 / /mnt/nas rw - nfs4 nas:/export rw',
      '',
    ].join('\n'),
  ),
);
const parse = (parts: Record<string, string>) =>
  parseFilesystems(outputOf('filesystems', { byUuid: '', blkid: '', ...parts }), mounts);
const ext4 = '1000 400 300 4096 500 450 ef53\n';

describe('filesystems', () => {
  it('lists one that holds several places once, with all its roles', () => {
    const found = parse({
      'place:1:data-root': `/var/lib/docker\0${ext4}`,
      'place:2:volumes': `/var/lib/docker/volumes\0${ext4}`,
      'place:4:system': `/\0${ext4}`,
      blkid: '/dev/sda1: UUID="aaaa-1" TYPE="ext4"\n/dev/loop3: UUID="bbbb-2" TYPE="ext4"\n',
    });
    expect(found).toMatchObject([
      {
        id: 'bbbb-2',
        roles: ['data-root', 'volumes'],
        totalBytes: 4096000,
        usedBytes: 600 * 4096,
        freeBytes: 300 * 4096,
        inodesUsed: 50,
      },
      { id: 'aaaa-1', roles: ['system'], isReadOnly: true },
    ]);
    expect(found[0]?.isReadOnly).toBe(false);
  });

  it('takes btrfs’ own uuid and no inode count from it', () => {
    const [found] = parse({
      'place:1:data-root': '/volume1/@docker\x001000 400 300 4096 0 0 9123683e\n',
      'btrfs:1:data-root': 'cccc-3',
    });
    expect(found).toMatchObject({ id: 'cccc-3', inodesTotal: null, inodesUsed: null, device: '0:40' });
  });

  it('falls back to udev’s links, then to the device number', () => {
    const place = { 'place:4:system': `/\0${ext4}` };
    const byUuid = 'total 0\nlrwxrwxrwx 1 0 0 10 Nov 21 03:10 dddd-4 -> ../../sda1\n';
    expect(parse({ ...place, byUuid })[0]?.id).toBe('dddd-4');
    expect(parse(place)[0]?.id).toBe('device:8:1');
  });

  it('shows the file system under an image file only where the image holds something of Docker’s', () => {
    const parts = {
      'place:1:data-root': `/var/lib/docker\0${ext4}`,
      'loop:10': '/dev/loop3',
      'place:10:loop-backing': `/volume1/docker.img\0${ext4}`,
    };
    expect(parse(parts).map((each) => each.roles)).toEqual([['data-root'], ['loop-backing']]);
    expect(parse({ ...parts, 'loop:10': '/dev/loop9' }).map((each) => each.roles)).toEqual([['data-root']]);
  });

  it('refuses numbers that are none', () => {
    expect(() => parse({ 'place:4:system': '/\0stat: cannot read' })).toThrow(/number was expected/);
  });

  it.each(['nfs', 'nfs4', 'cifs', 'smb3', 'ceph', 'fuse.sshfs', 'fuse.glusterfs', '9p', 'fuse.rclone'])(
    '%s is a network',
    (type) => {
      expect(isNetworkType(type)).toBe(true);
    },
  );
  it.each(['ext4', 'btrfs', 'xfs', 'zfs', 'overlay', 'fuse.shfs', 'fuse.fuse-overlayfs', 'fuseblk'])(
    '%s is none',
    (type) => {
      expect(isNetworkType(type)).toBe(false);
    },
  );
});
