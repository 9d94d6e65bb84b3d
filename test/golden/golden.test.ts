import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../lib/access/actor.ts';
import { copiesFor } from '../../lib/store/database/copy-before-migration.ts';
import { migrations } from '../../lib/store/database/migrations.ts';
import { databaseFileName } from '../../lib/store/open-store.ts';
import { temporaryDirectory } from '../../lib/store/testing/temporary-store.ts';
import { listActivity } from '../../lib/usecases/accounts/activity.ts';
import { listChannels } from '../../lib/usecases/alerts/channels.ts';
import { listUnsent } from '../../lib/usecases/alerts/deliveries.ts';
import { listBatches, readBatch } from '../../lib/usecases/batches/batches.ts';
import type { Application } from '../../lib/usecases/core/application.ts';
import { describeDemo } from '../../lib/usecases/demo/demo-hosts.ts';
import { listFindings, readFindingHistory, readHistory } from '../../lib/usecases/findings/findings.ts';
import { readFleetHealth } from '../../lib/usecases/findings/fleet-health.ts';
import { readForecast } from '../../lib/usecases/forecast/forecasts.ts';
import { describePlatform } from '../../lib/usecases/hosts/about-host.ts';
import { hostOf, listHosts } from '../../lib/usecases/hosts/hosts.ts';
import { readFreed, readOverview } from '../../lib/usecases/hosts/overview.ts';
import { listJobs } from '../../lib/usecases/jobs/jobs.ts';
import { readMigration } from '../../lib/usecases/migrations/migrations.ts';
import { listActions } from '../../lib/usecases/plans/actions.ts';
import { proposePlan, readPlan } from '../../lib/usecases/plans/plans.ts';
import { listQuarantine } from '../../lib/usecases/quarantine/quarantine.ts';
import { readAfterwards } from '../../lib/usecases/runs/afterwards.ts';
import { listRuns, readJournalAfter, readRun } from '../../lib/usecases/runs/runs.ts';
import { readReport } from '../../lib/usecases/scans/reports.ts';
import { listSchedules } from '../../lib/usecases/schedules/schedules.ts';
import { temporaryApplication } from '../../lib/usecases/testing/temporary-application.ts';
import { goldenNames, goldenSecret, unpackGolden } from './golden-file.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'admin' };

/** What make-database.ts puts in, and the API token of each where it is in force: before schema 2 a token had no account. */
const tokens: Record<string, string | null> = {
  c79c972: null,
  '9a8e7aa': 'bilge_y3g62GtFNFRzUHDvG5UFMD8GdpesBOpcoT6p3S7Hrv4',
  today: null,
};

/** The sections that came after c79c972, and those that came after 9a8e7aa. */
const sinceAll = ['migrations', 'moveTargets', 'imageBackups'];
const newSince = ['deletedFiles', 'otherDataRoots', 'hiddenData', 'pasted', 'kernelLog', ...sinceAll];

interface Row {
  id?: string;
  name?: string;
  state?: string;
  json?: string;
}

interface Opened {
  app: Application;
  /** rows of the database as it was written */
  untouched: (sql: string) => Row[];
}

function opened(name: string): Opened {
  const directory = temporaryDirectory();
  const copy = path.join(temporaryDirectory(), 'copy.db');
  unpackGolden(name, copy);
  unpackGolden(name, path.join(directory, databaseFileName));
  const app = temporaryApplication({ BILGE_DATA: directory, BILGE_SECRET: goldenSecret });
  const untouched: Opened['untouched'] = (sql) => {
    const database = new Sqlite(copy, { readonly: true });
    try {
      return database.prepare<[], Row>(sql).all();
    } finally {
      database.close();
    }
  };
  return { app, untouched };
}

/** What version 1 of plans and runs says and version 0 did not, and what version 2 says: `added` where nothing was written. */
function upgraded(written: { undo: object }, added: object): object {
  const undo = 'until' in written.undo ? { ...written.undo, actionId: 'restore-quarantine' } : written.undo;
  return { ...added, ...written, undo };
}

it('every golden database is listed here', () => {
  expect(goldenNames().sort()).toEqual(Object.keys(tokens).sort());
});

describe.each(Object.keys(tokens))('the database of %s, opened by this version', (name) => {
  it('has lost no row', () => {
    const { app, untouched } = opened(name);
    const tables = untouched("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
    expect(tables.length).toBeGreaterThan(20);
    const after = new Sqlite(app.store.file, { readonly: true });
    for (const { name: table } of tables) {
      const count = `SELECT count(*) AS n FROM "${String(table)}"`;
      expect(after.prepare(count).get(), String(table)).toEqual(untouched(count)[0]);
    }
    after.close();
    const [schema] = untouched('SELECT user_version AS id FROM pragma_user_version');
    const kept = copiesFor(app.store.file, migrations.length).map((file) => file.split('.schema-').at(-1));
    expect(kept, 'a copy from before the upgrade').toEqual(
      Number(schema?.id) < migrations.length ? [String(schema?.id)] : [],
    );
  });

  it('reads every row back whole: nothing in it is unreadable', () => {
    const { app, untouched } = opened(name);
    const { store } = app;
    const demo = [...(name === 'today' ? ['appserver'] : []), 'buildserver', 'homeserver', 'nas'];
    expect(store.hosts.all().map((host) => [host.name, host.unreadable])).toEqual(
      ['attic', ...demo.map((each) => `demo-${each}`)].map((each) => [each, undefined]),
    );
    for (const plan of untouched('SELECT id, state, json FROM plans')) {
      const { storedVersion: _, ...written } = JSON.parse(String(plan.json));
      expect(store.plans.byId(String(plan.id))).toEqual(
        upgraded({ ...written, state: plan.state }, { untouched: null }),
      );
    }
    for (const run of untouched('SELECT id, json FROM runs')) {
      const { storedVersion: _, ...written } = JSON.parse(String(run.json));
      expect(store.runs.byId(String(run.id))).toEqual(upgraded(written, { receipt: null }));
    }
    const runs = store.runs.list();
    expect(runs.length).toBeGreaterThan(0);
    for (const run of runs) {
      expect(run).toMatchObject({ state: 'succeeded', isDemo: true });
      expect(run.receipt?.state).toBe(name === 'today' ? 'known' : undefined);
    }
    const lines = runs.flatMap(({ id }) => store.journal.after(id, 0));
    expect(lines.length).toBe(untouched('SELECT seq FROM journal').length);
    expect([store.documents.unreadable(), store.jobs.unreadable(), store.samples.unreadable()]).toEqual([[], [], []]);
    expect(lines.filter(({ said }) => said?.includes('cannot be read'))).toEqual([]);
    for (const { id } of untouched('SELECT id FROM facts')) {
      const facts = store.facts.byId(String(id));
      const broken = Object.entries(facts?.sections ?? { none: null }).filter(
        ([, fact]) => fact === null || (fact.state === 'unknown' && fact.reason === 'unparseable'),
      );
      expect(broken).toEqual([]);
      // Which of the two there is depends on the image store.
      const stores = [facts?.sections.layerdb.state, facts?.sections.containerd.state];
      expect(stores, 'what was known is known').toContain('known');
    }
    for (const host of store.hosts.all()) {
      expect(store.findings.outcomes(host.id).filter((outcome) => outcome.status === 'error')).toEqual([]);
      expect(store.findings.open(host.id).filter(({ finding }) => finding.title.startsWith('Unreadable'))).toEqual([]);
    }
    expect(store.hosts.secrets(hostOf(app, 'attic').id)).toEqual({ password: 'of the attic' });
    expect(store.protections.all(hostOf(app, 'demo-homeserver').id)).toHaveLength(1);
    expect(listFindings(app, anna, 'demo-homeserver').filter(({ muted }) => muted !== null)).toHaveLength(1);
    expect(app.access.users.list(anna).map((user) => user.role)).toEqual(['admin']);
    expect(app.access.tokens.list(anna).map((token) => token.name)).toEqual(['golden']);
    const token = tokens[name];
    if (token) expect(app.access.tokens.authenticate(token)).toMatchObject({ kind: 'token', role: 'operator' });
  });

  it('answers every page, the report and the exports, also for a host that stays unreachable', () => {
    const { app } = opened(name);
    expect(readOverview(app, anna).totals).toMatchObject({ hosts: 1, reachable: 0 });
    expect(readFreed(app, anna).totalBytes).toBe(0);
    expect(readFleetHealth(app, anna).checks.length).toBeGreaterThan(0);
    expect(listActivity(app, anna).length).toBeGreaterThan(5);
    for (const host of listHosts(app, anna)) {
      const report = readReport(app, anna, host.id);
      const json = JSON.parse(JSON.stringify(report));
      expect(Object.values(json.sections as object).length).toBeGreaterThan(38);
      expect(json.findings.length).toBeGreaterThan(0);
      expect(json.checks.filter((check: { status: string }) => check.status === 'error')).toEqual([]);
      expect(listActions(app, anna, host.id).length).toBeGreaterThan(0);
      expect(describePlatform(app, anna, host.id)).not.toBeNull();
      expect(listQuarantine(app, anna, host.id).state).toBe('known');
      expect(readFindingHistory(app, anna, host.id).length).toBeGreaterThan(0);
      expect(describeDemo(app, host) === null).toBe(host.name === 'attic');
      const history = readHistory(app, anna, host.id, {
        from: '2026-01-01T00:00:00.000Z',
        to: '2027-01-01T00:00:00.000Z',
        stepSeconds: 3600,
      });
      expect(JSON.stringify(history)).toContain('data-root.used');
    }
    for (const { id, planId } of listRuns(app, anna)) {
      expect(readRun(app, anna, id).steps.length).toBeGreaterThan(0);
      expect(readPlan(app, anna, planId).script).not.toBe('');
      expect(readJournalAfter(app, anna, id, 0).length).toBeGreaterThan(0);
    }
  });

  it('says of each section that its version did not have that an older Bilge made the scan', () => {
    const { app } = opened(name);
    const facts = app.store.facts.latest(hostOf(app, 'attic').id);
    const older = Object.entries(facts?.sections ?? {}).filter(
      ([, fact]) => fact.state === 'unknown' && fact.detail.startsWith('This scan was made by an older Bilge.'),
    );
    expect(older.map(([id]) => id)).toEqual(name === 'c79c972' ? newSince : name === 'today' ? [] : sinceAll);
  });

  it('makes a plan on a host from its last scan, and scans again', async () => {
    const { app } = opened(name);
    const plan = await proposePlan(app, anna, 'demo-buildserver', 'prune-build-cache', { minAgeHours: '0' });
    expect(plan.steps.length).toBeGreaterThan(0);
    expect(app.store.plans.byId(plan.id)).toEqual(plan);
  });
});

it('the database of today has one of each kind that Bilge keeps of what it does by itself, and shows it', () => {
  const { app } = opened('today');
  expect(listChannels(app, anna).map(({ name, unreadable }) => [name, unreadable])).toEqual([['phone', null]]);
  expect(listUnsent(app, anna).map(({ title }) => title)).toEqual([expect.stringContaining('attic')]);
  expect(app.store.alerts.all().map(({ cause }) => cause.kind)).toEqual(['host-unreachable']);
  expect(app.store.alerts.threads()).toHaveLength(1);
  expect(listSchedules(app, anna).map(({ name, kind, needsApproval }) => [name, kind, needsApproval])).toEqual([
    ['look', 'scan', null],
    ['tidy', 'prune-images', null],
  ]);
  const [batch] = listBatches(app, anna);
  expect(readBatch(app, anna, batch?.id ?? '').items.map(({ hostName }) => hostName)).toEqual([
    'attic',
    'demo-homeserver',
  ]);
  expect(listJobs(app, anna).map(({ kind }) => kind)).toEqual(['schedule', 'schedule']);
  expect(readMigration(app, anna, 'attic')).toMatchObject({ phase: 'kept' });
  expect(readForecast(app, anna, 'demo-homeserver')).toMatchObject({ usual: { state: 'known' } });
});

it('the database of today has a run over containerd, and says what became of what it holds', () => {
  const { app } = opened('today');
  const [run] = listRuns(app, anna).filter(({ actionId }) => actionId === 'remove-leaked-leases');
  if (run === undefined) throw new Error('There is no run over containerd.');
  const { steps, receipt } = readRun(app, anna, run.id);
  expect(steps.map(({ state }) => state)).not.toContain('refused');
  expect(receipt?.state).toBe('known');
  expect(readAfterwards(app, anna, app.store.runs.byId(run.id) ?? run)).toMatchObject({ quarantined: { count: 3 } });
  expect(readReport(app, anna, 'demo-appserver')?.leaks).toEqual([]);
});
