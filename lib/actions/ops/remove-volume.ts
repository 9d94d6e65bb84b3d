import { z } from 'zod';
import { lists } from '../../demo/copy.ts';
import { removeVolume } from '../../demo/engine-copy.ts';
import { volumeName } from './engine-object.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'remove-volume',
  /** emptied: the subvolumes in it were deleted by earlier steps of the same plan */
  args: z.object({
    name: volumeName,
    dataPath: z.string().startsWith('/'),
    emptied: z.boolean(),
    /** as Docker writes it; null: not compared */
    createdAt: z.string().nullable().default(null),
  }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: ['engine-objects', 'subvolumes', 'volumes'],
  guards: ['in-use', 'identity', 'changed', 'hidden-containers', 'busy', 'live-mounts', 'nested-subvolumes', 'engine'],
  leaves: null,
  tools: ['docker'],
  simulated: {
    isThere: (copy, { name }) => lists(copy.sections.volumes, (each) => each.name === name),
    perform: (copy, { name }, { recording }) => removeVolume(copy, name, recording),
  },
  title: ({ name }) => `Remove volume ${name}`,
  words: ({ name, dataPath, emptied, createdAt }) => ({
    volume: name,
    dataPath,
    state: emptied ? 'emptied' : 'clean',
    createdAt: createdAt ?? '-',
  }),
});
