import type { HostFacts } from '../domain/host-facts.ts';
import type { MountEntry } from '../domain/storage-facts.ts';
import { dataRootPath } from './subjects.ts';

export function isBelow(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}

/**
 * The mount of a path: the longest mount point above it, and of several on one point the last, which hides the others. dockerd
 * binds its data root (and `btrfs/`) onto itself; such a self-bind is skipped for the real mount.
 */
export function mountOf(mounts: readonly MountEntry[], path: string): MountEntry | null {
  const above = mounts.filter((mount) => isBelow(path, mount.mountPoint));
  let best: MountEntry | null = null;
  for (const mount of above) {
    if (best === null || mount.mountPoint.length >= best.mountPoint.length) best = mount;
  }
  if (best === null) return null;
  const child: MountEntry = best;
  const parent = mounts.find((mount) => mount.id === child.parentId && mount.id !== child.id);
  if (parent === undefined) return withoutSelfBind(above, child);
  const isSelfBind =
    parent.device === best.device &&
    isBelow(best.mountPoint, parent.mountPoint) &&
    best.root === joined(parent.root, best.mountPoint.slice(parent.mountPoint === '/' ? 0 : parent.mountPoint.length));
  return isSelfBind ? parent : best;
}

export function dataRootMount(facts: HostFacts): MountEntry | null {
  const { mounts } = facts.sections;
  const path = dataRootPath(facts);
  return mounts.state === 'known' && path !== null ? mountOf(mounts.value, path) : null;
}

function joined(root: string, rest: string): string {
  const path = `${root === '/' ? '' : root}${rest}`;
  return path === '' ? '/' : path;
}

/** One line of mountinfo as `findmnt` prints it. */
export function mountCells(mount: MountEntry): string[] {
  const options = [...new Set([...mount.options, ...mount.superOptions])].join(',');
  return [mount.mountPoint, mount.source, mount.type, options];
}
export const mountColumns = ['Mount point', 'Source', 'Type', 'Options'];

/** A table without ids (`mount`, /proc/mounts): the same source and subvolume mounted further up is the real one. */
function withoutSelfBind(above: readonly MountEntry[], best: MountEntry): MountEntry {
  const subvolume = (mount: MountEntry) => mount.superOptions.find((option) => option.startsWith('subvol=')) ?? '';
  const outer = above.filter(
    (mount) =>
      mount.source === best.source &&
      mount.type === 'btrfs' &&
      subvolume(mount) === subvolume(best) &&
      mount.mountPoint.length < best.mountPoint.length,
  );
  return outer.sort((one, other) => other.mountPoint.length - one.mountPoint.length)[0] ?? best;
}
