import { z } from 'zod';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'scrub',
  args: z.object({}),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['follow-process', 'btrfs-maintenance'],
  guards: ['filesystem', 'read-only', 'device-missing', 'busy'],
  leaves: null,
  tools: ['btrfs'],
  isOfWholeFilesystem: true,
  simulated: null,
  title: () => 'Read everything and verify checksums, at idle priority',
  words: () => ({}),
});
