import type { DriverDirectories, DriverDirectory } from '../../../domain/layer-facts.ts';
import { atOnce, eachInPieces, type InPieces } from '../../../domain/slices.ts';
import { isLayerName } from './layer-names.ts';

/**
 * What a kept directory is built on must be kept as well.
 *
 * On overlay2 a layer does not hold its parents, it names them: `lower` is a colon list of short links (`l/<LINK>`), nearest
 * first. A directory that no metadata names can still be the lower of a live image – two builds of the same content make it –
 * and the set difference "directories minus metadata" then deletes a part of that image
 * (docs/reference/docker-on-disk.md#lower-links, docs/reference/traps.md#trap-1).
 *
 * A link of a kept directory that leads nowhere means that a layer is broken already, or that a listing was cut off. Both forbid
 * every conclusion here; links of unreferenced directories do not matter.
 *
 * One exception: a BuildKit record that nothing else keeps may stand on a directory that Docker itself removed (the daemon was
 * killed during a build, then the image below was deleted). Such a record stays in snapshots.db for ever and would forbid
 * everything for ever. It is let pass only when the lower is provably gone: no directory carries that short name in its own `link`
 * file, and of every directory that file was read. Then nothing is left that it could have protected.
 *
 * btrfs, vfs and devicemapper copy or snapshot their parents and need none; aufs, overlay and zfs list them (`needs`).
 */
export interface LowerClosure {
  /** kept only because another directory is built on it → that directory */
  keptBelow: ReadonlyMap<string, string>;
  /** everything that is kept, by its roots or by what is built on it */
  kept: ReadonlySet<string>;
  broken: { directory: string; link: string }[];
  /** directories of the build cache that stand on what Docker removed */
  deadRecords: ReadonlySet<string>;
  /** `lower` lists that were followed */
  followed: number;
}

/** @param cacheOnly directories that BuildKit's records alone keep */
export function lowerClosure(
  directories: DriverDirectories,
  roots: Iterable<string>,
  cacheOnly: Iterable<string> = [],
): LowerClosure {
  return atOnce(lowerClosureInPieces(directories, roots, cacheOnly));
}

export function* lowerClosureInPieces(
  directories: DriverDirectories,
  roots: Iterable<string>,
  cacheOnly: Iterable<string> = [],
): InPieces<LowerClosure> {
  const byName = new Map<string, DriverDirectory>();
  yield* eachInPieces(directories.entries, (entry) => byName.set(entry.name, entry));
  const { links } = directories;
  const kept = new Set<string>();
  const keptBelow = new Map<string, string>();
  const broken: LowerClosure['broken'] = [];
  const deadRecords = new Set<string>();
  const isGone = yield* provablyGone(directories);
  let followed = 0;

  const waiting: string[] = [];
  const keep = (name: string) => {
    if (kept.has(name) || !byName.has(name)) return;
    kept.add(name);
    waiting.push(name);
  };
  function* followAll(onlyCache: boolean): InPieces<void> {
    const need = (directory: string | null | undefined, link: string, above: string) => {
      if (directory != null && byName.has(directory)) {
        if (!kept.has(directory)) keptBelow.set(directory, above);
        keep(directory);
      } else if (onlyCache && isGone(link)) deadRecords.add(above);
      else broken.push({ directory: above, link });
    };
    yield* eachInPieces(taken(waiting), (name) => {
      const lower = byName.get(name)?.lower ?? [];
      const needs = Object.hasOwn(directories.needs, name) ? (directories.needs[name] ?? []) : [];
      if (lower.length + needs.length > 0) followed += 1;
      for (const link of lower) need(Object.hasOwn(links, link) ? links[link] : undefined, link, name);
      for (const directory of needs) need(directory, directory, name);
    });
  }

  yield* eachInPieces(roots, keep);
  yield* followAll(false);
  yield* eachInPieces(cacheOnly, keep);
  yield* followAll(true);
  return { keptBelow, kept, broken, deadRecords, followed };
}

/** The newest first, as long as there are any: what is done with one may add others. */
function* taken(waiting: string[]): Iterable<string> {
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) yield name;
}

function* provablyGone(directories: DriverDirectories): InPieces<(link: string) => boolean> {
  const shortNames = new Set<string>();
  let isComplete = true;
  yield* eachInPieces(directories.entries, ({ name, kind, link }) => {
    if (link !== null) shortNames.add(link);
    else if (kind === 'directory' && isLayerName(name)) isComplete = false;
  });
  return (link) => isComplete && !shortNames.has(link);
}
