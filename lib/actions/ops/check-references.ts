import { z } from 'zod';
import { sh } from '../../shell/sh.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'check-references',
  args: z.object({ when: z.enum(['before', 'after']) }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['check-references'],
  guards: [],
  leaves: null,
  tools: [],
  title: (args) =>
    args.when === 'before'
      ? 'Note which directories Docker names, and whether all are there'
      : 'Check that every image and container still has its directories; else put everything back',
  words: (args) => sh`${args.when}`,
});
