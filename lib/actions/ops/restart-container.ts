import { z } from 'zod';
import { fullId } from './engine-object.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'restart-container',
  // `frees`: bytes that the disk gets back when it stops; 0 in plans that were stored without it.
  args: z.object({ id: fullId, name: z.string(), frees: z.number().int().nonnegative().default(0) }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['engine-objects'],
  guards: ['in-use', 'no-space'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ name }) => `Restart container ${name}`,
  words: ({ id, frees }) => ({ id, frees: String(frees) }),
});
