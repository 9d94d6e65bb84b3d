import type { BtrfsFilesystem, BtrfsSubvolume, MountEntry } from '../../../domain/storage-facts.ts';
import { isBelow, locate } from '../paths.ts';

/**
 * The subvolumes at and below one directory of the host, found by path prefix from the top level of their filesystem. Identity
 * is the uuid; the path only finds it. Returns null where the directory is on no btrfs that was read.
 */
export interface SubvolumesBelow {
  filesystem: BtrfsFilesystem;
  /** of the directory, from the top level, no leading slash */
  prefix: string;
  subvolumes: BtrfsSubvolume[];
}

export function subvolumesBelow(
  path: string,
  mounts: readonly MountEntry[],
  filesystems: readonly BtrfsFilesystem[],
): SubvolumesBelow | null {
  const location = locate(path, mounts);
  if (location === null) return null;
  const filesystem = filesystemOf(location.mount, mounts, filesystems);
  if (filesystem === undefined) return null;
  const prefix = location.pathInFilesystem;
  const subvolumes = filesystem.subvolumes.filter(({ path: each }) => isBelow(each, prefix));
  return { filesystem, prefix, subvolumes };
}

/** All mounts of one btrfs carry the same anonymous device number. */
function filesystemOf(
  mount: MountEntry,
  mounts: readonly MountEntry[],
  filesystems: readonly BtrfsFilesystem[],
): BtrfsFilesystem | undefined {
  if (mount.type !== 'btrfs') return undefined;
  return filesystems.find((each) => locate(each.mountPoint, mounts)?.mount.device === mount.device);
}

export interface NestedSubvolume {
  path: string;
  id: number;
  uuid: string;
  depth: number;
}

/**
 * Deepest first: btrfs refuses to delete a subvolume that still holds another.
 * `path` is absolute on the host where some mount shows it, else from the top level; `depth` counts components below `top`.
 */
export function deepestFirst(
  subvolumes: readonly BtrfsSubvolume[],
  top: string,
  hostPathOfTop: string,
): NestedSubvolume[] {
  const nested = subvolumes.map(({ path, id, uuid }) => {
    const below = path.slice(top.length).replace(/^\//, '');
    return { path: `${hostPathOfTop}/${below}`, id, uuid, depth: below.split('/').length };
  });
  return nested.sort((one, other) => other.depth - one.depth || (one.path < other.path ? -1 : 1));
}

/** Groups what lies below a driver's directory by its first component: layer name → itself and what is nested in it. */
export function subvolumesByLayer(below: SubvolumesBelow | null): ReadonlyMap<string, LayerSubvolumes> {
  const byLayer = new Map<string, LayerSubvolumes>();
  if (below === null) return byLayer;
  for (const subvolume of below.subvolumes) {
    const rest = below.prefix === '' ? subvolume.path : subvolume.path.slice(below.prefix.length + 1);
    const slash = rest.indexOf('/');
    const name = slash === -1 ? rest : rest.slice(0, slash);
    const layer = byLayer.get(name) ?? { own: null, nested: [] };
    byLayer.set(name, layer);
    if (slash === -1) layer.own = subvolume;
    else layer.nested.push(subvolume);
  }
  return byLayer;
}

export interface LayerSubvolumes {
  own: BtrfsSubvolume | null;
  nested: BtrfsSubvolume[];
}
