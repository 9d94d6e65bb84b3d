import { counted } from '../../../domain/format.ts';
import type { BuildkitSnapshots, LayerDatabase } from '../../../domain/layer-facts.ts';
import { eachInPieces, filterInPieces, type InPieces } from '../../../domain/slices.ts';
import type { MountEntry, NamespaceMounts } from '../../../domain/storage-facts.ts';
import type { OwnershipFacts } from './ownership-facts.ts';

/**
 * Every place that can name a layer directory (R1–R5 of docs/reference/docker-on-disk.md#where-references-live). The set is gathered
 * from what the daemon itself loads at its start and from what the kernel has mounted, never from `docker inspect`: the API knows
 * nothing of BuildKit's directories, of mounts that a build makes for a moment, or of containers that another driver left behind.
 *
 *   R1  layerdb/sha256/<chain>/cache-id            image layers; an entry with a strange name still counts
 *   R2  layerdb/mounts/<any name>/{mount-id,init-id}  containers, and builds under random names
 *   R3  layerdb/tmp/write-set-<n>/cache-id         a layer whose registration is about to end
 *   R4  buildkit/snapshots.db                      every bucket name and every `committed` value
 *   R5  mounts of every mount namespace, working directories, roots and open directories of processes, unpackers
 *
 * R6, `-removing` entries, are no references but belong to the engine (stale-removing.ts); R7, containers on disk, own their
 * layers through R2.
 */
interface Reference {
  source: string;
  by: string;
}

export const buildkitSource = 'BuildKit snapshots.db';

export interface LayerReferences {
  byDirectory: ReadonlyMap<string, readonly Reference[]>;
  /** each place that was looked at, and how much was read there, in the order of a proof */
  places: readonly { source: string; read: string }[];
}

export function* layerReferences(facts: OwnershipFacts): InPieces<LayerReferences> {
  const collected = new Map<string, Reference[]>();
  const present = new Set<string>();
  yield* eachInPieces(facts.directories.entries, (entry) => present.add(entry.name));
  const name: Name = (directory, source, by) => {
    if (directory === null || !present.has(directory)) return;
    const known = collected.get(directory);
    if (known === undefined) collected.set(directory, [{ source, by }]);
    else known.push({ source, by });
  };
  const places = [
    ...(yield* fromLayerDatabase(facts.layerdb, name)),
    yield* fromBuildkit(facts.buildkit, name),
    ...(yield* fromLiveUse(facts, name)),
  ];
  return { byDirectory: collected, places };
}

type Name = (directory: string | null, source: string, by: string) => void;

function* fromLayerDatabase(layerdb: LayerDatabase, name: Name): InPieces<LayerReferences['places'][number][]> {
  const chains = yield* filterInPieces(layerdb.chains, (chain) => !chain.isRemoving);
  yield* eachInPieces(chains, (chain) => name(chain.cacheId, 'layerdb cache-id', `image layer ${chain.name}`));
  yield* eachInPieces(layerdb.mounts, (mount) => {
    name(mount.mountId, 'layerdb mounts', `writable layer of ${mount.name}`);
    name(mount.initId, 'layerdb mounts', `init layer of ${mount.name}`);
    // An entry whose mount-id could not be read may be of the age when the directory carried the container's own id.
    if (mount.mountId === null) {
      name(mount.name, 'layerdb mounts', `entry ${mount.name} without a mount-id`);
      name(`${mount.name}-init`, 'layerdb mounts', `entry ${mount.name} without a mount-id`);
    }
  });
  for (const set of layerdb.writeSets) name(set.cacheId, 'layerdb tmp', `registration ${set.name}`);
  return [
    { source: 'layerdb cache-id', read: counted(chains.length, 'image layer') },
    {
      source: 'layerdb mounts',
      read: `${counted(layerdb.mounts.length, 'container or build entry', 'container or build entries')}`,
    },
    { source: 'layerdb tmp', read: counted(layerdb.writeSets.length, 'unfinished registration') },
  ];
}

function* fromBuildkit(buildkit: BuildkitSnapshots, name: Name): InPieces<LayerReferences['places'][number]> {
  const source = buildkitSource;
  if (!buildkit.exists) return { source, read: 'there is none, BuildKit was never used' };
  yield* eachInPieces(buildkit.buckets, (bucket) => {
    name(bucket.name, source, `record ${bucket.name}`);
    name(bucket.committed, source, `record ${bucket.name}`);
  });
  return { source, read: `${counted(buildkit.buckets.length, 'record')} of transaction ${buildkit.transactionId}` };
}

function* fromLiveUse(facts: OwnershipFacts, name: Name): InPieces<LayerReferences['places'][number][]> {
  const { namespaces, holders } = facts.namespaceMounts;
  let mountCount = 0;
  for (const namespace of namespaces) {
    mountCount += namespace.mounts.length;
    yield* eachInPieces(namespace.mounts, (mount) => nameMount(mount, namespace, facts, name));
  }
  for (const mount of facts.mounts) nameMount(mount, { pid: 1, command: 'the host' }, facts, name);
  for (const holder of holders) {
    for (const word of words(holder.path))
      name(word, 'processes', `${holder.kind} of process ${holder.pid} (${holder.command})`);
  }
  for (const argv of facts.unpackers) {
    for (const word of argv.flatMap(words)) name(word, 'processes', `unpacker ${argv[0] ?? ''}`);
  }
  return [
    {
      source: 'Mounts',
      read: `${counted(mountCount, 'mount')} of the data root in ${counted(namespaces.length, 'mount namespace')}`,
    },
    {
      source: 'Processes',
      read: `${counted(holders.length, 'process directory', 'process directories')} below the data root`,
    },
  ];
}

/**
 * A layer shows in a mount as the root inside the filesystem (btrfs and vfs bind it), as the mount point, or in overlay's
 * upperdir, workdir and lowerdir – there whole, relative, or as a short link when a chain is deep. So every path component of
 * every one of these is looked up, whatever stands around it.
 */
function nameMount(
  mount: MountEntry,
  where: Pick<NamespaceMounts['namespaces'][number], 'pid' | 'command'>,
  facts: OwnershipFacts,
  name: Name,
): void {
  const by = `mounted at ${mount.mountPoint} (seen by process ${where.pid}, ${where.command})`;
  for (const text of [mount.root, mount.mountPoint, mount.source, ...mount.superOptions]) {
    for (const word of words(text)) {
      name(word, 'Mounts', by);
      const target = Object.hasOwn(facts.directories.links, word) ? facts.directories.links[word] : undefined;
      if (target !== undefined) name(target, 'Mounts', by);
    }
  }
}

function words(path: string): string[] {
  return path.split(/[/:,=\s]/).filter((word) => word.length >= 25);
}
