import { z } from 'zod';
import { ContainerdError } from '../../domain/errors.ts';
import { collectCalls, collectNow, leaseNamespace, ownName } from './lease-arguments.ts';
import { defineOp } from './op.ts';
import { snapshotPath } from './stray-arguments.ts';

/**
 * Has containerd clean up its btrfs snapshotter once nothing is in its way any more. A collection cleans only those of which it removes something, so an empty
 * snapshot of Bilge's own is made and removed; the lease that is deleted after it waits for the collection.
 */
export default defineOp({
  id: 'collect-snapshots',
  args: z.object({
    namespace: leaseNamespace,
    /** directories of snapshots that waited, and are gone afterwards */
    waiting: z.array(snapshotPath).min(1),
  }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: [],
  guards: [],
  leaves: null,
  tools: [],
  simulated: null,
  title: () => 'Have containerd free what waited behind them',
  words: () => ({}),
  containerd: ({ namespace, waiting }) => ({
    calls: ['Snapshots/Prepare of an empty snapshot', 'Snapshots/Remove of the same', ...collectCalls],
    async judge({ seenDirectory }) {
      for (const path of waiting) if ((await seenDirectory(path)) !== null) return { state: 'go' };
      return { state: 'already', said: 'containerd has freed them' };
    },
    async perform(store) {
      const { containerd } = store;
      const own = ownName(store.runId);
      await containerd.prepareSnapshot(namespace, 'btrfs', own);
      try {
        await containerd.removeSnapshot(namespace, 'btrfs', own);
      } catch (error) {
        // Nothing holds it, so a collection of someone else may have been faster, which is as good.
        if (!(error instanceof ContainerdError) || error.status !== 'not-found') throw error;
      }
      await collectNow(namespace, store);
    },
    async probe({ seenDirectory }) {
      const left: string[] = [];
      for (const path of waiting) if ((await seenDirectory(path)) !== null) left.push(path);
      if (left.length === 0) return { state: 'done' };
      return {
        state: 'failed',
        said: `containerd kept ${left.length} of them: ${left.slice(0, 3).join(', ')}. Its log says why (journalctl -u containerd)`,
      };
    },
  }),
});
