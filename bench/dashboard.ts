import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Actor } from '../lib/access/actor.ts';
import { newId } from '../lib/domain/ids.ts';
import { type Application, closeApplication, openApplication } from '../lib/usecases/core/application.ts';
import { listActions } from '../lib/usecases/plans/actions.ts';
import { concludeStorage } from '../lib/usecases/scans/conclude-storage.ts';
import { recordReport } from '../lib/usecases/scans/reports.ts';
import { readSettings } from '../lib/usecases/server/settings.ts';
import { keepUp } from '../lib/usecases/server/upkeep.ts';
import { readRecording } from '../test/states/recorded-states.ts';
import { type Comparison, timed } from './ratio.ts';
import { storeScannedHost } from './stored-host.ts';

const anna: Actor = { kind: 'cli', name: 'bench', role: 'admin' };

/** What the dashboard's own process does from its store, and how large that store becomes. Reaches no host. */
export async function benchDashboard(): Promise<Comparison[]> {
  return [await withApplication(actionsOfLargeHost), await withApplication(yearOfOneHost)];
}

async function withApplication<T>(work: (app: Application) => Promise<T>): Promise<T> {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-bench-'));
  const app = openApplication(readSettings({ ...process.env, BILGE_DATA: data }));
  try {
    return await work(app);
  } finally {
    await closeApplication(app);
    fs.rmSync(data, { recursive: true, force: true });
  }
}

async function actionsOfLargeHost(app: Application): Promise<Comparison> {
  const layers = 5000;
  const { hostId, facts } = storeScannedHost(app, layers);
  const actions: number[] = [];
  const report: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    report.push(await timed(() => concludeStorage(app, hostId, facts)));
    // Planned again, not remembered.
    app.offers.clear();
    actions.push(await timed(() => listActions(app, anna, hostId)));
  }
  return {
    name: `actions of a host with ${layers} layers`,
    ours: { label: 'list of all actions, planned', values: actions },
    alternative: { label: 'one storage report', values: report },
    target: { atMostRatio: 2 },
    remarks: 'all of them share one report; the difference is the plan for the leaked layers themselves',
  };
}

/** A scan every three hours and the daily upkeep, with the clock of the application moved. */
async function yearOfOneHost(app: Application): Promise<Comparison> {
  let now = Date.parse('2026-01-01T00:00:00.000Z');
  app.now = () => new Date(now);
  const { hostId } = storeScannedHost(app, 100);
  const host = app.store.hosts.byId(hostId);
  if (host === null) throw new Error('the host is gone');
  const { facts } = readRecording('busy');
  for (let day = 0; day < 365; day += 1) {
    app.store.transaction(() => {
      for (let scan = 0; scan < 8; scan += 1) {
        now += 3 * 3_600_000;
        const collectedAt = app.now().toISOString();
        const seen = { ...facts, id: newId('facts'), hostId, collectedAt };
        app.store.facts.put(seen);
        recordReport(app, host, seen);
      }
    });
    await keepUp(app);
  }
  const bytes = fs
    .readdirSync(app.store.dataDirectory)
    .filter((name) => name.startsWith('bilge.db'))
    .reduce((sum, name) => sum + fs.statSync(path.join(app.store.dataDirectory, name)).size, 0);
  return {
    name: 'database after a year of one host',
    ours: { label: 'all files of the database', values: [bytes / 1e6] },
    alternative: null,
    unit: 'MB',
    target: { atMost: 50 },
    remarks:
      'a scan every three hours of a busy lab host (recorded), the daily upkeep; mostly the 91 scans that are kept',
  };
}
