import { z } from 'zod';
import { looksOnly } from '../../demo/simulated-op.ts';
import { type AskEngine, defineOp } from './op.ts';

/**
 * A canary's check (docs/reference/guard-lessons.md#g7): Docker still lists every container and every image that it listed before the first hold.
 * Docker 28 drops a container from its list whose lease is gone.
 */
export default defineOp({
  id: 'compare-lists',
  args: z.object({ when: z.enum(['before', 'canary', 'after']) }),
  risk: 'reversible',
  batchSize: 1,
  pieces: [],
  guards: ['references'],
  leaves: null,
  tools: [],
  simulated: looksOnly,
  title: ({ when }) =>
    when === 'before'
      ? 'Note every container and image that Docker lists'
      : 'Check that Docker lists every container and image as before',
  words: ({ when }) => ({ when }),
  containerd: ({ when }) => ({
    calls: [],
    isCheck: true,
    judge: async () => ({ state: 'go' }),
    async perform() {},
    async probe({ ask, notes }) {
      const listed = await listsOf(ask);
      if (when === 'before') {
        for (const name of listed) notes.set(name, '');
        return { state: 'done', said: `${listed.size} containers and images` };
      }
      const missing = [...notes.keys()].filter((name) => !listed.has(name));
      if (missing.length === 0) return { state: 'done' };
      return {
        state: 'refused',
        guardId: 'references',
        said: `Docker does not list ${missing.slice(0, 3).join(', ')} any more`,
      };
    },
  }),
});

const containers = z.array(z.object({ Id: z.string() }));
const images = z.array(z.object({ Id: z.string(), RepoTags: z.array(z.string()).nullable() }));

async function listsOf(ask: AskEngine): Promise<Set<string>> {
  const all = containers.parse(await ask('/containers/json', { all: true }));
  const found = images.parse(await ask('/images/json', { all: false }));
  return new Set([
    ...all.map(({ Id }) => `container ${Id.slice(0, 12)}`),
    ...found.flatMap(({ Id, RepoTags }) => [`image ${Id}`, ...(RepoTags ?? []).map((tag) => `image ${tag}`)]),
  ]);
}
