import { decodeName } from '../../../domain/names.ts';
import type { FilesystemRole, FilesystemUsage, MountEntry } from '../../../domain/storage-facts.ts';
import { baseName, failure, lines, type Parts, wholeNumber } from '../records.ts';
import { mountOf } from './mountinfo.ts';

/**
 * `stat -f -c '%b %f %a %S %c %d %t'`: blocks, free, available, block size, inodes, free inodes, magic. One filesystem may hold several
 * places; it is listed once, with all its roles. btrfs says 0 inodes: it has no fixed number.
 */
const roles: readonly FilesystemRole[] = ['data-root', 'containerd-root', 'volumes', 'system', 'loop-backing'];

export function parseFilesystems(parts: Parts, mounts: readonly MountEntry[]): FilesystemUsage[] {
  const uuids = new Uuids(parts);
  const found = new Map<string, FilesystemUsage>();
  const loops = new Map(parts.withPrefix('loop:').map(({ key, bytes }) => [key, bytes.toString('utf8')]));
  for (const { key, bytes } of parts.withPrefix('place:')) {
    const [number = '', roleName = ''] = key.split(':');
    const role = roles.find((each) => each === roleName);
    const end = bytes.indexOf(0);
    if (role === undefined || end < 0) throw failure('file systems', 'a place has another form', bytes);
    // Loop devices of which nothing of Docker's is mounted (snaps, other images) are no business of ours.
    const loop = loops.get(number);
    if (loop !== undefined && ![...found.values()].some((each) => each.source === loop)) continue;
    const mount = mountOf(decodeName(bytes.subarray(0, end)), mounts);
    if (mount === null) throw failure('file systems', 'a place lies on no mount', bytes);
    const uuid = parts.optional(`btrfs:${key}`)?.toString('utf8') ?? uuids.of(mount.source);
    const id = uuid ?? `device:${mount.device}`;
    const known = found.get(id);
    if (known === undefined)
      found.set(id, { id, roles: [role], ...usage(bytes.toString('latin1', end + 1)), ...about(mount) });
    else if (!known.roles.includes(role)) known.roles.push(role);
  }
  if (found.size === 0) throw failure('file systems', 'not even / is among them', '');
  return [...found.values()];
}

type Usage = Pick<FilesystemUsage, 'totalBytes' | 'usedBytes' | 'freeBytes' | 'inodesTotal' | 'inodesUsed'>;

function usage(text: string): Usage {
  const [blocks = 0, free = 0, available = 0, size = 0, inodes = 0, freeInodes = 0] = text
    .trim()
    .split(' ')
    .slice(0, 6)
    .map((field) => wholeNumber(field, 'stat -f'));
  if (size === 0) throw failure('stat -f', 'no block size', text);
  return {
    totalBytes: blocks * size,
    usedBytes: (blocks - free) * size,
    freeBytes: available * size,
    inodesTotal: inodes === 0 ? null : inodes,
    inodesUsed: inodes === 0 ? null : inodes - freeInodes,
  };
}

/** An ext4 that gave up shows `rw` among the mount's options and `ro` or `emergency_ro` among the file system's. */
function about(mount: MountEntry) {
  return {
    type: mount.type,
    source: mount.source,
    mountPoint: mount.mountPoint,
    device: mount.device,
    isReadOnly:
      mount.options.includes('ro') || mount.superOptions.some((option) => option === 'ro' || option === 'emergency_ro'),
    isNetwork: isNetworkType(mount.type),
  };
}

export function isNetworkType(type: string): boolean {
  return /^(nfs4?|cifs|smb3?|smbfs|ceph|fuse\.(ceph|glusterfs|sshfs|s3fs|rclone|davfs|cephfs).*|glusterfs|9p|afs|ncpfs|davfs|ocfs2|gfs2?|lustre|beegfs|virtiofs|pvfs2|moosefs|fuse\.mfs.*)$/.test(
    type,
  );
}

/** The uuid of a block device, from the parts `byUuid` and `blkid`. */
export function uuidsOf(parts: Parts): { of(source: string): string | null } {
  return new Uuids(parts);
}

/** `ls -ln /dev/disk/by-uuid/` and `blkid`, by device name. */
class Uuids {
  readonly #byDevice = new Map<string, string>();

  constructor(parts: Parts) {
    for (const line of lines(parts.part('blkid')).map((each) => decodeName(each))) {
      const found = /^(\/dev\/[^:]+): .*\bUUID="([^"]+)"/.exec(line);
      if (found !== null && !/TYPE="(linux_raid_member|LVM2_member|crypto_LUKS)"/.test(line)) {
        this.#byDevice.set(found[1] ?? '', found[2] ?? '');
      }
    }
    for (const line of lines(parts.part('byUuid')).map((each) => decodeName(each))) {
      const found = / (\S+) -> (\S+)$/.exec(line);
      if (found !== null) this.#byDevice.set(`/dev/${baseName(found[2] ?? '')}`, found[1] ?? '');
    }
  }

  of(source: string): string | null {
    return this.#byDevice.get(source) ?? null;
  }
}
