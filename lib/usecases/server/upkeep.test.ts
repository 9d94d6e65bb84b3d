import Sqlite from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { known } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { factsWith } from '../../health/testing/facts.ts';
import { examplePlan, exampleRun } from '../../store/testing/example-plan.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { keepUp, upkeepJob } from './upkeep.ts';

const start = Date.parse('2026-12-01T00:00:00.000Z');
const hourMs = 3_600_000;

function simulated() {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@nas');
  let now = start;
  app.now = () => new Date(now);
  const at = (): string => app.now().toISOString();
  const count = (table: string): number => {
    const raw = new Sqlite(app.store.file, { readonly: true });
    try {
      return Number(raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    } finally {
      raw.close();
    }
  };
  const move = (hours: number): void => {
    now += hours * hourMs;
  };
  return { app, host, at, count, move };
}

type Simulated = ReturnType<typeof simulated>;

/** A day of a busy host: a scan an hour, a container and a volume that are made anew, a plan, a run with its journal, who did it. */
function liveThrough({ app, host, at, move }: Simulated, day: number): void {
  for (let hour = 0; hour < 24; hour += 1) {
    app.store.samples.add(host.id, at(), { 'data-root.used': day, [`writable-layer-bytes:c${day}`]: hour });
    move(1);
  }
  const volume = { dataPath: '/d', device: '1', inode: day, changedSeconds: 1, firstLevel: [], nestedDrivers: null };
  const facts: HostFacts = {
    ...factsWith({ volumesOnDisk: [{ ...volume, name: `v${day}`, hasOptions: false }] }),
    id: `facts_${day}`,
    hostId: host.id,
    collectedAt: at(),
  };
  app.store.facts.put(facts);
  const size = { bytes: 1, exact: true, how: 'du', measuredAt: at() };
  app.store.measurements.put(host.id, [
    { kind: 'volume', object: `v${day}`, identity: `1:${day}`, ...size },
    { kind: 'docker-other', object: `/d/${day}`, identity: null, ...size },
  ]);
  const created = { hostId: host.id, createdAt: at(), expiresAt: at() };
  app.store.plans.put(examplePlan({ id: `plan_seen_${day}`, ...created }));
  app.store.plans.put(examplePlan({ id: `plan_${day}`, ...created, state: 'used' }));
  const target = { kind: 'image' as const, id: 'x', label: 'x', owner: null };
  const step = { number: 1, title: 't', target, bytes: known(1), state: 'done' as const, said: null };
  const freedBytes = { estimated: known(10), measured: known(10) };
  const run = { hostId: host.id, planId: `plan_${day}`, startedAt: at(), endedAt: at(), steps: [step], freedBytes };
  app.store.runs.put(exampleRun({ id: `run_${day}`, state: 'succeeded', ...run }));
  const lines = [1, 2, 3].map((seq) => ({ runId: `run_${day}`, seq, at: at(), type: 'run.note' as const }));
  app.store.journal.append(lines);
  app.store.audit.append({
    at: at(),
    actorKind: 'user',
    actor: 'anna',
    action: 'run.started',
    subject: `run_${day}`,
    hostId: host.id,
    result: 'ok',
    detail: {},
  });
}

const tables = ['samples', 'series', 'measurements', 'plans', 'journal', 'facts', 'audit'] as const;

describe('the daily upkeep', () => {
  it('keeps the database of two years within bounds, and what it keeps whole', { timeout: 120_000 }, async () => {
    const years = simulated();
    const { app, host, count } = years;
    const counted = () => Object.fromEntries(tables.map((table) => [table, count(table)]));
    let full: Record<string, number> = {};
    for (let day = 0; day < 730; day += 1) {
      // One write to the disk, or the test would mostly wait for it.
      app.store.transaction(() => liveThrough(years, day));
      await keepUp(app);
      if (day === 450) full = counted();
    }
    const ended = counted();
    // Everything has reached its bound after 13 months: what comes in a day is what goes in one.
    for (const table of tables) expect(Math.abs((ended[table] ?? 0) - (full[table] ?? 0)), table).toBeLessThan(30);
    const used = app.store.samples.since(host.id, '2000-01-01T00:00:00.000Z', ['data-root.used']);
    expect(used.length).toBeGreaterThan(365 + 33 * 24);
    expect(used.length).toBeLessThan(366 + 36 * 24);
    expect(ended).toMatchObject({ measurements: 402, facts: 20 + 71, plans: 401 + 31, journal: 3 * 401 });
    // A line a day of its own.
    expect(ended.audit).toBeLessThan(2 * 403);

    expect(app.store.measurements.all(host.id).filter(({ kind }) => kind === 'volume')).toMatchObject([
      { object: 'v729' },
    ]);
    expect(app.store.journal.after('run_729', 0)).toHaveLength(3);
    expect(app.store.runs.byId('run_729')?.steps).toHaveLength(1);
    // The summary of every run stays, so that what was freed stays counted.
    expect(app.store.runs.freedByHost().get(host.id)).toBe(7300);
    expect(app.store.runs.byId('run_0')).toMatchObject({ steps: [], notes: [expect.stringContaining('13 months')] });
    expect(app.store.runs.byId('run_0')?.unreadable).toBeUndefined();
  });

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
