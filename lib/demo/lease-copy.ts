import type { ContainerdLease, ContainerdNamespace } from '../domain/containerd-facts.ts';
import { reachable } from '../facts/views/containerd/reach.ts';
import { storeGraph } from '../facts/views/containerd/store-graph.ts';
import { change, type DemoCopy, freed } from './copy.ts';
import type { AsideNote } from './quarantined.ts';

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

export function endHold(copy: DemoCopy, namespace: string, id: string): DemoCopy {
  return dropLeases(copy, namespace, [holdOf(id)]);
}

/** And what nothing holds then, as containerd's collector does. */
export function dropLeases(copy: DemoCopy, namespace: string, ids: readonly string[]): DemoCopy {
  return collected(withLeases(copy, namespace, (leases) => leases.filter(({ id }) => !ids.includes(id))));
}

function collected(copy: DemoCopy): DemoCopy {
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
  const bytesOf = (all: typeof snapshots): number => all.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0);
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
  const inside = (space: ContainerdNamespace): ContainerdNamespace =>
    space.name === namespace ? { ...space, leases: how(space.leases) } : space;
  return change(copy, 'containerd', (value) => {
    const { details } = value;
    if (details === undefined || details.records === null) return value;
    return { ...value, details: { ...details, records: { namespaces: details.records.namespaces.map(inside) } } };
  });
}
