import { z } from 'zod';
import { lists } from '../../demo/copy.ts';
import { removeContainer } from '../../demo/engine-copy.ts';
import { isStopped } from '../../domain/prune-rules.ts';
import { fullId, goneNow, noLongerThere } from './engine-object.ts';
import { defineOp } from './op.ts';

const inspected = z.object({
  State: z.object({ Status: z.string(), FinishedAt: z.string() }),
  HostConfig: z.object({ RestartPolicy: z.object({ Name: z.string() }) }),
});

/** Docker's value for a container that never ran: if it has run since, it may have written something that was not planned. */
const neverFinished = '0001-01-01T00:00:00Z';

export default defineOp({
  id: 'remove-container',
  args: z.object({ id: fullId, name: z.string(), finishedAt: z.string().nullable() }),
  risk: 'irreversible',
  batchSize: 1,
  pieces: ['engine-objects'],
  guards: ['in-use', 'changed', 'engine'],
  leaves: null,
  tools: ['docker'],
  simulated: {
    isThere: (copy, { id }) => lists(copy.sections.containers, (each) => each.id === id),
    perform: (copy, { id }, { recording }) => removeContainer(copy, id, recording),
  },
  title: ({ name }) => `Remove container ${name}`,
  words: ({ id, finishedAt }) => ({ id, finishedAt: finishedAt ?? '-' }),
  // Anonymous volumes stay: they are data, and no cleanup is a side effect of another action (docs/reference/guard-lessons.md#g1).
  engine: ({ id, finishedAt }) => ({
    async judge(ask) {
      const answer = await ask(`/containers/${id}/json`);
      if (answer === null) return noLongerThere;
      const { State, HostConfig } = inspected.parse(answer);
      if (!isStopped(State.Status)) return { state: 'refused', guardId: 'in-use', said: `it is ${State.Status} now` };
      if (State.FinishedAt !== (finishedAt ?? neverFinished))
        return { state: 'refused', guardId: 'changed', said: 'it has run since the plan was made' };
      if (!['', 'no'].includes(HostConfig.RestartPolicy.Name))
        return {
          state: 'refused',
          guardId: 'changed',
          said: `it has the restart policy ${HostConfig.RestartPolicy.Name} now`,
        };
      return { state: 'go' };
    },
    requests: [{ method: 'DELETE', path: `/containers/${id}`, query: { v: false, force: false } }],
    probe: (ask) => goneNow(ask, `/containers/${id}/json`),
  }),
});
