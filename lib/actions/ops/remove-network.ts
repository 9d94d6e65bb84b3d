import { z } from 'zod';
import { sh } from '../../shell/sh.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'remove-network',
  args: z.object({ id: z.string().regex(/^[0-9a-z]{25,64}$/), name: z.string() }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['engine-objects'],
  guards: ['in-use', 'engine'],
  leaves: null,
  tools: ['docker'],
  title: ({ name }) => `Remove network ${name}`,
  words: ({ id }) => sh`${id}`,
  request: ({ id }) => ({ method: 'DELETE', path: `/networks/${id}` }),
});
