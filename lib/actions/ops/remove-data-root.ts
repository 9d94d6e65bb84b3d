import { z } from 'zod';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'remove-data-root',
  args: z.object({
    path: z.string().regex(/^\/[^\0\n]+[^/\0\n]$/, 'not an absolute path'),
    device: z.string().regex(/^\d+$/),
    inode: z.string().regex(/^\d+$/),
    contents: z.string().regex(/^\d+ \d+$/),
  }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: ['engine-objects', 'subvolumes', 'volumes', 'abandoned-stores', 'other-data-roots'],
  guards: ['identity', 'in-use', 'changed', 'live-mounts', 'busy'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ path }) => `Delete the data root ${path} with its containers and volumes`,
  words: ({ path, device, inode, contents }) => ({ path, device, inode, contents }),
});
