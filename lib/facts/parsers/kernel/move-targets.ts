import type { Fact } from '../../../domain/fact.ts';
import type { MoveTarget } from '../../../domain/migration.ts';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import { failure, nulNames, type Parts, wholeNumber } from '../records.ts';
import { mountOf } from './mountinfo.ts';

/** `place:1`: the path, NUL, and `stat -f -c '%b %a %S %i'` (blocks, available, block size, statfs id). One row for each filesystem. */
export function parseMoveTargets(parts: Parts, mounts: Fact<MountEntry[]>): MoveTarget[] {
  parts.part('looked');
  if (mounts.state === 'unknown') throw failure('move targets', `the mounts are unknown (${mounts.detail})`, '');
  const found = new Map<string, MoveTarget>();
  for (const { key, bytes } of parts.withPrefix('place:')) {
    const end = bytes.indexOf(0);
    const [path = ''] = nulNames(bytes.subarray(0, end + 1));
    const mount = mountOf(path, mounts.value);
    if (mount === null || mount.mountPoint !== path) continue;
    const [blocks, available, size, fsid = ''] = bytes
      .toString('latin1', end + 1)
      .trim()
      .split(' ');
    if (!/^[0-9a-f]+$/.test(fsid)) throw failure('stat -f', 'no id', bytes);
    const blockSize = wholeNumber(size, 'stat -f');
    // Two subvolumes of one btrfs have ids of their own and share their space; which of them is taken makes no difference.
    const identity = mount.type === 'btrfs' ? mount.source : fsid;
    if (found.has(identity) || mount.options.includes('ro') || mount.superOptions.includes('ro')) continue;
    found.set(identity, {
      mountPoint: path,
      type: mount.type,
      source: mount.source,
      device: mount.device,
      fsid,
      totalBytes: wholeNumber(blocks, 'stat -f') * blockSize,
      freeBytes: wholeNumber(available, 'stat -f') * blockSize,
      unsafe: parts.optional(`unsafe:${key}`)?.toString('utf8') || null,
      taken: nulNames(parts.optional(`taken:${key}`) ?? Buffer.alloc(0)),
    });
  }
  return [...found.values()];
}
