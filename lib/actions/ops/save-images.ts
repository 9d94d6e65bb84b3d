import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { defineOp } from './op.ts';
import { archiveFile, savedImage } from './saved-image.ts';

export default defineOp({
  id: 'save-images',
  args: z.object({
    folder: migrationPath,
    file: archiveFile,
    /** at most, as Docker lists their sizes */
    bytes: z.number().int().nonnegative(),
    /** Docker writes the archive into its data root first */
    staged: z.boolean(),
    images: z.array(savedImage).min(1),
  }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['engine-objects', 'follow-process', 'image-backup'],
  guards: ['target', 'no-space', 'changed'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ folder, file, images }) =>
    `Save ${images.length === 1 ? '1 image' : `${images.length} images`} to ${folder}/${file}`,
  words: ({ folder, file, bytes, staged, images }) => ({
    folder,
    file,
    bytes,
    staged: staged ? 'yes' : 'no',
    images: images.join(';'),
  }),
});
