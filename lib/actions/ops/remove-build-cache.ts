import { z } from 'zod';
import { sh } from '../../shell/sh.ts';
import { buildCacheId } from './engine-object.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'remove-build-cache',
  args: z.object({ id: buildCacheId, label: z.string() }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['engine-objects'],
  guards: ['in-use', 'engine'],
  leaves: null,
  tools: ['docker'],
  title: ({ label }) => `Remove build cache record ${label}`,
  words: ({ id }) => sh`${id}`,
  request: ({ id }) => ({
    method: 'POST',
    path: '/build/prune',
    query: { all: true, filters: JSON.stringify({ id: [id] }) },
  }),
});
