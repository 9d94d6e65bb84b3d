import { z } from 'zod';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'write-daemon-configuration',
  args: z.object({
    path: z.string().startsWith('/'),
    /** what it said when planned, without blanks and line breaks; null = there was no file */
    before: z.string().nullable(),
    /** one line of JSON */
    content: z.string(),
  }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['container-logs'],
  guards: ['identity', 'changed'],
  leaves: 'the old file beside the new one, as daemon.json.bilge-RUN',
  tools: [],
  simulated: null,
  title: ({ path }) => `Write ${path}`,
  words: ({ path, before, content }) => ({ path, before: before ?? '-', content }),
});
