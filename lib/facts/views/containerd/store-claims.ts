import type { ContainerdLease, ContainerdNamespace } from '../../../domain/containerd-facts.ts';
import type { LeaseRow } from './lease-row.ts';
import type { StoreFacts } from './store-facts.ts';
import type { StoreGraph } from './store-graph.ts';
import type { OwnerClaim, StoreOwner } from './store-owners.ts';

/** What a lease names of what is there. */
export function namedBy(lease: ContainerdLease, { name }: ContainerdNamespace, graph: StoreGraph): number[] {
  return [
    ...lease.content.map((digest) => graph.nodeOf('content', name, digest)),
    ...lease.snapshots.map(({ snapshotter, key }) => graph.snapshotNode(name, snapshotter, key)),
    ...lease.ingests.map((ref) => graph.nodeOf('ingest', name, ref)),
    ...lease.images.map((image) => graph.nodeOf('image', name, image)),
  ].filter((node) => node >= 0);
}

/** Who holds what, in the order in which it counts (store-owners.ts). */
export function claims(
  { records, namespace, history }: StoreFacts,
  graph: StoreGraph,
  leases: readonly Pick<LeaseRow, 'namespace' | 'id' | 'owner' | 'state'>[],
): OwnerClaim[] {
  const spaces = new Map(records.namespaces.map((space) => [space.name, space]));
  const byNode = new Map(
    records.namespaces.flatMap(({ name, leases: all }) =>
      all.map((lease) => [graph.nodeOf('lease', name, lease.id), lease]),
    ),
  );
  const nodeOf = (row: Pick<LeaseRow, 'namespace' | 'id'>) => graph.nodeOf('lease', row.namespace, row.id);
  const of = (...kinds: StoreOwner['kind'][]) =>
    leases
      .filter(({ owner }) => kinds.includes(owner.kind))
      .map((row) => ({ owner: row.owner, starts: [nodeOf(row)] }));
  const own = leases
    .filter(({ owner }) => owner.kind === 'container')
    .map((row): OwnerClaim => {
      const space = spaces.get(row.namespace);
      const lease = byNode.get(nodeOf(row));
      return {
        owner: row.owner,
        starts: space === undefined || lease === undefined ? [] : namedBy(lease, space, graph),
        isDirect: true,
      };
    });
  const images =
    spaces.get(namespace)?.images.map(({ name }) => ({
      owner: { kind: 'image' as const, name },
      starts: [graph.startOf('image', namespace, name)],
    })) ?? [];
  const inState = (...states: LeaseRow['state'][]): OwnerClaim[] =>
    leases
      .filter(({ state }) => states.includes(state))
      .map((row) => ({ owner: { kind: 'lease' as const, name: row.id }, starts: [nodeOf(row)] }));
  const dead = new Set(leases.filter(({ state }) => state === 'dead').map(nodeOf));
  const roots = {
    owner: { kind: 'root' as const, name: '' },
    starts: graph.edges[0]?.filter((node) => !dead.has(node)) ?? [],
  };
  const others = records.namespaces
    .filter(({ name }) => name !== namespace && name !== history)
    .map(({ name }) => ({
      owner: { kind: 'other-namespace' as const, name },
      starts: graph.objects
        .filter((each) => each.namespace === name)
        .map((each) => graph.nodeOf(each.type, name, each.key)),
    }));
  return [
    ...own,
    ...images,
    ...of('container'),
    ...of('build-record'),
    ...of('history'),
    ...of('unfinished'),
    ...of('hold'),
    ...inState('other-data-root', 'too-young', 'unconfirmed', 'unknown', 'hidden-store'),
    ...others,
    roots,
    // Last of what is held: so what is theirs is exactly what goes with all of them.
    ...inState('dead'),
    ...inState('expired'),
  ];
}
