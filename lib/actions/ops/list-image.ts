import { z } from 'zod';
import { migrationPath } from '../../domain/migration.ts';
import { imageReference } from './engine-object.ts';
import { defineOp } from './op.ts';
import { savedImage } from './saved-image.ts';

/** An image that is not saved, because a registry had it: it is listed with the digest that pulls the very same again. */
export default defineOp({
  id: 'list-image',
  args: z.object({ folder: migrationPath, image: savedImage, digest: imageReference, label: z.string() }),
  risk: 'reversible',
  batchSize: 1,
  pieces: ['engine-objects', 'image-backup'],
  guards: ['target', 'changed'],
  leaves: null,
  tools: ['docker'],
  simulated: null,
  title: ({ label }) => `List ${label} with its digest`,
  words: ({ folder, image, digest }) => {
    const [id, references] = image.split('=');
    return { folder, pull: `${id}=${digest}=${references}` };
  },
});
