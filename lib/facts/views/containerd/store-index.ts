import { type FolderUse, type RootUse, rootUse } from './root-in-use.ts';
import { bySnapshotter } from './snapshot-path.ts';
import type { StoreFacts } from './store-facts.ts';

/** What the proof looks up for each lease, gathered once: thousands of leases times thousands of snapshots would be too many looks. */
export interface StoreIndex {
  onDisk: ReadonlySet<string>;
  listed: ReadonlySet<string>;
  builds: ReadonlySet<string>;
  history: ReadonlySet<string>;
  /** `<namespace>/<id>` */
  tasks: ReadonlySet<string>;
  /** ids of the records that containerd has of running containers */
  running: ReadonlySet<string>;
  /** of what leases name, by `<snapshotter>/<key>`, which exist: their directories below CROOT, whichever kind they are of */
  folders: ReadonlyMap<string, readonly string[]>;
  /** a directory of a snapshot, or a part of a mount point → where that mount is */
  mounted: ReadonlyMap<string, string>;
  dataRootBegun: number | null;
  buildCacheBegun: number | null;
  rootUse: RootUse;
  /** what shows the folder in use that would hold the owner of a container's lease, and of a build's */
  containersUse: FolderUse;
  buildsUse: FolderUse;
}

export function storeIndex(facts: StoreFacts): StoreIndex {
  const { details, records, namespace } = facts;
  const own = records.namespaces.find(({ name }) => name === namespace);
  const workers = details.builds?.workers ?? [];
  return {
    onDisk: new Set(facts.onDisk.map(({ id }) => id)),
    listed: new Set(facts.listed.map(({ id }) => id)),
    builds: new Set(workers.flatMap((worker) => worker.records.map(({ id }) => id))),
    history: new Set(details.builds?.history ?? []),
    tasks: new Set(details.tasks),
    running: new Set(own?.containers.map(({ id }) => id)),
    folders: foldersOf(facts),
    mounted: mountedIn(facts),
    dataRootBegun: dataRootBegun(facts),
    buildCacheBegun: buildCacheBegun(facts),
    rootUse: rootUse(details, facts.gate.kind === 'running' ? (facts.daemon.daemons[0]?.startedSeconds ?? null) : null),
    containersUse: {
      what: 'the folder of the containers',
      made: ascending(facts.onDisk.map(({ config }) => secondsOf(config?.createdAt ?? null))),
      ended: ascending(facts.onDisk.map(({ config }) => secondsOf(config?.finishedAt ?? null))),
    },
    buildsUse: { what: 'the build cache', made: ascending(recordTimes(details.builds)), ended: [] },
  };
}

/** `id` is the number of the directory, not the one in the name (docs/reference/containerd-on-disk.md#the-databases). */
function foldersOf({ records, namespace, store }: StoreFacts): Map<string, string[]> {
  const recorded = bySnapshotter(store.snapshots);
  const own = records.namespaces.find(({ name }) => name === namespace);
  const leased = new Set<string>();
  for (const { leases } of records.namespaces)
    for (const { snapshots } of leases) for (const { key } of snapshots) leased.add(key);
  const found = new Map<string, string[]>();
  for (const { snapshotter, key, name } of own?.snapshots ?? []) {
    if (!leased.has(key)) continue;
    const number = name === null ? undefined : recorded.get(snapshotter)?.get(name)?.id;
    const kinds = number === undefined ? [] : ['snapshots', 'active', 'view'];
    found.set(
      `${snapshotter}/${key}`,
      kinds.map((kind) => `io.containerd.snapshotter.v1.${snapshotter}/${kind}/${number}`),
    );
  }
  return found;
}

const snapshotPath = /io\.containerd\.snapshotter\.v1\.[^/]+\/(?:snapshots|active|view)\/\d+/g;

/** lowerdir and upperdir of overlay, subvol of btrfs, and the directory itself bound somewhere; whatever stands before it. */
function mountedIn({ mounts, namespaceMounts }: StoreFacts): Map<string, string> {
  const found = new Map<string, string>();
  for (const table of [mounts, ...namespaceMounts.namespaces.map((each) => each.mounts)]) {
    for (const mount of table) {
      for (const part of mount.mountPoint.split('/')) if (part.length === 64) found.set(part, mount.mountPoint);
      const text = [mount.root, mount.source, mount.mountPoint, ...mount.superOptions, ...mount.options].join('\n');
      for (const path of text.match(snapshotPath) ?? []) found.set(path, mount.mountPoint);
    }
  }
  return found;
}

/**
 * The oldest that shows this data root in use. The modification time of `engine-id`, not its birth: a copy keeps it. The age of the
 * directory itself says nothing, since a mount brings its own.
 */
function dataRootBegun({ dataRoot, onDisk, details }: StoreFacts): number | null {
  const engineId = dataRoot.engineIdModifiedSeconds ?? null;
  if (engineId === null) return null;
  const containers = onDisk.map(({ config }) => secondsOf(config?.createdAt ?? null));
  return earliest([engineId, ...containers, ...recordTimes(details.builds)]);
}

/** After its folder was deleted BuildKit begins a new one: older leases are another cache's. */
function buildCacheBegun({ details: { builds } }: StoreFacts): number | null {
  const workers = builds?.workers.map(({ workerIdModifiedSeconds }) => workerIdModifiedSeconds) ?? [];
  return earliest([...workers, ...recordTimes(builds)]);
}

function recordTimes(builds: StoreFacts['details']['builds']): (number | null)[] {
  return builds?.workers.flatMap(({ records }) => records.map(({ createdAt }) => secondsOf(createdAt))) ?? [];
}

/** Docker's value for a container that never ended is of the year 1. */
function ascending(times: readonly (number | null)[]): number[] {
  return times.flatMap((time) => (time !== null && time > 0 ? [time] : [])).sort((one, other) => one - other);
}

function earliest(times: readonly (number | null)[]): number | null {
  let first: number | null = null;
  for (const time of times) if (time !== null && time > 0 && (first === null || time < first)) first = time;
  return first;
}

export function secondsOf(iso: string | null): number | null {
  const milliseconds = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}
