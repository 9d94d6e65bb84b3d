import type { Fact } from '../../../domain/fact.ts';
import type { MountEntry, OtherDataRoot } from '../../../domain/storage-facts.ts';
import { isOwnMountPoint, mountOf } from '../kernel/mountinfo.ts';
import { failure, nulNames, type Parts } from '../records.ts';
import { parseContents } from './data-root-contents.ts';

/** `path:1` and its contents, for each root that was found; two paths to one directory are one. */
export function parseOtherDataRoots(parts: Parts, mounts: Fact<MountEntry[]>): OtherDataRoot[] {
  parts.part('looked');
  if (mounts.state === 'unknown') throw failure('other data roots', `the mounts are unknown (${mounts.detail})`, '');
  const found = new Map<string, OtherDataRoot>();
  for (const { key, bytes } of parts.withPrefix('path:')) {
    const [path = ''] = nulNames(bytes);
    if (!path.startsWith('/')) throw failure('other data roots', 'a path has another form', bytes);
    const contents = parseContents(parts, key);
    const identity = `${contents.device}:${contents.inode}`;
    if (found.has(identity)) continue;
    const isMountPoint = isOwnMountPoint(path, mounts.value);
    found.set(identity, { path, isMountPoint, filesystemType: mountOf(path, mounts.value)?.type ?? '', ...contents });
  }
  return [...found.values()];
}
