import type { LoopDevice } from '../../../domain/health-facts.ts';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import { failure, type Parts } from '../records.ts';

/** statfs magics of where image files usually lie; any other keeps its number. */
const types: Record<string, string> = {
  '9123683e': 'btrfs',
  ef53: 'ext4',
  '58465342': 'xfs',
  '2fc12fc1': 'zfs',
  '1021994': 'tmpfs',
  '65735546': 'fuse',
  '6969': 'nfs',
};

export function parseLoopDevices(parts: Parts, mounts: readonly MountEntry[]): LoopDevice[] {
  const identities = identitiesOf(parts.optional('losetup')?.toString('utf8') ?? '');
  return parts.withPrefix('loop:').flatMap(({ key, bytes }): LoopDevice[] => {
    const device = `/dev/${key}`;
    const shown = bytes.toString('utf8').replace(/\n$/, '');
    if (!/^loop\d+$/.test(key) || !shown.startsWith('/'))
      throw failure('loop devices', 'a backing file has no path', shown);
    const backingFile = shown.replace(/ \(deleted\)$/, '');
    const text = (name: string) => parts.optional(`${name}:${key}`)?.toString('utf8') ?? null;
    const [autoclear, readOnly] = (text('flags') ?? '').split('\n');
    const file = numbers(text('stat'), 4);
    const mountPoints = mounts.filter((mount) => mount.source === device).map((mount) => mount.mountPoint);
    const identity = identities.get(device) ?? null;
    const isSameFile = file !== null && (identity === null ? mountPoints.length > 0 : identity.endsWith(`:${file[3]}`));
    // Neither mounted here nor proven to be the file of that name here: a device of another container or namespace.
    if (mountPoints.length === 0 && !(identity !== null && isSameFile)) return [];
    const size = isSameFile ? file : null;
    const below = /^(\d+) (\d+) ([0-9a-f]+)/.exec(text('below') ?? '');
    const inside = numbers(text('inside'), 3);
    const attributes = text('attributes')?.split(' ')[0] ?? null;
    const extents = /: (\d+) extents? found/.exec(text('extents') ?? '')?.[1];
    return [
      {
        device,
        backingFile,
        isDeleted: shown !== backingFile,
        backingIdentity: identity,
        isAutoclear: flag(autoclear),
        isReadOnly: flag(readOnly),
        mountPoints,
        apparentBytes: size?.[0] ?? null,
        allocatedBytes: size ? (size[1] ?? 0) * (size[2] ?? 512) : null,
        backing:
          isSameFile && below
            ? {
                type: types[below[3] ?? ''] ?? `0x${below[3]}`,
                mountPoint: mountPointOf(backingFile, mounts),
                freeBytes: Number(below[1]) * Number(below[2]),
              }
            : null,
        innerUsedBytes: inside ? ((inside[0] ?? 0) - (inside[1] ?? 0)) * (inside[2] ?? 0) : null,
        isNoCow: attributes === null || attributes === '' ? null : attributes.includes('C'),
        extents: extents === undefined ? null : Number(extents),
        snapshotsOfItsSubvolume: snapshotsOf(text('subvolume')),
      },
    ];
  });
}

/**
 * `losetup -l -n --raw -O NAME,BACK-MAJ:MIN,BACK-INO`. util-linux 2.38.1 pads the middle column and escapes its own padding:
 * `/dev/loop1 \x20\x20\x20\x20\x20254:0\x20\x20 2089329`
 */
function identitiesOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of text.replaceAll('\\x20', ' ').split('\n')) {
    const match = /^(\/dev\/loop\d+)\s+(\d+:\d+)\s+(\d+)\s*$/.exec(line);
    if (match?.[1]) found.set(match[1], `${match[2]}:${match[3]}`);
  }
  return found;
}

/**
 * `btrfs subvolume show` (progs 6.2): `Snapshot(s):`, then a path for each behind four tabs. Quota lines may follow, less indented.
 * The top level of a filesystem prints no such line before progs 4.12: not known.
 */
function snapshotsOf(text: string | null): number | null {
  const list = text?.split(/^\s*Snapshot\(s\):[^\n]*$/m)[1];
  return list === undefined ? null : (list.match(/^\t{4}\S/gm) ?? []).length;
}

function numbers(text: string | null, amount: number): number[] | null {
  const words = text?.trim().split(/\s+/).map(Number) ?? [];
  return words.length >= amount && words.every(Number.isSafeInteger) ? words : null;
}

function flag(text: string | undefined): boolean | null {
  return text === '1' ? true : text === '0' ? false : null;
}

function mountPointOf(path: string, mounts: readonly MountEntry[]): string {
  const above = mounts.filter(({ mountPoint }) => mountPoint === '/' || path.startsWith(`${mountPoint}/`));
  return above.sort((one, other) => other.mountPoint.length - one.mountPoint.length)[0]?.mountPoint ?? '/';
}
