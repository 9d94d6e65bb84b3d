import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';
import { recordPath } from './record-path.ts';

export default defineOp({
  id: 'require-data-root',
  args: z.object({ record: recordPath, target: migrationPath, required: z.boolean() }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['migration-record', 'switch-data-root'],
  guards: ['service-control'],
  leaves: 'bilge-data-root.conf, a drop-in of docker.service: Docker does not start without the disk of its data root',
  tools: ['systemctl'],
  simulated: null,
  title: ({ target, required }) =>
    required ? `Let Docker start only where ${target} is mounted` : `Let Docker start without ${target} again`,
  words: ({ record, target, required }) => ({ record, target, required: required ? 'yes' : 'no' }),
});
