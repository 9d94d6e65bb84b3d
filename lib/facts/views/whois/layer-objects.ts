import { mapFact } from '../../../domain/fact.ts';
import { leakStateWords } from '../../../domain/leak-words.ts';
import type { LayerRow, Leak, SubvolumeRow } from '../../../domain/storage-report.ts';
import {
  type KnownObject,
  namesOf,
  naming,
  reported,
  type Searched,
  stoppedContainers,
  type WhoisInput,
} from './known-object.ts';

/** Layer directories by every name that Docker's records have for them: directory, chain ID, diff ID, mount, overlay link, subvolume. */
export function layerObjects(input: WhoisInput): Searched[] {
  const { report } = input;
  const { engine } = input.facts.sections;
  // Then they are containerd's snapshots (containerd-objects.ts).
  if (engine.state === 'known' && engine.value.imageStore === 'containerd') return [];
  const aliases = layerAliases(input);
  const stopped = stoppedContainers(input);
  const leaks = new Map(report.leaks.map((leak) => [leak.name, leak]));
  return [
    {
      what: 'layer directories',
      objects: mapFact(reported(input, 'layers', report.layers), (rows) =>
        rows.map((row) => {
          const alias = aliases.get(row.name);
          return {
            kind: 'layer' as const,
            id: row.name,
            label: row.name,
            path: row.path,
            names: [row.name, ...(alias?.names ?? [])],
            paths: [row.path, ...(alias?.paths ?? [])],
            why: row.detail,
            bytes: row.bytes,
            ...ownerOf(row, row.kind === 'orphan' ? (leaks.get(row.name) ?? null) : null, stopped),
          };
        }),
      ),
    },
  ];
}

type Owned = Pick<KnownObject, 'owner' | 'freedBy' | 'remedies'>;

function ownerOf(row: LayerRow, leak: Leak | null, stopped: ReadonlySet<string>): Owned {
  const images = namesOf(row.images);
  const container = namesOf(row.containers);
  switch (row.kind) {
    case 'image':
      return row.images.length === 0
        ? {
            owner: 'a container or the build cache that is built on it',
            freedBy: 'Docker deletes it when nothing is built on it any more.',
            remedies: [],
          }
        : {
            owner: `image ${images}`,
            freedBy: `Docker deletes it when every image that has it is removed: ${images}.`,
            remedies: naming('prune-images', 'names', row.images),
          };
    case 'container':
    case 'init':
      return {
        owner: `container ${container}`,
        freedBy: `Docker deletes it when the container ${container} is removed.`,
        remedies: row.containers.every((name) => stopped.has(name))
          ? naming('prune-containers', 'names', row.containers)
          : [],
      };
    case 'build-cache':
      return {
        owner: 'the build cache',
        freedBy: 'Docker deletes it when its build cache is pruned and no later build uses it.',
        remedies: [],
      };
    case 'orphan':
      return unreferenced(row, leak);
    case 'leased':
    case 'other':
      return { owner: row.detail, freedBy: 'Its owner removes it.', remedies: [] };
    case 'unknown':
      return { owner: 'unknown', freedBy: 'Nothing: what is not proven unused is never removed.', remedies: [] };
  }
}

function unreferenced(row: LayerRow, leak: Leak | null): Owned {
  if (row.state !== 'orphan') {
    return {
      owner: 'unreferenced',
      freedBy: leakStateWords[row.state ?? 'unconfirmed'].about,
      remedies: [],
    };
  }
  // An init layer goes with its container's layer, under whose name the leak stands.
  const name = leak?.name ?? row.name;
  const needsStop = leak !== null && !leak.removableLive;
  return {
    owner: 'unreferenced: a leaked layer',
    freedBy: needsStop
      ? 'It can only be removed while Docker is stopped.'
      : 'Quarantine it (can be restored), or delete it now.',
    remedies: (['quarantine', 'delete'] as const).flatMap((mode) =>
      naming('remove-leaked-layers', 'names', [name], needsStop ? { mode, stopDocker: 'yes' } : { mode }),
    ),
  };
}

interface Aliases {
  names: string[];
  paths: string[];
}

function layerAliases({ facts, report }: WhoisInput): Map<string, Aliases> {
  const { layerdb, driverDirectories } = facts.sections;
  const found = new Map<string, Aliases>();
  const add = (layer: string | null, alias: Partial<Aliases>): void => {
    if (layer === null) return;
    const all = found.get(layer) ?? { names: [], paths: [] };
    all.names.push(...(alias.names ?? []));
    all.paths.push(...(alias.paths ?? []));
    found.set(layer, all);
  };
  if (layerdb.state === 'known') {
    const { path, chains, mounts } = layerdb.value;
    for (const { name, cacheId, diffId } of chains)
      add(cacheId, { names: [name, ...(diffId ? [diffId] : [])], paths: [`${path}/sha256/${name}`] });
    for (const { name, mountId } of mounts) add(mountId, { names: [name], paths: [`${path}/mounts/${name}`] });
  }
  if (driverDirectories.state === 'known') {
    const { path, links } = driverDirectories.value;
    for (const [link, target] of Object.entries(links)) add(target, { names: [link], paths: [`${path}/l/${link}`] });
  }
  const layers = new Set(report.layers.map(({ name }) => name));
  for (const { path, uuid } of report.subvolumes) {
    const layer = lastPart(path);
    if (layers.has(layer)) add(layer, { names: [uuid, path] });
  }
  return found;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Those that are no layer: volumes' own, nested Docker's, other people's. */
export function subvolumeObjects(input: WhoisInput): Searched {
  const layers = new Set(input.report.layers.map(({ name }) => name));
  return {
    what: 'btrfs subvolumes',
    objects: mapFact(reported(input, 'subvolumes', input.report.subvolumes), (rows) =>
      rows.filter(({ path }) => !layers.has(lastPart(path))).map(subvolumeObject),
    ),
  };
}

function subvolumeObject({ uuid, id, path, owner, exclusiveBytes }: SubvolumeRow): KnownObject {
  const isNested = owner.kind === 'nested-docker';
  return {
    kind: 'subvolume',
    id: uuid,
    label: path,
    path: null,
    names: [uuid, path, lastPart(path)],
    paths: [],
    owner: owner.kind === 'not-docker' ? 'not Docker' : owner.label || owner.kind,
    why: `Subvolume ${id} of its filesystem.`,
    bytes: exclusiveBytes,
    freedBy: isNested
      ? 'Cleaning the volume that holds this nested Docker data frees it with the rest.'
      : owner.kind === 'not-docker'
        ? 'Nothing here: Bilge removes nothing that is not Docker’s.'
        : 'Nothing that Bilge offers.',
    remedies: [],
  };
}
