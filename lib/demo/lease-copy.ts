import type { ContainerdLease, ContainerdNamespace } from '../domain/containerd-facts.ts';
import { reachable } from '../facts/views/containerd/reach.ts';
import { snapshotPath } from '../facts/views/containerd/snapshot-path.ts';
import { storeGraph } from '../facts/views/containerd/store-graph.ts';
import { change, type DemoCopy, freed, measuredBytes } from './copy.ts';
import type { AsideNote } from './quarantined.ts';
import type { DemoRecording } from './recording.ts';

/** What the ops over containerd's leases do to the copy of a recorded host: leases come and go, and what they hold is what the views say. */
type Held = {
  namespace: string;
  id: string;
  createdAt: string;
  labels: readonly string[];
  bytes: number | null;
  until: string;
};

const holdOf = (id: string): string => `bilge-${id}`;

function leasesOf(copy: DemoCopy, namespace: string): readonly ContainerdLease[] {
  const { containerd } = copy.sections;
  const spaces = containerd.state === 'known' ? (containerd.value.details?.records?.namespaces ?? []) : [];
  return spaces.find(({ name }) => name === namespace)?.leases ?? [];
}

export function namesLease(copy: DemoCopy, namespace: string, id: string): boolean {
  return leasesOf(copy, namespace).some((lease) => lease.id === id);
}

export function namesHold(copy: DemoCopy, namespace: string, id: string): boolean {
  return namesLease(copy, namespace, holdOf(id));
}

export function holdLease(copy: DemoCopy, { namespace, id, createdAt, bytes, until }: Held, note: AsideNote): DemoCopy {
  return withLeases(copy, namespace, (leases) =>
    leases.map((lease) => {
      if (lease.id !== id) return lease;
      const original = Object.entries(lease.labels).map(([key, value]) => [`bilge/original.${key}`, value]);
      const flat = lease.labels['containerd.io/gc.flat'];
      const labels = {
        ...Object.fromEntries(original),
        'bilge/quarantine': id,
        'bilge/run': note.runId,
        'bilge/at': note.at,
        'bilge/original.createdat': createdAt,
        ...(bytes === null ? {} : { 'bilge/bytes': String(bytes) }),
        'containerd.io/gc.expire': until,
        ...(flat === undefined ? {} : { 'containerd.io/gc.flat': flat }),
      };
      return { ...lease, id: holdOf(id), createdAt: note.at, labels };
    }),
  );
}

export function restoreHold(copy: DemoCopy, namespace: string, id: string): DemoCopy {
  const prefix = 'bilge/original.';
  return withLeases(copy, namespace, (leases) =>
    leases.map((lease) => {
      if (lease.id !== holdOf(id)) return lease;
      const own = Object.entries(lease.labels).filter(
        ([key]) => key.startsWith(prefix) && key !== `${prefix}createdat`,
      );
      const labels = Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
      return { ...lease, id, createdAt: lease.labels[`${prefix}createdat`] ?? lease.createdAt, labels };
    }),
  );
}

export function endHold(copy: DemoCopy, recording: DemoRecording, namespace: string, id: string): DemoCopy {
  return dropLeases(copy, recording, namespace, [holdOf(id)]);
}

/** And what nothing holds then, as containerd's collector does. */
export function dropLeases(
  copy: DemoCopy,
  recording: DemoRecording,
  namespace: string,
  ids: readonly string[],
): DemoCopy {
  const left = withLeases(copy, namespace, (leases) => leases.filter(({ id }) => !ids.includes(id)));
  return collected(left, recording);
}

/** Docker gives up its lease of a container or of a build's record with it. */
export function dropOwned(copy: DemoCopy, recording: DemoRecording, owner: string): DemoCopy {
  return dropLeases(copy, recording, 'moby', [owner, `${owner}-variants`, `${owner}-view`]);
}

/** containerd knows an image by its names, and Docker by the digest that they point at. */
export function dropImage(copy: DemoCopy, recording: DemoRecording, digest: string): DemoCopy {
  const left = withNamespace(copy, 'moby', (space) => ({
    ...space,
    images: space.images.filter((each) => each.digest !== digest),
  }));
  return collected(left, recording);
}

function collected(copy: DemoCopy, recording: DemoRecording): DemoCopy {
  const { containerd } = copy.sections;
  const details = containerd.state === 'known' ? containerd.value.details : undefined;
  if (containerd.state === 'unknown' || details === undefined || details.records === null) return copy;
  const graph = storeGraph(details.records, Date.parse(copy.collectedAt));
  const held = reachable(graph.edges, [0]);
  const isHeld = (type: 'snapshot' | 'content', space: string, key: string): boolean =>
    held[graph.nodeOf(type, space, key)] === 1;
  const namespaces = details.records.namespaces.map((space) => ({
    ...space,
    content: space.content.filter(({ digest }) => isHeld('content', space.name, digest)),
    snapshots: space.snapshots.filter(({ snapshotter, key }) =>
      isHeld('snapshot', space.name, `${snapshotter}/${key}`),
    ),
  }));
  const names = new Set(
    namespaces.flatMap((each) => each.snapshots.map(({ snapshotter, name }) => `${snapshotter} ${name}`)),
  );
  const snapshots = containerd.value.snapshots.filter(({ snapshotter, key }) => names.has(`${snapshotter} ${key}`));
  const blobs = (spaces: readonly ContainerdNamespace[]): number => {
    const sizes = new Map(
      spaces.flatMap((each) => each.content.map(({ digest, sizeBytes }) => [digest, sizeBytes ?? 0])),
    );
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  };
  const root = containerd.value.root ?? '';
  const bytesOf = (all: typeof snapshots): number =>
    all.reduce(
      (sum, each) => sum + (each.sizeBytes ?? measuredBytes(recording, 'containerd-root', snapshotPath(each, root))),
      0,
    );
  const gone =
    blobs(details.records.namespaces) - blobs(namespaces) + bytesOf(containerd.value.snapshots) - bytesOf(snapshots);
  const next = change(copy, 'containerd', (value) => ({
    ...value,
    snapshots,
    contentBytes: value.contentBytes === null ? null : blobs(namespaces),
    details: { ...details, records: { namespaces } },
  }));
  return freed(next, gone);
}

function withLeases(
  copy: DemoCopy,
  namespace: string,
  how: (leases: ContainerdLease[]) => ContainerdLease[],
): DemoCopy {
  return withNamespace(copy, namespace, (space) => ({ ...space, leases: how(space.leases) }));
}

function withNamespace(
  copy: DemoCopy,
  namespace: string,
  how: (space: ContainerdNamespace) => ContainerdNamespace,
): DemoCopy {
  return change(copy, 'containerd', (value) => {
    const { details } = value;
    if (details === undefined || details.records === null) return value;
    const namespaces = details.records.namespaces.map((space) => (space.name === namespace ? how(space) : space));
    // The same leases, as they are listed beside what each holds.
    const leases = namespaces.flatMap((space) =>
      space.leases.map(({ id, createdAt }) => ({ namespace: space.name, id, createdAt })),
    );
    return { ...value, leases, details: { ...details, records: { namespaces } } };
  });
}
