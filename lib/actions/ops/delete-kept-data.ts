import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';
import { recordPath } from './record-path.ts';

export default defineOp({
  id: 'delete-kept-data',
  args: z.object({ record: recordPath, path: migrationPath, inode: z.number().int(), inUse: migrationPath }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: ['volumes', 'migration-record', 'prepare-move', 'switch-data-root', 'loop-image', 'kept-data'],
  guards: ['identity', 'in-use', 'live-mounts', 'busy'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ path }) => `Delete ${path} and everything in it`,
  words: ({ record, path, inode, inUse }) => ({ record, path, inode, inUse }),
});
