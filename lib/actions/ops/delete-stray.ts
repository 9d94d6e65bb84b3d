import { z } from 'zod';
import { refused } from './lease-arguments.ts';
import { defineOp } from './op.ts';
import { snapshotPath } from './stray-arguments.ts';

/**
 * Deletes a subvolume that containerd's btrfs snapshotter forgot (docs/reference/containerd-on-disk.md#strays-of-btrfs-and-native). The plan proved it
 * from the databases, and that stays true while the same containerd runs, because no number is given out twice: the run ends where another one
 * does. What can change is what lies at the path, so the subvolume is told by its uuid.
 */
export default defineOp({
  id: 'delete-stray',
  args: z.object({
    path: snapshotPath,
    uuid: z.string().regex(/^[0-9a-f-]{36}$/),
    /** Of one that blocks the collector: containerd's next try copies this, so without it the way would stay blocked. */
    original: snapshotPath.nullable(),
  }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: [],
  guards: ['in-use', 'changed'],
  leaves: null,
  tools: ['btrfs'],
  simulated: null,
  title: ({ path }) => `Delete the stray subvolume ${path}`,
  words: ({ path }) => ({ path }),
  containerd: ({ path, uuid, original }) => ({
    calls: [`btrfs subvolume delete of ${path} (${uuid}), on the host`],
    async judge({ seenDirectory }) {
      const seen = await seenDirectory(path);
      if (seen === null) return { state: 'already', said: 'it is no longer there' };
      if (seen.uuid !== uuid)
        return refused('changed', 'it is another subvolume than when the plan was made; scan and plan again');
      if (seen.inUse !== null) return refused('in-use', seen.inUse);
      if (original !== null && (await seenDirectory(original)) === null)
        return refused('changed', `${original} is gone, so containerd’s collector would stay blocked; scan again`);
      return { state: 'go' };
    },
    perform: ({ deleteSubvolume }) => deleteSubvolume(path, uuid),
    async probe({ seenDirectory }) {
      return (await seenDirectory(path)) === null
        ? { state: 'done' }
        : { state: 'failed', said: 'it is still there; see the kernel log of the host' };
    },
  }),
});
