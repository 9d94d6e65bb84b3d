import type { ContainerdLease } from '../domain/containerd-facts.ts';
import type { PlanTarget, SkippedObject, StepArguments } from '../domain/plan.ts';
import { leaseForm } from '../facts/views/containerd/lease-form.ts';
import type { LeaseHold } from '../facts/views/containerd/lease-holds.ts';
import type { Owned } from '../facts/views/containerd/lease-proof.ts';
import type { LeaseRow } from '../facts/views/containerd/lease-row.ts';
import type { PlannedStore } from '../facts/views/containerd/planned-store.ts';
import { skip } from './candidates.ts';
import { missingNames } from './names-param.ts';
import { holdArguments, leaseArguments, wordsOf } from './ops/lease-arguments.ts';

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

function isOwned(form: ReturnType<typeof leaseForm>): form is Owned {
  return form.kind === 'container' || form.kind === 'build-record' || form.kind === 'history';
}

export function leaseTarget(id: string): PlanTarget {
  return { kind: 'containerd-lease', id, label: id, owner: null };
}

/** What was named and is no lease of containerd. */
export function unknownLeases(names: string[] | 'all', { view }: PlannedStore): SkippedObject[] {
  return missingNames(names, new Set(view.leases.map(({ id }) => id))).map((name) => {
    const bytes = { state: 'unknown', reason: 'not-collected', detail: 'No lease has that id.' } as const;
    const excuse = 'No lease of containerd has that id on this host; it may have been removed already.';
    return skip({ target: leaseTarget(name), bytes }, 'not-found', excuse);
  });
}
