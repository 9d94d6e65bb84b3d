import { z } from 'zod';
import { defineOp } from './op.ts';
import { recordPath } from './record-path.ts';

export default defineOp({
  id: 'stop-docker',
  args: z.object({ record: recordPath, phase: z.enum(['stopped', 'returning']) }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['docker-service', 'volumes', 'migration-record', 'switch-data-root'],
  guards: ['service-control', 'quotas-kept', 'record'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: () => 'Note what Docker has and what runs, then stop Docker',
  words: ({ record, phase }) => ({ record, phase }),
});
