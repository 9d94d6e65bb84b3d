import { holdLease, namesLease } from '../../demo/lease-copy.ts';
import { ContainerdError } from '../../domain/errors.ts';
import {
  expireLabel,
  flatLabel,
  holdIdOf,
  holdLabel,
  isSame,
  labelsOf,
  leaseArguments,
  originalLabel,
  ownerOf,
  refused,
  resourcesIn,
  resourcesOf,
} from './lease-arguments.ts';
import { defineOp, type StoreTools } from './op.ts';
import { restored } from './restored-lease.ts';

/**
 * A dead lease is replaced by a hold of Bilge's with the same resources and an end date (docs/reference/containerd-on-disk.md#how-dead-leases-are-freed).
 * The hold is complete before the lease goes, so that at no moment anything is held by neither.
 */
export default defineOp({
  id: 'hold-lease',
  args: leaseArguments,
  risk: 'reversible',
  batchSize: 1,
  pieces: [],
  guards: ['in-use', 'changed', 'occupied'],
  // A hold ends at its date by itself, also on a host that was removed from the dashboard.
  leaves: null,
  tools: [],
  simulated: {
    isThere: (copy, { namespace, id }) => namesLease(copy, namespace, id),
    perform: (copy, args, { note }) => holdLease(copy, args, note),
  },
  title: ({ id }) => `Hold lease ${id}`,
  words: ({ id }) => ({ id }),
  containerd: (args) => {
    const { namespace, id } = args;
    const hold = holdIdOf(id);
    return {
      calls: [
        `Leases/Create ${hold} until ${args.until}`,
        `Leases/AddResource, ${args.resources.length} times`,
        `Leases/Delete ${id}`,
      ],
      async judge({ containerd, ask, seenOwner }) {
        const lease = await containerd.lease(namespace, id);
        if (lease === null) return { state: 'already', said: 'it is no longer there' };
        const seen = await seenOwner(ownerOf(args));
        if (seen !== null) return refused('in-use', seen);
        if (args.owner === 'container' && (await ask(`/containers/${args.ownerId}/json`)) !== null)
          return refused('in-use', 'Docker knows its container now');
        const labels = Object.entries(lease.labels).map(([key, value]) => `${key}=${value}`);
        if (lease.createdAt !== args.createdAt || !isSame(labels, args.labels))
          return refused('changed', 'it is another one than when the plan was made; scan and plan again');
        if (!isSame((await resourcesIn(containerd, namespace, id)) ?? [], args.resources))
          return refused('changed', 'it holds something else than when the plan was made; scan and plan again');
        const there = await containerd.lease(namespace, hold);
        if (there !== null && there.labels[holdLabel] !== id)
          return refused('occupied', `there is a lease ${hold} that is not a hold of it`);
        return { state: 'go' };
      },
      async perform({ containerd, runId, now }) {
        const labels = labelsOf(args.labels);
        const kept = Object.entries(labels).map(([key, value]) => [`${originalLabel}${key}`, value]);
        if ((await containerd.lease(namespace, hold)) === null)
          await containerd.create(namespace, hold, {
            ...Object.fromEntries(kept),
            [holdLabel]: id,
            'bilge/run': runId,
            'bilge/at': now,
            [`${originalLabel}createdat`]: args.createdAt,
            ...(args.bytes === null ? {} : { 'bilge/bytes': String(args.bytes) }),
            [expireLabel]: args.until,
            // Which parents and labels are followed depends on it.
            ...(flatLabel in labels ? { [flatLabel]: labels[flatLabel] ?? '' } : {}),
          });
        const held = new Set(await resourcesIn(containerd, namespace, hold));
        for (const [index, resource] of resourcesOf(args.resources).entries())
          if (!held.has(args.resources[index] ?? '')) await containerd.addResource(namespace, hold, resource);
        if (!(await isHeld(containerd)))
          throw new ContainerdError({
            status: 'other',
            message: `the hold ${hold} is not equal to the lease; nothing was deleted`,
          });
        await containerd.deleteAndCollect(namespace, id);
      },
      async probe({ containerd }) {
        const isGone = (await containerd.lease(namespace, id)) === null;
        if (!(await isHeld(containerd)))
          return {
            state: 'failed',
            said: isGone
              ? 'it is gone, and its hold is not what it should be'
              : 'it has no complete hold, so it was not deleted',
          };
        return isGone ? { state: 'done' } : { state: 'failed', said: 'it is still there beside its hold; plan again' };
      },
      undo: (store) => restored(store, { namespace, id, resources: args.resources }),
    };
    async function isHeld(containerd: StoreTools['containerd']): Promise<boolean> {
      const held = await resourcesIn(containerd, namespace, hold);
      return held !== null && isSame(held, args.resources);
    }
  },
});
