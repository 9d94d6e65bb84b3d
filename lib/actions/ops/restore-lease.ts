import { namesHold, restoreHold } from '../../demo/lease-copy.ts';
import { holdArguments, holdIdOf, holdLabel, isSame, refused, resourcesIn } from './lease-arguments.ts';
import { defineOp } from './op.ts';
import { lookRestored, restoreLease } from './restored-lease.ts';

/** Undo of a hold. Whether its owner is there does not matter: with its lease back everything is as it was. */
export default defineOp({
  id: 'restore-lease',
  args: holdArguments,
  risk: 'reversible',
  batchSize: 1,
  pieces: [],
  guards: ['changed', 'occupied'],
  leaves: null,
  tools: [],
  simulated: {
    isThere: (copy, { namespace, id }) => namesHold(copy, namespace, id),
    perform: (copy, { namespace, id }) => restoreHold(copy, namespace, id),
  },
  title: ({ id }) => `Restore lease ${id}`,
  words: ({ id }) => ({ id }),
  containerd: (args) => {
    const { namespace, id, resources } = args;
    return {
      calls: [`Leases/Create ${id}`, `Leases/AddResource, ${resources.length} times`, `Leases/Delete ${holdIdOf(id)}`],
      async judge({ containerd }) {
        const hold = await containerd.lease(namespace, holdIdOf(id));
        if (hold === null) return { state: 'already', said: 'its hold is no longer there' };
        if (hold.labels[holdLabel] !== id || (args.createdAt !== null && hold.createdAt !== args.createdAt))
          return refused('changed', 'its hold is another one than when the plan was made; scan and plan again');
        if (!isSame((await resourcesIn(containerd, namespace, holdIdOf(id))) ?? [], resources))
          return refused('changed', 'its hold holds something else than when the plan was made; scan and plan again');
        // Killed between the two an earlier run may have left a part of it.
        const there = await resourcesIn(containerd, namespace, id);
        if (there?.some((word) => !resources.includes(word)))
          return refused('occupied', 'there is a lease of that id that holds something else');
        return { state: 'go' };
      },
      perform: (store) => restoreLease(store, { namespace, id, resources }),
      probe: (store) => lookRestored(store, { namespace, id, resources }),
    };
  },
});
