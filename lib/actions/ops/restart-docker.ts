import { z } from 'zod';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'restart-docker',
  args: z.object({}),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['docker-service'],
  guards: ['service-control', 'quotas-kept'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: () => 'Stop Docker, start it again, and start every container that was running',
  words: () => ({}),
});
