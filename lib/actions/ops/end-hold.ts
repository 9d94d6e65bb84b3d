import { endHold, namesHold } from '../../demo/lease-copy.ts';
import { holdArguments, holdIdOf, holdLabel, isSame, ownerOf, refused, resourcesIn } from './lease-arguments.ts';
import { defineOp } from './op.ts';

/** Ends a hold, and has containerd collect what it alone kept. Its owner is looked for once more: one that came back has only this. */
export default defineOp({
  id: 'end-hold',
  args: holdArguments,
  risk: 'irreversible',
  batchSize: 1,
  pieces: [],
  guards: ['in-use', 'changed'],
  leaves: null,
  tools: [],
  simulated: {
    isThere: (copy, { namespace, id }) => namesHold(copy, namespace, id),
    perform: (copy, { namespace, id }, { recording }) => endHold(copy, recording, namespace, id),
  },
  title: ({ id }) => `End the hold of lease ${id}`,
  words: ({ id }) => ({ id }),
  containerd: (args) => {
    const { namespace, id } = args;
    const hold = holdIdOf(id);
    return {
      calls: [`Leases/Delete ${hold}`],
      async judge({ containerd, ask, seenOwner, runId }) {
        const there = await containerd.lease(namespace, hold);
        if (there === null) return { state: 'already', said: 'it has ended' };
        const isPlanned =
          args.createdAt === null ? there.labels['bilge/run'] === runId : there.createdAt === args.createdAt;
        if (there.labels[holdLabel] !== id || !isPlanned)
          return refused('changed', 'it is another one than when the plan was made; scan and plan again');
        if (!isSame((await resourcesIn(containerd, namespace, hold)) ?? [], args.resources))
          return refused('changed', 'it holds something else than when the plan was made; scan and plan again');
        const seen = await seenOwner(ownerOf(args));
        if (seen !== null) return refused('in-use', `${seen}; restore it instead`);
        if (args.owner === 'container' && (await ask(`/containers/${args.ownerId}/json`)) !== null)
          return refused('in-use', 'Docker knows its container now; restore it instead');
        return { state: 'go' };
      },
      perform: ({ containerd }) => containerd.deleteAndCollect(namespace, hold),
      probe: async ({ containerd }) =>
        (await containerd.lease(namespace, hold)) === null
          ? { state: 'done' }
          : { state: 'failed', said: 'it is still there' },
    };
  },
});
