import { describe, expect, it } from 'vitest';
import { isOwnMountPoint, mountOf, parseMountinfo, pathInFilesystem } from './mountinfo.ts';

const table = (lines: string[]) => parseMountinfo(Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1'));

describe('mountinfo', () => {
  it('undoes the kernel’s escapes and keeps bytes that are no UTF-8', () => {
    const [mount] = table([
      '36 25 0:32 /a\\040b /mnt/x\\011y\\012z\\134\xff rw,relatime shared:1 master:2 - btrfs /dev/sd\\040a rw,subvol=/a b',
    ]);
    expect(mount).toMatchObject({
      root: '/a b',
      mountPoint: '/mnt/x\ty\nz\\\udcff',
      optionalFields: ['shared:1', 'master:2'],
      source: '/dev/sd a',
      superOptions: ['rw', 'subvol=/a b'],
    });
  });

  it('reads an empty source and a dash among the options', () => {
    const [mount] = table(['36 25 0:32 / /run rw - tmpfs  rw,size=10k']);
    expect(mount).toMatchObject({ type: 'tmpfs', source: '', superOptions: ['rw', 'size=10k'] });
  });

  it.each(['', 'x', '36 25 0:32 / /run rw tmpfs none rw', '36 25 0 / /run rw - tmpfs none rw'])(
    'refuses %j',
    (line) => {
      expect(() => table([line])).toThrow(/another form/);
    },
  );

  const mounts = table([
    '20 1 8:1 / / rw - ext4 /dev/sda1 rw',
    '30 20 0:40 /@syno /volume1 rw - btrfs /dev/vg rw',
    '31 30 0:40 /@syno/@docker /volume1/@docker rw - btrfs /dev/vg rw',
    '32 30 0:40 /@syno/@docker/btrfs /volume1/@docker/btrfs rw - btrfs /dev/vg rw',
    '33 20 7:0 / /var/lib/docker rw - ext4 /dev/loop0 rw',
    '34 33 7:0 / /var/lib/docker rw - ext4 /dev/loop0 rw',
  ]);

  it('finds the mount that shows a path, and where the file system has it', () => {
    const mount = mountOf('/volume1/@docker/btrfs/subvolumes/x', mounts);
    expect(mount?.id).toBe(32);
    if (mount !== null)
      expect(pathInFilesystem('/volume1/@docker/btrfs/subvolumes/x', mount)).toBe('@syno/@docker/btrfs/subvolumes/x');
    expect(mountOf('/volume12', mounts)?.id).toBe(20);
  });

  it('tells dockerd’s self-binds from mount points of their own', () => {
    expect(isOwnMountPoint('/volume1/@docker', mounts)).toBe(false);
    expect(isOwnMountPoint('/volume1/@docker/btrfs', mounts)).toBe(false);
    expect(isOwnMountPoint('/var/lib/docker', mounts)).toBe(true);
    expect(isOwnMountPoint('/var/lib', mounts)).toBe(false);
    expect(isOwnMountPoint('/', mounts)).toBe(true);
  });
});
