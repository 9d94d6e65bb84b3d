import type { MountEntry } from '../../domain/storage-facts.ts';

/**
 * Where a path lies *inside its filesystem*. btrfs names subvolumes from the top level of the filesystem, the host names files
 * from `/`; between the two stands field 4 of mountinfo. `btrfs subvolume list -o` is no substitute: asked for a volume it also
 * lists the live layers beside it (docs/reference/docker-on-disk.md#subvolumes-below-a-volume).
 */
export interface Location {
  mount: MountEntry;
  /** no leading slash, `''` for the top of the filesystem */
  pathInFilesystem: string;
}

export function locate(path: string, mounts: readonly MountEntry[]): Location | null {
  let best: MountEntry | null = null;
  for (const mount of mounts) {
    // The later of two mounts on one point covers the earlier one.
    if (isAtOrBelow(path, mount.mountPoint) && mount.mountPoint.length >= (best?.mountPoint.length ?? 0)) best = mount;
  }
  if (best === null) return null;
  const rest = best.mountPoint === '/' ? path : path.slice(best.mountPoint.length);
  return { mount: best, pathInFilesystem: joinInFilesystem(best.root, rest) };
}

/** `/a/b` is at or below `/a`, `/ab` is not: whole components only. */
export function isAtOrBelow(path: string, top: string): boolean {
  return path === top || isBelow(path, top);
}

export function isBelow(path: string, top: string): boolean {
  if (top === '' || top === '/') return path !== top;
  return path.startsWith(`${top}/`);
}

function joinInFilesystem(root: string, rest: string): string {
  return `${root}/${rest}`.split('/').filter(Boolean).join('/');
}
