import { type Fact, known, unknown } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { Leak, ProofStep } from '../../../domain/storage-report.ts';
import { storeFacts } from '../containerd/store-facts.ts';
import { type LeaseRow, storeView } from '../containerd/store-view.ts';
import { snapshotPath } from '../ledger/containerd-parts.ts';
import { isHexId } from '../ownership/layer-names.ts';
import type { Sizes } from './leak.ts';

/**
 * With containerd's image store Docker has no layer directories of its own, and containerd removes every directory that its
 * metadata does not name. What leaks there is metadata: a lease that Docker made for a container or a build and that outlived it
 * (docs/reference/containerd-on-disk.md#the-proof-that-a-lease-is-dead). Reported only: nothing removes one yet.
 */
export function containerdLeases(facts: HostFacts, sizes: Sizes): Fact<Leak[]> {
  const { engine, containerd } = facts.sections;
  if (engine.state === 'unknown') return engine;
  if (engine.value.imageStore !== 'containerd') return known([]);
  if (containerd.state === 'known' && containerd.value.root !== null && containerd.value.details === undefined)
    return ofOlderScan(facts, containerd.value.root);
  const needed = storeFacts(facts);
  if (needed.state === 'unknown') return needed;
  const { root } = needed.value;
  const view = storeView(
    needed.value,
    (snapshot) => sizes.find('containerd-root', snapshotPath(snapshot, root))?.bytes ?? null,
  );
  return known(
    view.leases.flatMap((row) => {
      const state = leakState(row);
      return state === null ? [] : [leakOf(row, state, root)];
    }),
  );
}

/** What ends by itself is no leak, and what is not of a form that Docker makes is someone's own. */
function leakState({ state, owner }: LeaseRow): Leak['state'] | null {
  if (owner.kind !== 'lease') return null;
  if (state === 'dead') return 'orphan';
  if (state === 'too-young') return state;
  return state === 'other-data-root' || state === 'unconfirmed' ? 'unconfirmed' : null;
}

function leakOf({ id, createdAt, aloneBytes, proof }: LeaseRow, state: Leak['state'], root: string): Leak {
  return leak({ name: id, path: root, bytes: aloneBytes, proof, state, identity: createdAt });
}

/** Its leases without what they hold, and without the age of the data root: candidates, and nothing is proven of them. */
function ofOlderScan(facts: HostFacts, root: string): Fact<Leak[]> {
  const { containerd, containersOnDisk, containers } = facts.sections;
  if (containerd.state === 'unknown') return containerd;
  if (containersOnDisk.state === 'unknown') return containersOnDisk;
  if (containers.state === 'unknown') return containers;
  const ids = new Set([...containersOnDisk.value, ...containers.value].map((container) => container.id));
  const without = containerd.value.leases.filter(
    ({ namespace, id }) => namespace === 'moby' && isHexId(id) && !ids.has(id),
  );
  const checked = 'This scan was made by an older Bilge and does not say what the lease holds. Scan this host again.';
  const bytes = unknown('not-collected', checked);
  const proof: ProofStep[] = [{ source: 'containerd leases', checked, against: true }];
  return known(
    without.map(({ id }) => leak({ name: id, path: root, bytes, proof, state: 'unconfirmed', identity: null })),
  );
}

function leak(own: Pick<Leak, 'name' | 'path' | 'bytes' | 'proof' | 'state' | 'identity'>): Leak {
  return {
    kind: 'containerd-lease',
    subvolume: null,
    owner: null,
    nested: [],
    since: null,
    removableLive: false,
    ...own,
  };
}
