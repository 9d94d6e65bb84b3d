import { z } from 'zod';
import { dropLeases, namesLease } from '../../demo/lease-copy.ts';
import { collectCalls, collectNow, leaseId, leaseNamespace } from './lease-arguments.ts';
import { defineOp } from './op.ts';

/**
 * Has containerd collect: it has no clock, so leases past their end stay on an idle host (docs/reference/containerd-on-disk.md#leases-of-docker). Deleting
 * any lease makes it run, so one of Bilge's own that holds nothing is made and deleted. What is collected is containerd's own decision.
 */
export default defineOp({
  id: 'collect-garbage',
  args: z.object({ namespace: leaseNamespace, ids: z.array(leaseId).min(1) }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: [],
  guards: [],
  leaves: null,
  tools: [],
  simulated: {
    isThere: (copy, { namespace, ids }) => ids.some((id) => namesLease(copy, namespace, id)),
    perform: (copy, { namespace, ids }, { recording }) => dropLeases(copy, recording, namespace, ids),
  },
  title: ({ ids }) =>
    `Have containerd collect ${ids.length === 1 ? '1 lease' : `${ids.length} leases`} past ${ids.length === 1 ? 'its' : 'their'} end`,
  words: () => ({}),
  containerd: ({ namespace, ids }) => ({
    calls: collectCalls,
    async judge({ containerd }) {
      for (const id of ids) if ((await containerd.lease(namespace, id)) !== null) return { state: 'go' };
      return { state: 'already', said: 'containerd has collected them' };
    },
    perform: (store) => collectNow(namespace, store),
    async probe({ containerd }) {
      const left: string[] = [];
      for (const id of ids) if ((await containerd.lease(namespace, id)) !== null) left.push(id);
      if (left.length === 0) return { state: 'done' };
      return {
        state: 'failed',
        said: `containerd kept ${left.length} of them: ${left.slice(0, 3).join(', ')}; see its log`,
      };
    },
  }),
});
