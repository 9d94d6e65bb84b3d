import { decodeName } from '../../../domain/names.ts';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import { failure, lines } from '../records.ts';

/**
 * `/proc/<pid>/mountinfo` (proc(5)), kernel 6.18:
 *
 *   36 25 0:32 /@syno/docker /var/lib/docker rw,relatime shared:1 - btrfs /dev/sda1 rw,space_cache=v2,subvolid=256
 *
 * The kernel writes blanks, tabs, newlines and backslashes in names as \040 \011 \012 \134, so a line is a line. Between the
 * options and the lone `-` there are any number of optional fields. A source may be empty (`none` usually, but tmpfs may say "").
 */
export function parseMountinfo(bytes: Buffer): MountEntry[] {
  return lines(bytes).map(parseMountLine);
}

export function parseMountLine(line: Buffer): MountEntry {
  const text = line.toString('latin1');
  const fields = text.split(' ');
  const dash = fields.indexOf('-', 6);
  const [id = '', parentId = '', device = '', root = '', mountPoint = '', options = ''] = fields;
  if (
    dash < 0 ||
    fields.length < dash + 4 ||
    !/^\d+$/.test(id) ||
    !/^\d+$/.test(parentId) ||
    !/^\d+:\d+$/.test(device)
  ) {
    throw failure('mountinfo', 'a line has another form', line);
  }
  return {
    id: Number(id),
    parentId: Number(parentId),
    device,
    root: unescapeMount(root),
    mountPoint: unescapeMount(mountPoint),
    options: options.split(','),
    optionalFields: fields.slice(6, dash),
    type: fields[dash + 1] ?? '',
    source: unescapeMount(fields[dash + 2] ?? ''),
    superOptions: unescapeMount(fields.slice(dash + 3).join(' ')).split(','),
  };
}

export function unescapeMount(field: string): string {
  const bytes = field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return decodeName(Buffer.from(bytes, 'latin1'));
}

/** The mount that shows `path`: the longest mount point above it, the last one where several lie on each other. */
export function mountOf(path: string, mounts: readonly MountEntry[]): MountEntry | null {
  let best: MountEntry | null = null;
  for (const mount of mounts) {
    if (!isWithin(path, mount.mountPoint)) continue;
    if (best === null || mount.mountPoint.length >= best.mountPoint.length) best = mount;
  }
  return best;
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/**
 * Where the file system itself has `path` (mountinfo's root + the rest), without leading slash: how btrfs names its subvolumes.
 */
export function pathInFilesystem(path: string, mount: MountEntry): string {
  const rest = mount.mountPoint === '/' ? path : path.slice(mount.mountPoint.length);
  return `${mount.root}/${rest}`.split('/').filter(Boolean).join('/');
}

/**
 * Is something else mounted exactly at `path`? dockerd binds its data root on itself, and the btrfs driver its directory: such a
 * mount shows the same directory of the same file system and is no place of its own.
 */
export function isOwnMountPoint(path: string, mounts: readonly MountEntry[]): boolean {
  const parent = path === '/' ? null : mountOf(path.slice(0, path.lastIndexOf('/')) || '/', mounts);
  return mounts.some(
    (mount) =>
      mount.mountPoint === path &&
      (parent === null ||
        mount.device !== parent.device ||
        mount.root.split('/').filter(Boolean).join('/') !== pathInFilesystem(path, parent)),
  );
}
