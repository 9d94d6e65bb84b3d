import { ContainerdError } from '../../domain/errors.ts';
import { holdIdOf, isSame, originalLabel, resourcesIn, resourcesOf, restoredLabel } from './lease-arguments.ts';
import type { EngineOutcome, StoreTools } from './op.ts';

export interface HeldLease {
  namespace: string;
  id: string;
  resources: readonly string[];
}

/** The lease as it was, from its hold. It is complete before the hold goes. A lost answer is left to `lookRestored`. */
export async function restoreLease({ containerd }: StoreTools, { namespace, id, resources }: HeldLease): Promise<void> {
  const hold = await containerd.lease(namespace, holdIdOf(id));
  if (hold === null) throw new ContainerdError({ status: 'not-found', message: `there is no hold ${holdIdOf(id)}` });
  const labels = Object.entries(hold.labels)
    .filter(([key]) => key.startsWith(originalLabel) && key !== `${originalLabel}createdat`)
    .map(([key, value]) => [key.slice(originalLabel.length), value]);
  if ((await containerd.lease(namespace, id)) === null)
    // The new lease is as young as this run; its age is judged by the first one's.
    await containerd.create(namespace, id, {
      ...(hold.createdAt === null
        ? {}
        : { [restoredLabel]: hold.labels[`${originalLabel}createdat`] ?? hold.createdAt }),
      ...Object.fromEntries(labels),
    });
  const held = new Set(await resourcesIn(containerd, namespace, id));
  for (const [index, resource] of resourcesOf(resources).entries())
    if (!held.has(resources[index] ?? '')) await containerd.addResource(namespace, id, resource);
  if (!isSame((await resourcesIn(containerd, namespace, id)) ?? [], resources))
    throw new ContainerdError({ status: 'other', message: `the lease ${id} is not equal to its hold, which is kept` });
  await containerd.deleteAndCollect(namespace, holdIdOf(id));
}

export async function lookRestored(
  { containerd }: StoreTools,
  { namespace, id, resources }: HeldLease,
): Promise<EngineOutcome> {
  const back = await resourcesIn(containerd, namespace, id);
  if (back === null || !isSame(back, resources))
    return { state: 'failed', said: 'it is not back as it was; its hold is kept' };
  if ((await containerd.lease(namespace, holdIdOf(id))) !== null)
    return { state: 'failed', said: 'it is back, and its hold is still there; plan again' };
  return { state: 'done' };
}

export async function restored(store: StoreTools, lease: HeldLease): Promise<EngineOutcome> {
  await restoreLease(store, lease);
  return lookRestored(store, lease);
}
