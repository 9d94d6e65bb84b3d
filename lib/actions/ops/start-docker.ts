import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';
import { recordPath } from './record-path.ts';

export default defineOp({
  id: 'start-docker',
  args: z.object({ record: recordPath, root: migrationPath, phase: z.enum(['kept', 'left']) }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['docker-service', 'volumes', 'migration-record', 'switch-data-root'],
  guards: ['record'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ root }) => `Start Docker on ${root} and what ran before, and compare it with what was noted`,
  words: ({ record, root, phase }) => ({ record, root, phase }),
});
