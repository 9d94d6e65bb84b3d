import { z } from 'zod';
import { lists } from '../../demo/copy.ts';
import { removeImage } from '../../demo/engine-copy.ts';
import { goneNow, imageId, imageReference, noLongerThere, userOf } from './engine-object.ts';
import { defineOp } from './op.ts';

const inspected = z.object({ RepoTags: z.array(z.string()).nullish() });

export default defineOp({
  id: 'remove-image',
  args: z.object({ id: imageId, references: z.array(imageReference), label: z.string() }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['engine-objects'],
  guards: ['in-use', 'changed', 'engine'],
  leaves: null,
  tools: ['docker'],
  simulated: {
    isThere: (copy, { id }) => lists(copy.sections.images, (each) => each.id === id),
    perform: (copy, { id }, { recording }) => removeImage(copy, id, recording),
  },
  title: ({ label }) => `Remove image ${label}`,
  words: ({ id, references }) => ({
    id,
    references: references.length === 0 ? '-' : [...references].sort().join(','),
  }),
  engine: ({ id, references }) => ({
    async judge(ask) {
      const answer = await ask(`/images/${id}/json`);
      if (answer === null) return noLongerThere;
      const names = (inspected.parse(answer).RepoTags ?? []).filter((tag) => tag !== '<none>:<none>');
      if (names.toSorted().join() !== references.toSorted().join()) {
        const now = names.join(', ') || 'none';
        const said = `its names have changed since the plan was made (now: ${now})`;
        return { state: 'refused', guardId: 'changed', said };
      }
      const user = await userOf(ask, 'ancestor', id);
      return user === null
        ? { state: 'go' }
        : { state: 'refused', guardId: 'in-use', said: `container ${user} uses it now` };
    },
    requests: (references.length === 0 ? [id] : references).map((name) => ({
      method: 'DELETE',
      path: `/images/${name}`,
      query: { noprune: true, force: false },
    })),
    probe: (ask) => goneNow(ask, `/images/${id}/json`),
  }),
});
