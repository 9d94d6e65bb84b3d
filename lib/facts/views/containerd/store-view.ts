import type { ContainerdLease, ContainerdNamespace, ContainerdRecords } from '../../../domain/containerd-facts.ts';
import type { Fact } from '../../../domain/fact.ts';
import { atOnce, eachInPieces, type InPieces, mapInPieces } from '../../../domain/slices.ts';
import { type LeaseForm, leaseForm } from './lease-form.ts';
import { judgeLease } from './lease-proof.ts';
import type { LeaseClass, LeaseRow } from './lease-row.ts';
import { dominatorsInPieces } from './reach.ts';
import { claims, namedBy } from './store-claims.ts';
import type { StoreFacts } from './store-facts.ts';
import { type StoreGraph, storeGraphInPieces } from './store-graph.ts';
import { type StoreIndex, secondsOf, storeIndex } from './store-index.ts';
import { type StoreOwner, storeOwners, unclaimed } from './store-owners.ts';
import { type StoreRefusal, storeRefusals } from './store-refusals.ts';
import { type Measured, type StoreSizes, storeSizesInPieces } from './store-sizes.ts';

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
  return atOnce(storeViewInPieces(facts, measured));
}

export function* storeViewInPieces(facts: StoreFacts, measured: Measured): InPieces<StoreView> {
  const { refusals, leases: verdicts, graph, above, ownerOf } = yield* judgementOf(facts);
  const store = { ...facts.store, ingestBytes: facts.details.ingestBytes };
  const sizes = yield* storeSizesInPieces(graph, above, { records: facts.records, store, measured });
  const leases = yield* mapInPieces(verdicts, (row): LeaseRow => ({ ...row, aloneBytes: aloneOf(row, graph, sizes) }));
  const deadBytes = (): Fact<number> =>
    sizes.together(
      leases.filter(({ state }) => state === 'dead').map(({ namespace, id }) => graph.nodeOf('lease', namespace, id)),
    );
  return { refusals, leases, graph, sizes, ownerOf, deadBytes };
}

/** What its end took the hold from is what it alone held. */
function aloneOf({ namespace, id, state }: JudgedLease, graph: StoreGraph, sizes: StoreSizes): Fact<number> {
  const node = graph.nodeOf('lease', namespace, id);
  return state === 'expired' ? sizes.unheld(node) : sizes.alone(node);
}

/** All that no measurement changes. */
interface Judgement extends Pick<StoreView, 'refusals' | 'graph' | 'ownerOf'> {
  leases: JudgedLease[];
  /** the dominators of the graph */
  above: Int32Array;
}

type JudgedLease = Omit<LeaseRow, 'aloneBytes'>;

/** Facts never change: a scan is judged for its report, for what to measure and for each look-up, and the judgement goes with them. */
const judged = new WeakMap<StoreFacts, Judgement>();

function* judgementOf(facts: StoreFacts): InPieces<Judgement> {
  const kept = judged.get(facts);
  if (kept !== undefined) return kept;
  const { records, now } = facts;
  const { graph, above } = yield* graphOf(records, now);
  const refusals = storeRefusals(facts, graph.unknownLabels);
  yield;
  const index = storeIndex(facts);
  yield;
  const leases: JudgedLease[] = [];
  for (const space of records.namespaces)
    yield* eachInPieces(space.leases, (lease) => leases.push(rowOf(lease, space, { facts, index, graph, refusals })));
  // Planning does not ask for owners.
  let owners: ((node: number) => StoreOwner) | null = null;
  const ownerOf = (node: number): StoreOwner => {
    owners ??= storeOwners(graph, claims(facts, graph, leases));
    return owners(node);
  };
  const judgement = { refusals, leases, graph, above, ownerOf };
  judged.set(facts, judgement);
  return judgement;
}

interface MadeGraph extends Pick<Judgement, 'graph' | 'above'> {
  now: number;
}

/** Scans in which the database was the same have the same records (lib/facts/parsers/containerd/known-databases.ts). */
const graphs = new WeakMap<ContainerdRecords, MadeGraph>();

function* graphOf(records: ContainerdRecords, now: number): InPieces<MadeGraph> {
  const before = graphs.get(records);
  if (before !== undefined && before.now <= now && now <= before.graph.sameUntil) return before;
  const graph = yield* storeGraphInPieces(records, now);
  const made = { graph, above: yield* dominatorsInPieces(graph.edges), now };
  graphs.set(records, made);
  return made;
}

interface Context {
  facts: StoreFacts;
  index: StoreIndex;
  graph: StoreGraph;
  refusals: StoreRefusal[];
}

function rowOf(lease: ContainerdLease, space: ContainerdNamespace, context: Context): JudgedLease {
  const { facts, graph } = context;
  const { id, createdAt } = lease;
  const form = leaseForm(lease, space.name === facts.history);
  const isEmpty = namedBy(lease, space, graph).length === 0;
  const plain = {
    namespace: space.name,
    id,
    createdAt,
    class: null,
    owner: unclaimed,
    until: null,
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

type PlainRow = Omit<JudgedLease, 'state'>;

function operationRow(
  row: PlainRow,
  form: Extract<LeaseForm, { kind: 'operation' }>,
  { facts: { now, gate } }: Context,
): JudgedLease {
  const owner = { kind: 'unfinished' as const, name: row.id };
  if (form.until === null) return { ...row, state: 'temporary', owner };
  const until = new Date(form.until).toISOString();
  if (form.until < now) return { ...row, state: 'expired', class: 'expired', until };
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

function ownedRow(row: PlainRow, { lease, form, context: { facts, index, refusals } }: OwnedLease): JudgedLease {
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
