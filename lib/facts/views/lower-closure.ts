import type { DriverDirectories, DriverDirectory } from '../../domain/layer-facts.ts';

/**
 * What a kept directory is built on must be kept as well.
 *
 * On overlay2 a layer does not hold its parents, it names them: `lower` is a colon list of short links (`l/<LINK>`), nearest
 * first. A directory that no metadata names can still be the lower of a live image – two builds of the same content make it –
 * and the set difference "directories minus metadata" then deletes a part of that image (docker-on-disk 2.3, trap 1).
 *
 * A link of a kept directory that leads nowhere means that a layer is broken already, or that a listing was cut off. Both forbid
 * every conclusion here; links of directories that nobody keeps do not matter.
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

  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const entry = byName.get(name);
    if (entry === undefined) continue;
    const needed = lowersOf(entry, directories);
    if (needed.length > 0) followed += 1;
    for (const { link, directory } of needed) {
      if (directory === null || !byName.has(directory)) broken.push({ directory: name, link });
      else if (!kept.has(directory)) {
        keptBelow.set(directory, name);
        keep(directory);
      }
    }
  }
  return { keptBelow, broken, followed };
}

interface Lower {
  link: string;
  directory: string | null;
}

/** btrfs, vfs and devicemapper copy or snapshot their parents and need none. */
export function lowersOf(entry: DriverDirectory, directories: DriverDirectories): Lower[] {
  const listed = Object.hasOwn(directories.needs, entry.name) ? (directories.needs[entry.name] ?? []) : [];
  const needed: Lower[] = listed.map((name) => ({ link: name, directory: name }));
  for (const link of entry.lower ?? []) {
    const target = Object.hasOwn(directories.links, link) ? directories.links[link] : null;
    needed.push({ link: `l/${link}`, directory: target ?? null });
  }
  return needed;
}
