import { z } from 'zod';
import { sh } from '../../shell/sh.ts';
import { imageId, imageReference } from './engine-object.ts';
import { defineOp } from './op.ts';

export default defineOp({
  id: 'remove-image',
  args: z.object({ id: imageId, references: z.array(imageReference), label: z.string() }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['engine-objects'],
  guards: ['in-use', 'changed', 'engine'],
  leaves: null,
  tools: ['docker'],
  title: ({ label }) => `Remove image ${label}`,
  words: ({ id, references }) => sh`${[id, references.length === 0 ? '-' : [...references].sort().join(',')]}`,
});
