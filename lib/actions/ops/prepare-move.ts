import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'prepare-move',
  args: z.object({
    target: migrationPath,
    mountPoint: z.string().startsWith('/'),
    /** statfs id of the target's filesystem, as planned; null: it is in the image that the step before has made */
    fsid: z
      .string()
      .regex(/^[0-9a-f]+$/)
      .nullable(),
    /** `data-root` in Docker's configuration; null = it names none */
    configuredBefore: z.string().startsWith('/').nullable(),
  }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['migration-record', 'prepare-move'],
  guards: ['tools', 'one-migration', 'target', 'no-space'],
  leaves: 'the copy at its target, and a record of it below migrations/, beside the runs',
  tools: ['rsync'],
  simulated: null,
  title: ({ target }) => `Measure the data root, check ${target} and try a small overlay there`,
  words: ({ target, mountPoint, fsid, configuredBefore }) => ({
    target,
    mountPoint,
    fsid: fsid ?? '-',
    configuredBefore: configuredBefore ?? '-',
  }),
});
