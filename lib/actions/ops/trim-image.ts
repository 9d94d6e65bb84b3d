import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'trim-image',
  args: z.object({ image: migrationPath, mountPoint: migrationPath }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['loop-image', 'mounted-image'],
  guards: ['identity'],
  leaves: null,
  tools: ['fstrim'],
  simulated: null,
  title: ({ image }) => `Give back to its disk what is free in ${image}`,
  words: ({ image, mountPoint }) => ({ image, mountPoint }),
});
