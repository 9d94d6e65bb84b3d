import { z } from 'zod';
import { defineOp } from './op.ts';

const titles = {
  before: 'Note which directories Docker names, and whether all are there',
  canary:
    'Check after the first one that every image and container still has its directories; else put it back and go no further',
  after: 'Check that every image and container still has its directories; else put everything back',
} as const;

export default defineOp({
  id: 'check-references',
  args: z.object({ when: z.enum(['before', 'canary', 'after']) }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['check-references'],
  guards: [],
  leaves: null,
  tools: [],
  title: ({ when }) => titles[when],
  words: ({ when }) => ({ when }),
});
