import Sqlite from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { factsWith } from '../../health/testing/facts.ts';
import { examplePlan, exampleRun } from '../../store/testing/example-plan.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { liveThrough, simulated } from './testing/busy-host.ts';
import { keepUp, upkeepJob } from './upkeep.ts';

describe('the daily upkeep', () => {
  it('leaves the journal and the audit log append-only', async () => {
    const { app, move, ...rest } = simulated();
    liveThrough({ app, move, ...rest }, 0);
    move(500 * 24);
    liveThrough({ app, move, ...rest }, 1);
    expect(await keepUp(app)).toMatchObject({ journals: 3, audit: 1, plans: 2, 'run-steps': 1 });
    const raw = new Sqlite(app.store.file);
    for (const table of ['journal', 'audit'])
      expect(() => raw.exec(`DELETE FROM ${table}`), table).toThrow(/append-only/);
    raw.close();
    expect(app.store.audit.list()[0]).toMatchObject({ action: 'upkeep.done', detail: { audit: 1 } });
  });

  it('takes nothing of a kind that the scan could not list', async () => {
    const { app, host, at } = simulated();
    app.store.facts.put({ ...factsWith({}), id: 'facts_1', hostId: host.id, collectedAt: at() });
    const size = { identity: 'i', bytes: 1, exact: true, how: 'du', measuredAt: at() };
    app.store.measurements.put(host.id, [{ kind: 'volume', object: 'photos', ...size }]);
    expect(await keepUp(app)).toEqual({});
    expect(app.store.measurements.all(host.id)).toHaveLength(1);
  });

  it('keeps the plans and steps of demo hosts: they are what those look like', async () => {
    const { app, host, at, move } = simulated();
    const demo = { hostId: host.id, isDemo: true as const };
    app.store.plans.put(examplePlan({ ...demo, createdAt: at(), expiresAt: at(), state: 'used' }));
    app.store.runs.put(exampleRun({ ...demo, startedAt: at(), endedAt: at(), state: 'succeeded' }));
    move(500 * 24);
    await keepUp(app);
    expect(app.store.plans.byId('plan_1')).not.toBeNull();
  });

  it('is done once a day by a dashboard that runs, also when that is started again', async () => {
    const { app, move } = simulated();
    const retire = vi.spyOn(app.store.retention, 'retire');
    const once = async (): Promise<number> => {
      const runner = new JobRunner(app, [upkeepJob]);
      runner.start();
      await runner.settled();
      await runner.stop();
      return retire.mock.calls.length;
    };
    expect(await once()).toBe(1);
    expect(await once()).toBe(1);
    move(27);
    expect(await once()).toBe(2);
  });
});
