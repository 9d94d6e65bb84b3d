import { z } from 'zod';
import { looksOnly } from '../../demo/simulated-op.ts';
import { volumeName } from './engine-object.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'clear-nested-mounts',
  args: z.object({ name: volumeName, dataPath: z.string().startsWith('/') }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['engine-objects', 'subvolumes', 'volumes'],
  guards: ['in-use', 'identity', 'hidden-containers', 'busy', 'live-mounts'],
  leaves: null,
  tools: ['docker'],
  simulated: looksOnly,
  title: ({ name }) => `Unmount what a stopped Docker left mounted in volume ${name}`,
  words: ({ name, dataPath }) => ({ volume: name, dataPath }),
});
