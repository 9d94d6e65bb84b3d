import { z } from 'zod';
import { formatBytes } from '../../domain/bytes.ts';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'grow-image',
  args: z.object({ image: migrationPath, mountPoint: migrationPath, bytes: z.number().int().positive() }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['loop-image', 'mounted-image'],
  guards: ['identity', 'resizable', 'no-space'],
  leaves: null,
  tools: ['losetup', 'fallocate'],
  simulated: null,
  title: ({ image, bytes }) => `Allocate ${formatBytes(bytes)} for ${image} and grow its filesystem to that`,
  words: ({ image, mountPoint, bytes }) => ({ image, mountPoint, bytes }),
});
