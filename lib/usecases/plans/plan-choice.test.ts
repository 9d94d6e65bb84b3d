import { expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { addDemoHosts } from '../demo/demo-hosts.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { readPlanChoice } from './plan-choice.ts';
import { proposePlan } from './plans.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'admin' };

async function planned(host: string, action: string, params: Record<string, string>) {
  const app = temporaryApplication();
  await addDemoHosts(app, anna);
  const plan = await proposePlan(app, anna, host, action, params);
  return { app, plan, choice: readPlanChoice(app, anna, plan) };
}

it('a quarantine can be freed now instead, and on a nearly full disk says that it frees nothing now', async () => {
  const { app, plan, choice } = await planned('demo-nas', 'remove-leaked-layers', { names: 'all' });
  expect(choice).toMatchObject({
    nearlyFull: true,
    offer: { effect: 'frees-later', reversible: true, freesAt: plan.estimate.setAside?.purgeAt },
    modes: [{ effect: 'frees-now', reversible: false, params: { ...plan.params, mode: 'delete' } }],
  });
  expect(choice?.modes[0]?.amount?.bytes).toBe(choice?.offer.amount?.bytes);
  expect(choice?.offer.consequence).toMatch(/nothing now/);
  // A used plan has no choice left.
  const used = readPlanChoice(app, anna, { ...plan, state: 'used' });
  expect(used).toMatchObject({ modes: [], wider: [], offer: { effect: 'frees-later' } });
});

it('and the other way round', async () => {
  const { choice } = await planned('demo-nas', 'remove-leaked-layers', { names: 'all', mode: 'delete' });
  expect(choice?.modes.map(({ effect }) => effect)).toEqual(['frees-later']);
});

it('what was left out for its age can be included, and says how much that is', async () => {
  const { app, choice, plan } = await planned('demo-buildserver', 'prune-build-cache', { minAgeHours: '0' });
  // One mode, and nothing left out.
  expect(choice).toMatchObject({ modes: [], wider: [] });
  const young = plan.steps.slice(1).map(({ target, bytes }) => ({ target, bytes, guardId: 'minimum-age', excuse: '' }));
  expect(young.length).toBeGreaterThan(0);
  const params = { ...plan.params, minAgeHours: '24' };
  const wider = readPlanChoice(app, anna, { ...plan, params, steps: plan.steps.slice(0, 1), skipped: young })?.wider;
  expect(wider).toMatchObject([{ label: `Include ${young.length} newer`, offer: { params: { minAgeHours: '0' } } }]);
});
