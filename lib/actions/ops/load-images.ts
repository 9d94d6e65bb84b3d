import { z } from 'zod';
import { counted } from '../../domain/format.ts';
import { defineOp } from './op.ts';
import { archiveArguments } from './saved-image.ts';

export default defineOp({
  id: 'load-images',
  args: z.object({
    ...archiveArguments,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['engine-objects', 'follow-process', 'image-backup'],
  guards: ['identity', 'no-space', 'changed'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ folder, file, images }) => `Load ${counted(images.length, 'image')} from ${folder}/${file}`,
  words: ({ folder, file, bytes, sha256, images }) => ({ folder, file, bytes, sha256, images: images.join(';') }),
});
