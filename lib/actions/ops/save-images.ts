import { z } from 'zod';
import { counted } from '../../domain/format.ts';
import { defineOp } from './op.ts';
import { archiveArguments } from './saved-image.ts';

export default defineOp({
  id: 'save-images',
  args: z.object({
    ...archiveArguments,
    /** Docker writes the archive into its data root first */
    staged: z.boolean(),
  }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['engine-objects', 'follow-process', 'image-backup'],
  guards: ['target', 'no-space', 'changed'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ folder, file, images }) => `Save ${counted(images.length, 'image')} to ${folder}/${file}`,
  words: ({ folder, file, bytes, staged, images }) => ({
    folder,
    file,
    bytes,
    staged: staged ? 'yes' : 'no',
    images: images.join(';'),
  }),
});
