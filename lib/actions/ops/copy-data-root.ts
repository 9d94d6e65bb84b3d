import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'copy-data-root',
  args: z.object({ target: migrationPath }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['migration-record', 'copy-data-root'],
  guards: ['target'],
  leaves: null,
  tools: ['rsync'],
  simulated: null,
  title: ({ target }) => `Copy the data root to ${target} while Docker runs`,
  words: ({ target }) => ({ target }),
});
