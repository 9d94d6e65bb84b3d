import { z } from 'zod';
import { sh } from '../../shell/sh.ts';
import { fullId } from './engine-object.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'remove-container',
  args: z.object({ id: fullId, name: z.string(), finishedAt: z.string().nullable() }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: ['engine-objects'],
  guards: ['in-use', 'changed', 'engine'],
  leaves: null,
  tools: ['docker'],
  title: ({ name }) => `Remove container ${name}`,
  words: ({ id, finishedAt }) => sh`${[id, finishedAt ?? '-']}`,
  // Anonymous volumes stay: they are data, and cleaning never rides on another action (G1).
  request: ({ id }) => ({ method: 'DELETE', path: `/containers/${id}`, query: { v: false, force: false } }),
});
