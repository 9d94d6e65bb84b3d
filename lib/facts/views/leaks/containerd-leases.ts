import { type Fact, known, unknown } from '../../../domain/fact.ts';
import { formatMoment } from '../../../domain/format.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { Leak, ProofStep } from '../../../domain/storage-report.ts';
import { type JudgedStore, leakState } from '../containerd/judged-store.ts';
import type { LeaseRow } from '../containerd/lease-row.ts';
import { isHexId } from '../ownership/layer-names.ts';

/**
 * With containerd's image store Docker has no layer directories of its own, and containerd removes every directory that its
 * metadata does not name. What leaks there is metadata: a lease that Docker made for a container or a build and that outlived it
 * (docs/reference/containerd-on-disk.md#the-proof-that-a-lease-is-dead).
 */
export function containerdLeases(facts: HostFacts, judged: Fact<JudgedStore> | null): Fact<Leak[]> {
  if (judged === null) return known([]);
  if (judged.state === 'known') {
    const { facts: needed, view } = judged.value;
    return known(
      view.leases.flatMap((row) => {
        const state = leakState(row);
        return state === null ? [] : [leakOf(row, state, needed.root)];
      }),
    );
  }
  const { containerd } = facts.sections;
  const isOlder =
    containerd.state === 'known' && containerd.value.root !== null && containerd.value.details === undefined;
  return isOlder ? ofOlderScan(facts, containerd.value.root ?? '') : judged;
}

function leakOf(row: LeaseRow, state: Leak['state'], root: string): Leak {
  const { id, createdAt, aloneBytes } = row;
  const proof = state === 'unfinished' ? [endOf(row)] : row.proof;
  // Past its end it holds nothing in the eyes of containerd, which removes what it held at its next collection.
  return leak({ name: id, path: root, bytes: aloneBytes, proof, state, identity: createdAt });
}

const operationWords: Partial<Record<NonNullable<LeaseRow['class']>, string>> = {
  'pull-unfinished': 'A pull',
  'load-unfinished': 'A load, import or push',
};

function endOf({ state, class: kind, until }: LeaseRow): ProofStep {
  const what = operationWords[kind ?? 'expired'] ?? 'A pull, load or build';
  const end = until === null ? 'its end' : formatMoment(until);
  const checked =
    state === 'expired'
      ? `${what} was cut off and ended ${end}. containerd has no clock: it removes what this kept at its next collection, which any removal of an image or container starts.`
      : `${what} was cut off. containerd keeps what it brought until ${end}.`;
  return { source: 'containerd leases', checked };
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
    // containerd drops what nothing else holds while everything runs.
    removableLive: own.state === 'orphan',
    ...own,
  };
}
