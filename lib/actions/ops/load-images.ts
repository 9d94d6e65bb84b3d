import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';
import { archiveFile, savedImage } from './saved-image.ts';

export default defineOp({
  id: 'load-images',
  args: z.object({
    folder: migrationPath,
    file: archiveFile,
    bytes: z.number().int().nonnegative(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    images: z.array(savedImage).min(1),
  }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['engine-objects', 'follow-process', 'image-backup'],
  guards: ['identity', 'no-space', 'changed'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ folder, file, images }) =>
    `Load ${images.length === 1 ? '1 image' : `${images.length} images`} from ${folder}/${file}`,
  words: ({ folder, file, bytes, sha256, images }) => ({ folder, file, bytes, sha256, images: images.join(';') }),
});
