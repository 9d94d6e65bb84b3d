import type { PlanInput } from '../domain/action.ts';
import type { ContainerdLease } from '../domain/containerd-facts.ts';
import { type Fact, known, unknown } from '../domain/fact.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import type { Measurement } from '../domain/measurement.ts';
import type { PlanTarget, StepArguments, StoreSite } from '../domain/plan.ts';
import { judgedStore } from '../facts/views/containerd/judged-store.ts';
import { leaseForm } from '../facts/views/containerd/lease-form.ts';
import type { LeaseHold } from '../facts/views/containerd/lease-holds.ts';
import type { Owned } from '../facts/views/containerd/lease-proof.ts';
import type { LeaseRow } from '../facts/views/containerd/lease-row.ts';
import type { StoreFacts } from '../facts/views/containerd/store-facts.ts';
import { storeIndex } from '../facts/views/containerd/store-index.ts';
import type { StoreView } from '../facts/views/containerd/store-view.ts';
import { sizesFrom } from '../facts/views/leaks/leak.ts';
import { holdArguments, leaseArguments, wordsOf } from './ops/lease-arguments.ts';

/** containerd's store as the plans need it: judged, and each lease with what it holds. */
export interface PlannedStore {
  facts: StoreFacts;
  view: StoreView;
  leaseOf(row: LeaseRow): ContainerdLease | undefined;
  folders: ReadonlyMap<string, readonly string[]>;
}

/** Facts never change, and several plans ask for the same. */
const judged = new WeakMap<HostFacts, { measurements: readonly Measurement[]; store: Fact<PlannedStore> }>();

export function plannedStore({ facts, measurements }: PlanInput<unknown>): Fact<PlannedStore> {
  const before = judged.get(facts);
  if (before?.measurements === measurements) return before.store;
  const store = storeOf(facts, measurements);
  judged.set(facts, { measurements, store });
  return store;
}

function storeOf(facts: HostFacts, measurements: readonly Measurement[]): Fact<PlannedStore> {
  const judgement = judgedStore(facts, sizesFrom(measurements));
  if (judgement === null)
    return unknown('no-capability', 'Docker keeps its images itself on this host, not in containerd.');
  if (judgement.state === 'unknown') return judgement;
  const { facts: needed, view } = judgement.value;
  const leases = new Map(
    needed.records.namespaces.flatMap(({ name, leases: all }) => all.map((lease) => [`${name} ${lease.id}`, lease])),
  );
  return known({
    facts: needed,
    view,
    leaseOf: ({ namespace, id }) => leases.get(`${namespace} ${id}`),
    folders: storeIndex(needed).folders,
  });
}

/** Null where the store cannot be told well enough for a plan to be bound to it. */
export function storeSite({ root, details, daemon }: StoreFacts): StoreSite | null {
  const [dockerd] = daemon.daemons;
  const socket = socketOf(details.surroundings?.sockets ?? [], dockerd?.containerd ?? null);
  if (dockerd === undefined || socket === null || details.process === null || details.uuid === null) return null;
  return {
    root,
    socket,
    uuid: details.uuid,
    pid: details.process.pid,
    startedSeconds: details.process.startedSeconds,
    dockerdPid: dockerd.pid,
    dockerdStartedSeconds: dockerd.startedSeconds,
  };
}

/** That which dockerd was told, else the one by containerd's usual name; the others are for debugging and for its shims. */
function socketOf(sockets: readonly string[], told: string | null): string | null {
  const plain = told?.replace(/^unix:\/\//, '').replace(/^\/var\/run\//, '/run/') ?? null;
  if (plain !== null && sockets.includes(plain)) return plain;
  const usual = sockets.filter((path) => path.endsWith('/containerd.sock'));
  return usual.length === 1 ? (usual[0] ?? null) : null;
}

/** Null where what would identify it again is missing, or of a form that no step takes. */
export function leaseStepArguments(row: LeaseRow, store: PlannedStore, until: string): StepArguments | null {
  const lease = store.leaseOf(row);
  const form = lease === undefined ? null : leaseForm(lease, row.namespace === store.facts.history);
  if (lease === undefined || form === null || !isOwned(form)) return null;
  const args = {
    namespace: row.namespace,
    id: row.id,
    createdAt: row.createdAt,
    labels: Object.entries(lease.labels).map(([key, value]) => `${key}=${value}`),
    resources: resourceWords(lease),
    bytes: row.aloneBytes.state === 'known' ? row.aloneBytes.value : null,
    until,
    ...ownerWords(form, lease, store),
  };
  return leaseArguments.safeParse(args).success ? args : null;
}

export function holdStepArguments(hold: LeaseHold, store: PlannedStore): StepArguments | null {
  if (hold.form === null || hold.createdAt === null) return null;
  return checkedHold({
    namespace: hold.namespace,
    id: hold.originalName,
    createdAt: hold.createdAt,
    resources: resourceWords(hold.lease),
    ...ownerWords(hold.form, hold.lease, store),
  });
}

/** The hold that a step of the same run makes. */
export function madeHold({ namespace, id, resources, owner, ownerId, folders }: StepArguments): StepArguments | null {
  return checkedHold({ namespace, id, createdAt: null, resources, owner, ownerId, folders } as StepArguments);
}

function checkedHold(args: StepArguments): StepArguments | null {
  return holdArguments.safeParse(args).success ? args : null;
}

function ownerWords(form: Owned, { snapshots }: ContainerdLease, { folders }: PlannedStore) {
  return {
    owner: form.kind,
    ownerId: form.owner,
    folders: snapshots.flatMap(({ snapshotter, key }) => [...(folders.get(`${snapshotter}/${key}`) ?? [])]),
  };
}

function resourceWords({ content, snapshots, ingests, images }: ContainerdLease): string[] {
  return wordsOf([
    ...content.map((id) => ({ type: 'content', id })),
    ...snapshots.map(({ snapshotter, key }) => ({ type: `snapshots/${snapshotter}`, id: key })),
    ...ingests.map((id) => ({ type: 'ingests', id })),
    ...images.map((id) => ({ type: 'images', id })),
  ]);
}

export function isOwned(form: ReturnType<typeof leaseForm>): form is Owned {
  return form.kind === 'container' || form.kind === 'build-record' || form.kind === 'history';
}

export function leaseTarget(id: string): PlanTarget {
  return { kind: 'containerd-lease', id, label: id, owner: null };
}
