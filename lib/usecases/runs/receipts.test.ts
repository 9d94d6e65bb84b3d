import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { unknown } from '../../domain/fact.ts';
import type { Run } from '../../domain/run.ts';
import { exampleRun } from '../../store/testing/example-plan.ts';
import { temporaryDirectory } from '../../store/testing/temporary-store.ts';
import type { Application } from '../core/application.ts';
import { offerDemoHosts } from '../demo/demo-hosts.ts';
import { proposePlan } from '../plans/plans.ts';
import { scanHost } from '../scans/scan-host.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { lookAfterRun } from './after-run.ts';
import { readAfterwards } from './afterwards.ts';
import { applyPlan, waitForRun } from './runs.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

async function quarantined(app: Application, host: string): Promise<Run> {
  const plan = await proposePlan(app, anna, host, 'remove-leaked-layers', { names: 'all' });
  return waitForRun(app, anna, (await applyPlan(app, anna, plan.id, host)).id);
}

/** As a dashboard leaves it that stopped between the end of the run and the scan after it. */
function forgetReceipt(app: Application, run: Run): void {
  app.store.runs.put({ ...run, receipt: null });
}

const receiptOf = (app: Application, { id }: Run) => app.store.runs.byId(id)?.receipt;

describe('a receipt that the scan after the run did not make', () => {
  it('is made by the next scan, also of the next dashboard, and no second time', async () => {
    const directory = temporaryDirectory();
    const before = temporaryApplication({ BILGE_DATA: directory });
    await offerDemoHosts(before, anna);
    const run = await quarantined(before, 'demo-nas');
    forgetReceipt(before, run);
    const app = temporaryApplication({ BILGE_DATA: directory });
    await scanHost(app, anna, 'demo-nas');
    const made = receiptOf(app, run);
    expect(made).toMatchObject({ state: 'known', value: { images: { state: 'known' }, volumes: { state: 'known' } } });
    await scanHost(app, anna, 'demo-nas');
    expect(receiptOf(app, run)).toEqual(made);
  });

  it('is not made where a later run changed the host before that scan; its own is', async () => {
    const app = temporaryApplication();
    await offerDemoHosts(app, anna);
    const first = await quarantined(app, 'demo-nas');
    const plan = await proposePlan(app, anna, 'demo-nas', 'restore-quarantine', { entries: 'all' });
    const second = await waitForRun(app, anna, (await applyPlan(app, anna, plan.id, 'demo-nas')).id);
    for (const run of [first, second]) forgetReceipt(app, run);
    await scanHost(app, anna, 'demo-nas');
    expect(receiptOf(app, first)).toMatchObject({ state: 'unknown', reason: 'no-capability' });
    expect(receiptOf(app, second)).toMatchObject({ state: 'known' });
    expect(app.store.runs.withoutReceipt(first.hostId)).toEqual([]);
  });

  it('a later run that changed nothing hides nothing', async () => {
    const app = temporaryApplication();
    await offerDemoHosts(app, anna);
    const run = await quarantined(app, 'demo-nas');
    forgetReceipt(app, run);
    const at = new Date(Date.parse(run.startedAt) + 1000).toISOString();
    const { hostId, planId } = run;
    app.store.runs.put(exampleRun({ id: 'run_2', hostId, planId, state: 'refused', startedAt: at, endedAt: at }));
    await scanHost(app, anna, 'demo-nas');
    expect(receiptOf(app, run)).toMatchObject({ state: 'known' });
  });

  it('says why while the host is away, and stays open for the next scan', async () => {
    const app = temporaryApplication();
    const host = storedHost(app, 'ssh://root@127.0.0.1:1');
    const run = exampleRun({ hostId: host.id, state: 'succeeded', endedAt: '2026-11-21T10:02:00.000Z' });
    app.store.runs.put(run);
    await expect(lookAfterRun(app, run)).rejects.toThrow();
    expect(receiptOf(app, run)).toMatchObject({ state: 'unknown', reason: 'not-collected' });
    expect(app.store.runs.withoutReceipt(host.id).map(({ id }) => id)).toEqual([run.id]);
  });
});

it('an amount that was not measured when the run ended is the one that is measured later', async () => {
  const app = temporaryApplication();
  await offerDemoHosts(app, anna);
  const run = await quarantined(app, 'demo-buildserver');
  const unmeasured = run.steps.map((step) => ({ ...step, bytes: unknown('not-collected', 'Not measured yet.') }));
  app.store.runs.put({ ...run, steps: unmeasured });
  await scanHost(app, anna, 'demo-buildserver', { measure: true });
  const now = app.store.runs.byId(run.id) ?? run;
  expect(readAfterwards(app, anna, now).quarantined?.bytes).toMatchObject({
    state: 'known',
    value: expect.any(Number),
  });
});
