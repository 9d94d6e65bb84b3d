import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'finish-copy',
  args: z.object({ target: migrationPath }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['migration-record', 'docker-service', 'copy-data-root'],
  // What copy-data-root judges is judged here again.
  guards: ['docker-down'],
  leaves: null,
  tools: ['rsync'],
  simulated: null,
  title: ({ target }) => `Copy to ${target} what has changed meanwhile, and compare both sides`,
  words: ({ target }) => ({ target }),
});
