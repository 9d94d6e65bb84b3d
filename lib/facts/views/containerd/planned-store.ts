import type { ContainerdLease } from '../../../domain/containerd-facts.ts';
import { type Fact, known, unknown } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { Measurement } from '../../../domain/measurement.ts';
import type { StoreSite } from '../../../domain/plan.ts';
import { sizesFrom } from '../leaks/leak.ts';
import { judgedStore } from './judged-store.ts';
import type { LeaseRow } from './lease-row.ts';
import type { StoreFacts } from './store-facts.ts';
import { storeIndex } from './store-index.ts';
import type { StoreView } from './store-view.ts';

/** containerd's store as the plans need it: judged, and each lease with what it holds. */
export interface PlannedStore {
  facts: StoreFacts;
  view: StoreView;
  leaseOf(row: LeaseRow): ContainerdLease | undefined;
  folders: ReadonlyMap<string, readonly string[]>;
}

/** Facts never change, and several plans ask for the same. */
const judged = new WeakMap<HostFacts, { measurements: readonly Measurement[]; store: Fact<PlannedStore> }>();

export function plannedStore({
  facts,
  measurements,
}: {
  facts: HostFacts;
  measurements: readonly Measurement[];
}): Fact<PlannedStore> {
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
