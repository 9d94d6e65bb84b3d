import { z } from 'zod';
import { fullId } from './engine-object.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'restart-container',
  args: z.object({ id: fullId, name: z.string() }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['engine-objects'],
  guards: ['in-use'],
  leaves: null,
  tools: ['docker'],
  title: ({ name }) => `Restart container ${name}`,
  words: ({ id }) => ({ id }),
});
