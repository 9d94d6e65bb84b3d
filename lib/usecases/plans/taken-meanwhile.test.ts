import { expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { known } from '../../domain/fact.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import { examplePlan, exampleRun } from '../../store/testing/example-plan.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { takenMeanwhile } from './taken-meanwhile.ts';

const bob: Actor = { kind: 'cli', name: 'cli:bob', role: 'viewer' };
const target = (id: string) => ({ kind: 'layer', id, label: id, owner: null }) as const;
const layers = 'remove-leaked-layers';
const restore = 'restore-quarantine';
const purge = 'purge-quarantine';

function planOf(actionId: string, change: Partial<Plan> = {}): Plan {
  const step = {
    number: 1,
    op: 'set-aside-layer',
    args: {},
    title: '',
    bytes: known(1),
    risk: 'reversible',
    guards: [],
  };
  const steps = ['a', 'b'].map((id) => ({ ...step, target: target(id) })) as Plan['steps'];
  return examplePlan({ actionId, steps, ...change });
}

/** After a run for each of these, each with the objects that it did, oldest first. */
function after(did: readonly [actionId: string, objects: string, change?: Partial<Run>][]) {
  const app = temporaryApplication();
  const { id: hostId } = storedHost(app, 'demo:nas');
  for (const [index, [actionId, objects, change]] of did.entries()) {
    const steps = [...objects].map((id, at): Run['steps'][number] => ({
      number: at + 1,
      title: id,
      target: target(id),
      bytes: known(1),
      state: 'done',
      said: null,
    }));
    const startedAt = `2026-11-21T10:0${index + 1}:00.000Z`;
    const id = `run_${index}`;
    app.store.runs.put(exampleRun({ id, hostId, actionId, steps, startedAt, state: 'succeeded', ...change }));
  }
  return (plan: Plan) => takenMeanwhile(app, bob, { ...plan, hostId });
}

it('is nothing where nobody was there, before the scan, on other objects, or in a run that goes on', () => {
  expect(after([])(planOf(layers))).toBeNull();
  expect(after([[layers, 'ab', { startedAt: '2026-11-21T09:59:59.000Z' }]])(planOf(layers))).toBeNull();
  expect(after([[layers, 'xy']])(planOf(layers))).toBeNull();
  expect(after([[layers, 'ab', { state: 'running' }]])(planOf(layers))).toBeNull();
  expect(after([[layers, 'ab']])(planOf(layers, { state: 'used' }))).toBeNull();
});

it('counts each object once, and names the newest run', () => {
  expect(after([[layers, 'ax']])(planOf(layers))).toMatchObject({
    objects: 1,
    of: 2,
    run: { id: 'run_0', by: 'anna' },
  });
  const both = after([
    [layers, 'a'],
    [layers, 'b'],
  ]);
  expect(both(planOf(layers))).toMatchObject({ objects: 2, of: 2, run: { id: 'run_1' } });
});

it('what was put back is there again', () => {
  const back = after([
    [layers, 'ab'],
    [restore, 'a'],
  ]);
  expect(back(planOf(layers))).toMatchObject({ objects: 1, run: { id: 'run_0' } });
  expect(back(planOf(purge))).toMatchObject({ objects: 1, run: { id: 'run_1' } });
});

it('quarantined again is there again for a plan that restores or deletes it', () => {
  const again = after([
    [restore, 'a'],
    [layers, 'a'],
    [purge, 'b'],
  ]);
  expect(again(planOf(restore))).toMatchObject({ objects: 1, run: { id: 'run_2' } });
});
