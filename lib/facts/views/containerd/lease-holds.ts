import type { ContainerdLease } from '../../../domain/containerd-facts.ts';
import { type Fact, mapFact } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { leaseForm } from './lease-form.ts';
import type { Owned } from './lease-proof.ts';

/**
 * What Bilge holds in containerd's store instead of a dead lease (docs/reference/containerd-on-disk.md#how-dead-leases-are-freed). The truth is on the host:
 * the hold's labels say what it stands for, since when and until when.
 */
export interface LeaseHold {
  namespace: string;
  /** its own id */
  entry: string;
  /** id of the lease that it stands for */
  originalName: string;
  createdAt: string | null;
  /** ISO; null where the label is missing */
  setAsideAt: string | null;
  purgeAt: string | null;
  runId: string | null;
  /** what the lease held alone when it was held; null: not known then */
  bytes: number | null;
  lease: ContainerdLease;
  /** null: it is not of a form that Bilge holds, so it was not made by this action */
  form: Owned | null;
}

const original = 'bilge/original.';

/** Known and empty where Docker keeps no images in containerd. */
export function leaseHolds({ sections }: Pick<HostFacts, 'sections'>): Fact<LeaseHold[]> {
  return mapFact(sections.containerd, ({ details }) =>
    (details?.records?.namespaces ?? []).flatMap(({ name, leases }) =>
      leases.flatMap((lease) => holdOf(name, lease) ?? []),
    ),
  );
}

function holdOf(namespace: string, lease: ContainerdLease): LeaseHold | null {
  const { id, labels, createdAt } = lease;
  const originalName = labels['bilge/quarantine'];
  if (originalName === undefined) return null;
  const own = Object.entries(labels).filter(([key]) => key.startsWith(original) && key !== `${original}createdat`);
  const before = {
    ...lease,
    id: originalName,
    labels: Object.fromEntries(own.map(([key, value]) => [key.slice(original.length), value])),
  };
  const form = leaseForm(before, namespace.endsWith('_history'));
  const bytes = Number(labels['bilge/bytes'] ?? Number.NaN);
  return {
    namespace,
    entry: id,
    originalName,
    createdAt,
    setAsideAt: labels['bilge/at'] ?? null,
    purgeAt: labels['containerd.io/gc.expire'] ?? null,
    runId: labels['bilge/run'] ?? null,
    bytes: Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : null,
    lease,
    form:
      id === `bilge-${originalName}` &&
      (form.kind === 'container' || form.kind === 'build-record' || form.kind === 'history')
        ? form
        : null,
  };
}
