import { z } from 'zod';
import { change, lists } from '../../demo/copy.ts';
import { goneNow, noLongerThere, userOf } from './engine-object.ts';
import { defineOp } from './op.ts';

const inspected = z.object({ Containers: z.record(z.string(), z.unknown()).nullish() });

export default defineOp({
  id: 'remove-network',
  args: z.object({ id: z.string().regex(/^[0-9a-z]{25,64}$/), name: z.string() }),
  risk: 'recreatable',
  batchSize: 1,
  pieces: ['engine-objects'],
  guards: ['in-use', 'engine'],
  leaves: null,
  tools: ['docker'],
  simulated: {
    isThere: (copy, { id }) => lists(copy.sections.networks, (each) => each.id === id),
    perform: (copy, { id }) => change(copy, 'networks', (all) => all.filter((each) => each.id !== id)),
  },
  title: ({ name }) => `Remove network ${name}`,
  words: ({ id, name }) => ({ id, name }),
  engine: ({ id, name }) => ({
    async judge(ask) {
      const answer = await ask(`/networks/${id}`);
      if (answer === null) return noLongerThere;
      const attached = Object.keys(inspected.parse(answer).Containers ?? {}).length;
      if (attached > 0)
        return { state: 'refused', guardId: 'in-use', said: `${attached} containers are attached to it now` };
      // A container that never started refers to its network by name, and has no id for it yet.
      const user = (await userOf(ask, 'network', id)) ?? (await userOf(ask, 'network', name));
      return user === null
        ? { state: 'go' }
        : { state: 'refused', guardId: 'in-use', said: `container ${user} uses it now` };
    },
    requests: [{ method: 'DELETE', path: `/networks/${id}` }],
    probe: (ask) => goneNow(ask, `/networks/${id}`),
  }),
});
