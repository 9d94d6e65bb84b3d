import { z } from 'zod';
import { lists } from '../../demo/copy.ts';
import { removeBuildCache } from '../../demo/engine-copy.ts';
import { buildCacheAnswer, buildCacheQuery } from '../../domain/build-cache-answer.ts';
import { formatBytes } from '../../domain/bytes.ts';
import { buildCacheId } from './engine-object.ts';
import { defineOp } from './op.ts';

const pruned = z.object({ CachesDeleted: z.array(z.string()).nullish(), SpaceReclaimed: z.number().default(0) });

export default defineOp({
  id: 'remove-build-cache',
  args: z.object({ id: buildCacheId, label: z.string() }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['engine-objects'],
  guards: ['in-use', 'engine'],
  leaves: null,
  tools: ['docker'],
  simulated: {
    isThere: (copy, { id }) => lists(copy.sections.buildCache, (each) => each.id === id),
    perform: (copy, { id }, { recording }) => removeBuildCache(copy, id, recording),
  },
  title: ({ label }) => `Remove build cache record ${label}`,
  words: ({ id }) => ({ id }),
  engine: ({ id }) => ({
    judge: async () => ({ state: 'go' }),
    requests: [{ method: 'POST', path: '/build/prune', query: { all: true, filters: JSON.stringify({ id: [id] }) } }],
    async probe(ask, answers) {
      if (answers.length === 0) {
        // The answer was lost. Such a plan exists only where the list costs no walk of the disk (API 1.42).
        const listed = buildCacheAnswer.parse(await ask('/system/df', buildCacheQuery));
        return listed.some((record) => record.ID === id)
          ? { state: 'failed', said: 'the connection to Docker was lost, and the record is still there' }
          : { state: 'done' };
      }
      const { CachesDeleted, SpaceReclaimed } = pruned.parse(answers[0]);
      if ((CachesDeleted ?? []).includes(id))
        return { state: 'done', said: `Docker reports ${formatBytes(SpaceReclaimed)} reclaimed` };
      const said = 'BuildKit kept it: it is in use, another record needs it, or it is gone already';
      return { state: 'refused', guardId: 'in-use', said };
    },
  }),
});
