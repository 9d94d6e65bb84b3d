import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'prepare-backup',
  args: z.object({ folder: migrationPath, mountPoint: z.string(), fsid: z.string() }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['image-backup'],
  guards: ['target', 'tools'],
  leaves: 'the folder with the archives, and a list of them below image-backups/, beside the runs',
  tools: [],
  simulated: null,
  title: ({ folder }) => `Make ${folder}, for root alone`,
  words: ({ folder, mountPoint, fsid }) => ({ folder, mountPoint, fsid }),
});
