import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { factsWith } from '../../health/testing/facts.ts';
import { examplePlan, exampleRun } from '../../store/testing/example-plan.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { examineDashboard } from './doctor.ts';

it('tells of stored values that cannot be read, and of none where all can', async () => {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@nas');
  app.store.facts.put({ ...factsWith({}), id: 'facts_1', hostId: host.id });
  app.store.plans.put(examplePlan());
  app.store.runs.put(exampleRun());
  const stored = async () => (await examineDashboard(app.settings)).find(({ id }) => id === 'stored');
  expect(await stored()).toEqual({ id: 'stored', ok: true, detail: 'everything stored can be read' });
  const raw = new Sqlite(app.store.file);
  raw.exec(`UPDATE plans SET json = '{}'; UPDATE runs SET json = ''; UPDATE facts SET body = x'00'`);
  raw.close();
  const told = await stored();
  expect(told?.ok).toBe(false);
  for (const id of ['plan plan_1', 'run run_1', 'stored scan']) expect(told?.detail).toContain(id);
});
