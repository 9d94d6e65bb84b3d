import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { attachHost } from '../lab/lab.ts';
import { hostSettingsSchema } from '../lib/domain/host.ts';
import { newId } from '../lib/domain/ids.ts';
import { collectHostFacts } from '../lib/facts/collect.ts';
import { collectUntilSettled } from '../lib/facts/collect-until-settled.ts';
import { closeApplication, openApplication } from '../lib/usecases/core/application.ts';
import { readOverview } from '../lib/usecases/hosts/overview.ts';
import { recordReportInSlices } from '../lib/usecases/scans/reports.ts';
import { readSettings } from '../lib/usecases/server/settings.ts';
import { labSession } from '../test/helpers/lab-session.ts';
import { threadCpuMs } from './process-figures.ts';

/**
 * Five scans of a running lab host as the dashboard makes them (collect, conclude, store), each of which reads everything again, while somebody else asks for the overview of
 * the other hosts every 20 ms. Prints, for each scan, the longest pause of the event loop, the most CPU time
 * that this thread used between two looks at it (what a busy machine does to it is not in that), and the slowest such answer, in
 * milliseconds, as JSON. Started by ten-thousand.ts, in a process of its own.
 */
const data = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-bench-'));
const app = openApplication(readSettings({ ...process.env, BILGE_DATA: data }));
const session = await labSession(await attachHost(process.argv[2] ?? ''));
const createdAt = app.now().toISOString();
const settings = hostSettingsSchema.parse({});
const host = { id: newId('host'), name: 'nas', url: 'ssh://root@nas', settings, createdAt };
app.store.hosts.add(host, {});

const pauses: number[] = [];
const cpu: number[] = [];
const answers: number[] = [];
for (let round = 0; round < 6; round += 1) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let slowest = 0;
  let asked = performance.now();
  const visitor = setInterval(() => {
    readOverview(app, { kind: 'cli', name: 'bench', role: 'viewer' });
    slowest = Math.max(slowest, performance.now() - asked - 20);
    asked = performance.now();
  }, 20);
  let longestCpu = 0;
  let used = threadCpuMs();
  const watch = setInterval(() => {
    const now = threadCpuMs();
    longestCpu = Math.max(longestCpu, now - used);
    used = now;
  }, 1);
  delay.enable();
  const facts = await collectUntilSettled(() =>
    collectHostFacts(session, {
      hostId: host.id,
      now: () => app.now().toISOString(),
      newFactsId: () => newId('facts'),
      whole: true,
    }),
  );
  await recordReportInSlices(app, host, facts, await app.store.facts.prepared(facts));
  delay.disable();
  clearInterval(visitor);
  clearInterval(watch);
  // The first one compiles the code.
  if (round > 0) {
    pauses.push(delay.max / 1e6);
    cpu.push(longestCpu);
    answers.push(slowest);
  }
}
await session.close();
await closeApplication(app);
fs.rmSync(data, { recursive: true, force: true });
console.log(JSON.stringify({ pauses, cpu, answers }));
