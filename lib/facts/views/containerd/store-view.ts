import type { ContainerdLease, ContainerdNamespace } from '../../../domain/containerd-facts.ts';
import type { Fact } from '../../../domain/fact.ts';
import type { ProofStep } from '../../../domain/storage-report.ts';
import { type LeaseForm, leaseForm } from './lease-form.ts';
import { judgeLease } from './lease-proof.ts';
import type { StoreFacts } from './store-facts.ts';
import { type StoreGraph, storeGraph } from './store-graph.ts';
import { type StoreIndex, secondsOf, storeIndex } from './store-index.ts';
import { type OwnerClaim, type StoreOwner, storeOwners, unclaimed } from './store-owners.ts';
import { type StoreRefusal, storeRefusals } from './store-refusals.ts';
import { type Measured, type StoreSizes, storeSizes } from './store-sizes.ts';

/** The classes of docs/reference/containerd-on-disk.md#what-leaks-and-how that a lease can be of. */
export type LeaseClass =
  | 'failed-create'
  | 'container-lost'
  | 'build-record-lost'
  | 'history-lost'
  | 'data-root-lost'
  | 'build-cache-lost'
  | 'pull-unfinished'
  | 'load-unfinished'
  | 'expired';

export interface LeaseRow {
  namespace: string;
  id: string;
  createdAt: string | null;
  state:
    | 'kept'
    | 'dead'
    /** everything but the age of the data root says dead: shown, never offered */
    | 'other-data-root'
    | 'too-young'
    | 'unconfirmed'
    /** ends by itself at `until` */
    | 'unfinished'
    /** past its end, and not collected yet: containerd has no clock */
    | 'expired'
    /** ends with its build, or at the next start of dockerd */
    | 'temporary'
    | 'hold'
    | 'hidden-store'
    | 'other-namespace'
    | 'unknown';
  class: LeaseClass | null;
  owner: StoreOwner;
  until: string | null;
  aloneBytes: Fact<number>;
  /** it names nothing that is there */
  isEmpty: boolean;
  proof: ProofStep[];
}

export interface StoreView {
  refusals: StoreRefusal[];
  leases: LeaseRow[];
  graph: StoreGraph;
  sizes: StoreSizes;
  ownerOf(node: number): StoreOwner;
  /** what removing all dead leases frees */
  deadBytes(): Fact<number>;
}

export function storeView(facts: StoreFacts, measured: Measured): StoreView {
  const { records, store, details, now } = facts;
  const graph = storeGraph(records, now);
  const sizes = storeSizes(graph, records, { ...store, ingestBytes: details.ingestBytes }, measured);
  const refusals = storeRefusals(facts, graph.unknownLabels);
  const index = storeIndex(facts);
  const leases = records.namespaces.flatMap((space) =>
    space.leases.map((lease) => rowOf(lease, space, { facts, index, graph, sizes, refusals })),
  );
  // Planning does not ask for owners.
  let owners: ((node: number) => StoreOwner) | null = null;
  const ownerOf = (node: number): StoreOwner => {
    owners ??= storeOwners(graph, claims(facts, graph, leases));
    return owners(node);
  };
  const deadBytes = (): Fact<number> =>
    sizes.together(
      leases.filter(({ state }) => state === 'dead').map(({ namespace, id }) => graph.nodeOf('lease', namespace, id)),
    );
  return { refusals, leases, graph, sizes, ownerOf, deadBytes };
}

interface Context {
  facts: StoreFacts;
  index: StoreIndex;
  graph: StoreGraph;
  sizes: StoreSizes;
  refusals: StoreRefusal[];
}

function rowOf(lease: ContainerdLease, space: ContainerdNamespace, context: Context): LeaseRow {
  const { facts, graph, sizes } = context;
  const { id, createdAt } = lease;
  const form = leaseForm(lease, space.name === facts.history);
  const isEmpty = namedBy(lease, space, graph).length === 0;
  const aloneBytes = sizes.alone(graph.nodeOf('lease', space.name, id));
  const plain = {
    namespace: space.name,
    id,
    createdAt,
    class: null,
    owner: unclaimed,
    until: null,
    aloneBytes,
    isEmpty,
    proof: [],
  };
  if (space.name !== facts.namespace && space.name !== facts.history)
    return { ...plain, state: 'other-namespace', owner: { kind: 'other-namespace', name: space.name } };
  switch (form.kind) {
    case 'hold':
      return { ...plain, state: 'hold', owner: { kind: 'hold', name: id } };
    case 'graph-driver':
      return { ...plain, state: facts.engine.imageStore === 'containerd' ? 'hidden-store' : 'kept' };
    case 'unknown':
      return { ...plain, state: 'unknown' };
    case 'operation':
      return operationRow(plain, form, context);
    default:
      return ownedRow(plain, { lease, form, context });
  }
}

type PlainRow = Omit<LeaseRow, 'state'>;

function operationRow(
  row: PlainRow,
  form: Extract<LeaseForm, { kind: 'operation' }>,
  { facts: { now, gate }, graph, sizes }: Context,
): LeaseRow {
  const owner = { kind: 'unfinished' as const, name: row.id };
  if (form.until === null) return { ...row, state: 'temporary', owner };
  const until = new Date(form.until).toISOString();
  if (form.until < now) {
    const aloneBytes = sizes.unheld(graph.nodeOf('lease', row.namespace, row.id));
    return { ...row, state: 'expired', class: 'expired', until, aloneBytes };
  }
  // What the running dockerd began may be at work still.
  const created = secondsOf(row.createdAt);
  const isOver = gate.kind === 'running' && created !== null && created < gate.startedSeconds;
  const kind = form.operation === 'pull' ? 'pull-unfinished' : 'load-unfinished';
  return { ...row, state: 'unfinished', class: isOver && form.operation !== 'build' ? kind : null, owner, until };
}

interface OwnedLease {
  lease: ContainerdLease;
  form: Exclude<LeaseForm, { kind: 'hold' | 'graph-driver' | 'unknown' | 'operation' }>;
  context: Context;
}

function ownedRow(row: PlainRow, { lease, form, context: { facts, index, refusals } }: OwnedLease): LeaseRow {
  if (facts.engine.imageStore !== 'containerd') return { ...row, state: 'hidden-store' };
  const { state, proof } = judgeLease(lease, form, facts, index);
  if (state === 'kept') return { ...row, state, proof, owner: { kind: form.kind, name: form.owner } };
  const owner = { kind: 'lease' as const, name: row.id };
  if (state === 'other-data-root') {
    const lost = { container: 'data-root-lost', 'build-record': 'build-cache-lost', history: 'history-lost' } as const;
    return { ...row, state, proof, owner, class: lost[form.kind] };
  }
  if (state !== 'dead') return { ...row, state, proof, owner };
  const [refusal] = refusals;
  if (refusal === undefined) return { ...row, state, proof, owner, class: classOf(lease, form, index) };
  const against = { source: 'Refused', checked: refusal.excuse, against: true as const };
  return { ...row, state: 'unconfirmed', proof: [...proof, against], owner };
}

/** A create that failed never came to the container's own layer. */
function classOf(lease: ContainerdLease, form: OwnedLease['form'], { folders }: StoreIndex): LeaseClass {
  if (form.kind !== 'container') return form.kind === 'history' ? 'history-lost' : 'build-record-lost';
  const own = lease.snapshots.find(({ key }) => key === form.owner);
  return own !== undefined && folders.has(`${own.snapshotter}/${own.key}`) ? 'container-lost' : 'failed-create';
}

function namedBy(lease: ContainerdLease, { name }: ContainerdNamespace, graph: StoreGraph): number[] {
  return [
    ...lease.content.map((digest) => graph.nodeOf('content', name, digest)),
    ...lease.snapshots.map(({ snapshotter, key }) => graph.nodeOf('snapshot', name, `${snapshotter}/${key}`)),
    ...lease.ingests.map((ref) => graph.nodeOf('ingest', name, ref)),
    ...lease.images.map((image) => graph.nodeOf('image', name, image)),
  ].filter((node) => node >= 0);
}

function claims(
  { records, namespace, history }: StoreFacts,
  graph: StoreGraph,
  leases: readonly LeaseRow[],
): OwnerClaim[] {
  const spaces = new Map(records.namespaces.map((space) => [space.name, space]));
  const byNode = new Map(
    records.namespaces.flatMap(({ name, leases: all }) =>
      all.map((lease) => [graph.nodeOf('lease', name, lease.id), lease]),
    ),
  );
  const nodeOf = (row: LeaseRow) => graph.nodeOf('lease', row.namespace, row.id);
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
