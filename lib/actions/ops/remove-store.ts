import { z } from 'zod';
import { fullId } from './engine-object.ts';
import { defineOp } from './op.ts';

export const removableStores = ['aufs', 'btrfs', 'overlay', 'overlay2', 'fuse-overlayfs', 'vfs'] as const;

export default defineOp({
  id: 'remove-store',
  args: z.object({ store: z.enum(removableStores), containers: z.array(fullId) }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: ['engine-objects', 'subvolumes', 'volumes', 'abandoned-stores'],
  guards: ['in-use', 'identity', 'live-mounts', 'busy'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ store, containers }) =>
    `Delete the ${store} store with ${containers.length} hidden ${containers.length === 1 ? 'container' : 'containers'}`,
  words: ({ store, containers }) => ({
    store,
    hiddenContainers: containers.length === 0 ? '-' : containers.join(','),
  }),
});
