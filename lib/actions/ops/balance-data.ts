import { z } from 'zod';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'balance-data',
  args: z.object({ usage: z.number().int().min(0).max(100) }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['follow-process', 'btrfs-maintenance'],
  guards: ['filesystem', 'read-only', 'device-missing', 'busy'],
  leaves: null,
  tools: ['btrfs'],
  isOfWholeFilesystem: true,
  simulated: null,
  title: ({ usage }) =>
    usage === 0
      ? 'Return empty data chunks to unallocated space'
      : `Merge data chunks that are less than ${usage}% full`,
  words: ({ usage }) => ({ usage }),
});
