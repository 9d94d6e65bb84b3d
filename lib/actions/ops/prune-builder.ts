import { z } from 'zod';
import { fullId, volumeName } from './engine-object.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'prune-builder',
  args: z.object({ id: fullId, name: z.string(), volume: volumeName, all: z.boolean() }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['engine-objects', 'follow-process', 'builder-cache'],
  guards: ['changed', 'in-use'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ name }) => `Prune the build cache of ${name}`,
  words: ({ id, volume, all }) => ({ id, volume, all: all ? 'all' : '-' }),
});
