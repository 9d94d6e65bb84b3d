import { z } from 'zod';
import { formatBytes } from '../../domain/bytes.ts';
import { imageTypes, migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'prepare-image',
  args: z.object({
    image: migrationPath,
    mountPoint: migrationPath,
    type: z.enum(imageTypes),
    bytes: z.number().int().positive(),
    /** `data-root` in Docker's configuration; null = it names none */
    configuredBefore: z.string().startsWith('/').nullable(),
  }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['migration-record', 'prepare-move', 'loop-image', 'prepare-image'],
  guards: ['tools', 'one-migration', 'target', 'no-space'],
  leaves:
    'the image at its path, two units that mount it (bilge-image-… and a mount unit), and a record of it below migrations/',
  tools: ['losetup', 'fallocate', 'rsync', 'systemctl'],
  simulated: null,
  title: ({ image, bytes, type }) =>
    `Try a small image, then make ${image} with ${formatBytes(bytes)} and ${type}, and mount it`,
  words: ({ image, mountPoint, type, bytes, configuredBefore }) => ({
    image,
    mountPoint,
    type,
    bytes,
    configuredBefore: configuredBefore ?? '-',
  }),
});
