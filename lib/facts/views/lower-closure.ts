import type { DriverDirectories } from '../../domain/layer-facts.ts';

/**
 * What a kept directory is built on must be kept as well.
 *
 * On overlay2 a layer does not hold its parents, it names them: `lower` is a colon list of short links (`l/<LINK>`), nearest
 * first. A directory that no metadata names can still be the lower of a live image – two builds of the same content make it –
 * and the set difference "directories minus metadata" then deletes a part of that image (docker-on-disk 2.3, trap 1).
 *
 * A link of a kept directory that leads nowhere means that a layer is broken already, or that a listing was cut off. Both forbid
 * every conclusion here; links of directories that nobody keeps do not matter.
 *
 * btrfs, vfs and devicemapper copy or snapshot their parents and need none; aufs, overlay and zfs list them (`needs`).
 */
export interface LowerClosure {
  /** kept only because another directory is built on it → that directory */
  keptBelow: ReadonlyMap<string, string>;
  broken: { directory: string; link: string }[];
  /** `lower` lists that were followed */
  followed: number;
}

export function lowerClosure(directories: DriverDirectories, roots: Iterable<string>): LowerClosure {
  const byName = new Map(directories.entries.map((entry) => [entry.name, entry]));
  const links = new Map(Object.entries(directories.links));
  const kept = new Set<string>();
  const keptBelow = new Map<string, string>();
  const broken: LowerClosure['broken'] = [];
  let followed = 0;

  const waiting: string[] = [];
  const keep = (name: string) => {
    if (kept.has(name)) return;
    kept.add(name);
    waiting.push(name);
  };
  for (const root of roots) if (byName.has(root)) keep(root);

  const need = (directory: string | null | undefined, link: string, above: string) => {
    if (directory == null || !byName.has(directory)) broken.push({ directory: above, link });
    else if (!kept.has(directory)) {
      keptBelow.set(directory, above);
      keep(directory);
    }
  };
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const lower = byName.get(name)?.lower ?? [];
    const needs = Object.hasOwn(directories.needs, name) ? (directories.needs[name] ?? []) : [];
    if (lower.length + needs.length > 0) followed += 1;
    for (const link of lower) need(links.get(link), link, name);
    for (const directory of needs) need(directory, directory, name);
  }
  return { keptBelow, broken, followed };
}
