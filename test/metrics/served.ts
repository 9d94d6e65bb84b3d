import { exampleRun } from '../../lib/store/testing/example-plan.ts';
import { keepApplication } from '../../lib/usecases/core/application.ts';
import { addDemoHosts } from '../../lib/usecases/demo/demo-hosts.ts';
import { recordReport } from '../../lib/usecases/scans/reports.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { storedHost, temporaryApplication } from '../../lib/usecases/testing/temporary-application.ts';

const anna = { kind: 'cli', name: 'cli:anna', role: 'admin' } as const;

/** A dashboard with the facts of a recording as those of a real host, one that never answered, and a demo host. */
export async function served(environment: Record<string, string> = {}) {
  const app = temporaryApplication(environment);
  keepApplication(app);
  const [demo] = await addDemoHosts(app, anna);
  if (demo === undefined) throw new Error('There is no demo host.');
  await scanHost(app, anna, demo.id, { measure: true });
  const facts = app.store.facts.latest(demo.id);
  if (facts === null) throw new Error('The demo host was not scanned.');
  const host = storedHost(app, 'ssh://root@nas');
  const own = { ...facts, id: 'facts_own', hostId: host.id, collectedAt: app.now().toISOString() };
  app.store.facts.put(own);
  app.store.measurements.put(host.id, app.store.measurements.all(demo.id));
  recordReport(app, host, own);
  app.store.hostStates.put(host.id, { state: 'reachable', at: own.collectedAt, problem: null });
  const run = { ...exampleRun(), hostId: host.id, state: 'succeeded', endedAt: app.now().toISOString() } as const;
  app.store.runs.put(run);
  return { app, host, demo };
}
