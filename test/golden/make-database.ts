// Writes the golden database of today: `node test/golden/make-database.ts`. Run it before a release, name the file after it, and add
// it to golden.test.ts. A database that is there already is never made again: it is what its version really wrote.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import type { Actor } from '../../lib/access/actor.ts';
import { bigDisk, keptMigration, withSections } from '../../lib/actions/testing/migration-facts.ts';
import { hostSettingsSchema } from '../../lib/domain/host.ts';
import { newId } from '../../lib/domain/ids.ts';
import { scheduleInput } from '../../lib/domain/schedule.ts';
import { databaseFileName } from '../../lib/store/open-store.ts';
import { addChannel } from '../../lib/usecases/alerts/channels.ts';
import { stepAlerts } from '../../lib/usecases/alerts/watch-alerts.ts';
import { waitForBatch } from '../../lib/usecases/batches/batches.ts';
import { createBatch } from '../../lib/usecases/batches/plan-batch.ts';
import { type Application, closeApplication, openApplication } from '../../lib/usecases/core/application.ts';
import { addDemoHosts } from '../../lib/usecases/demo/demo-hosts.ts';
import { listFindings, muteFinding } from '../../lib/usecases/findings/findings.ts';
import { makeForecast } from '../../lib/usecases/forecast/forecasts.ts';
import { jobKinds } from '../../lib/usecases/jobs/job-kinds.ts';
import { JobRunner } from '../../lib/usecases/jobs/job-runner.ts';
import { proposePlan } from '../../lib/usecases/plans/plans.ts';
import { protect } from '../../lib/usecases/protections/protections.ts';
import { applyPlan } from '../../lib/usecases/runs/runs.ts';
import { recordReport } from '../../lib/usecases/scans/reports.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { addSchedule } from '../../lib/usecases/schedules/schedules.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { goldenSecret, packGolden } from './golden-file.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'admin' };

async function fill(app: Application): Promise<void> {
  await app.access.setup.fromEnvironment('a golden password, long');
  const hosts = await addDemoHosts(app, anna);
  for (const { id } of hosts) await scanHost(app, anna, id, { measure: true });
  const demo = (name: string) => {
    const found = hosts.find(({ url }) => url === `demo:${name}`);
    if (found === undefined) throw new Error(`There is no demo host ${name}.`);
    return found;
  };
  const plan = await proposePlan(app, anna, demo('nas').id, 'remove-leaked-layers', { names: 'all' });
  const run = await applyPlan(app, anna, plan.id, demo('nas').name);
  // It is made by the scan after the run.
  while (!app.store.runs.byId(run.id)?.receipt) await sleep(200);
  await scanHost(app, anna, demo('nas').id, { measure: true });
  // Over containerd's image store: what is held there are leases.
  const ofLeases = await proposePlan(app, anna, demo('appserver').id, 'remove-leaked-leases', { names: 'all' });
  const overContainerd = await applyPlan(app, anna, ofLeases.id, demo('appserver').name);
  while (!app.store.runs.byId(overContainerd.id)?.receipt) await sleep(200);
  await proposePlan(app, anna, demo('buildserver').id, 'prune-build-cache', { minAgeHours: '0' });
  app.access.tokens.create(anna, { name: 'golden', role: 'operator' });
  const home = demo('homeserver');
  const facts = app.store.facts.latest(home.id);
  if (facts?.sections.volumes.state !== 'known') throw new Error('The demo host has no volumes.');
  await protect(app, anna, home.name, `volume:${facts.sections.volumes.value[0]?.name}`);
  const [open] = listFindings(app, anna, home.name);
  if (open) await muteFinding(app, anna, { host: home.name, key: open.finding.key, reason: 'golden', until: null });

  // A real host that was scanned once and does not answer since: what is stored is all there will ever be of it.
  const attic = { id: newId('host'), name: 'attic', url: 'ssh://root@127.0.0.1:1' };
  const host = { ...attic, settings: hostSettingsSchema.parse({}), createdAt: app.now().toISOString() };
  app.store.hosts.add(host, { password: 'of the attic' });
  const moved = withSections(facts, { migrations: [keptMigration], moveTargets: [bigDisk], imageBackups: [] });
  const own = { ...moved, id: newId('facts'), hostId: host.id };
  app.store.facts.put(own);
  app.store.measurements.put(host.id, app.store.measurements.all(home.id));
  recordReport(app, host, own);
  const problem = { code: 'unreachable', step: 'tcp', userMessage: 'attic does not answer.' };
  app.store.hostStates.put(host.id, { state: 'unreachable', at: app.now().toISOString(), problem });
  await fillWhatBilgeDoesByItself(app, { attic: host.id, home: home.name });
}

/** Channels with messages that wait, schedules with their approvals, a cleanup of several hosts, jobs. */
async function fillWhatBilgeDoesByItself(app: Application, { attic, home }: { attic: string; home: string }) {
  const values = { server: 'http://127.0.0.1:1', topic: 'golden' };
  await addChannel(app, anna, 'ntfy', { name: 'phone', values, rules: { minimumSeverity: 'info' } });
  // Observed for some hours, so that it is told.
  const { now } = app;
  for (let minutes = 0; minutes <= 300; minutes += 20) {
    app.now = () => new Date(now().getTime() + minutes * 60_000);
    app.store.hostStates.put(attic, { ...app.store.hostStates.of(attic), at: app.now().toISOString() });
    stepAlerts(app);
  }
  app.now = now;
  const asked = { host: home, zone: 'Europe/Berlin', window: { from: '22:00', to: '06:00' } };
  for (const [name, kind] of [
    ['look', 'scan'],
    ['tidy', 'prune-images'],
  ] as const) {
    const input = scheduleInput.parse({ ...asked, name, kind, when: 'every Sunday at 03:00' });
    await addSchedule(app, anna, input, home);
  }
  const batch = await createBatch(app, anna, { hosts: [home, attic], kind: 'images' });
  await waitForBatch(app, anna, batch.id);
  const runner = new JobRunner(
    app,
    jobKinds.filter(({ id }) => id === 'schedule'),
    () => 0.5,
  );
  runner.start();
  await runner.stop();
  // A forecast needs days, which a host that was scanned a moment ago has not seen.
  const homeHost = app.store.hosts.all().find(({ name }) => name === home);
  const newest = homeHost === undefined ? undefined : app.store.samples.latest(homeHost.id)['data-root.used'];
  if (homeHost === undefined || newest === undefined) throw new Error(`${home} has no samples.`);
  for (let day = 1; day <= 20; day += 1) {
    const at = new Date(now().getTime() - day * 86_400_000).toISOString();
    app.store.samples.add(homeHost.id, at, { 'data-root.used': Math.round(newest.value * (1 - day / 200)) });
  }
  for (const each of app.store.hosts.all()) await makeForecast(app, each);
}

const target = process.argv[2] ?? path.join(import.meta.dirname, '../../fixtures/golden/today.db.br');
if (fs.existsSync(target)) throw new Error(`${target} exists. Remove it first, if it was never released.`);
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-golden-'));
try {
  const app = openApplication(readSettings({ NODE_ENV: 'test', BILGE_DATA: directory, BILGE_SECRET: goldenSecret }));
  await fill(app);
  await closeApplication(app);
  const file = path.join(directory, databaseFileName);
  const database = new Sqlite(file);
  // What is derived is computed again anyway.
  database.exec('PRAGMA journal_mode = DELETE; DELETE FROM derived; VACUUM');
  database.close();
  packGolden(file, target);
} finally {
  fs.rmSync(directory, { recursive: true, force: true });
}
