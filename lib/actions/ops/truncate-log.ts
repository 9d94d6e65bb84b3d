import { z } from 'zod';
import { lists } from '../../demo/copy.ts';
import { emptyLog } from '../../demo/engine-copy.ts';
import { fullId } from './engine-object.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'truncate-log',
  args: z.object({
    container: fullId,
    name: z.string(),
    path: z.string().startsWith('/'),
    inode: z.number().int().nullable(),
  }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: ['container-logs'],
  guards: ['identity', 'changed'],
  leaves: null,
  tools: [],
  simulated: {
    isThere: (copy, { container }) => lists(copy.sections.containersOnDisk, ({ id }) => id === container),
    perform: (copy, { container }) => emptyLog(copy, container),
  },
  title: ({ name }) => `Empty the log of ${name}`,
  words: ({ container, path, inode }) => ({ container, path, inode: inode ?? '-' }),
});
