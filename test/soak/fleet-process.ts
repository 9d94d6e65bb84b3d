import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { z } from 'zod';
import { proportionalMemory, threadCpuMs } from '../../bench/process-figures.ts';
import { attachHost } from '../../lab/lab.ts';
import { type Application, closeApplication, openApplication } from '../../lib/usecases/core/application.ts';
import { jobKinds } from '../../lib/usecases/jobs/job-kinds.ts';
import { JobRunner } from '../../lib/usecases/jobs/job-runner.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { writtenByProcess } from '../../lib/usecases/server/written-bytes.ts';
import type { FleetHour, FleetOutcome, FleetPlan } from './fleet-plan.ts';
import { storeLabHost } from './store-lab-host.ts';

/**
 * The dashboard's own work for many hosts, without its pages, with a moved clock: `node test/soak/fleet-process.ts PLAN`. Every scan is a real one
 * over SSH; only the waiting between them is left out. Prints one JSON line a simulated hour, and the outcome as the last.
 */
const planSchema = z.object({
  hosts: z.int().positive(),
  hours: z.int().positive(),
  scanEveryMinutes: z.int().min(5),
  labs: z.array(z.object({ name: z.string(), ports: z.array(z.int()) })),
});
const plan: FleetPlan = planSchema.parse(JSON.parse(process.argv[2] ?? ''));
const folder = await mkdtemp(path.join(process.env.FLEET_DATA ?? os.tmpdir(), 'bilge-fleet-'));
const app = openApplication(
  readSettings({ ...process.env, BILGE_DATA: folder, BILGE_SECRET: 'not a secret of anybody' }),
);
let nowMs = Date.now();
app.now = () => new Date(nowMs);
try {
  await addHosts(app);
  console.log(JSON.stringify(await simulate(app)));
} finally {
  await closeApplication(app);
  await rm(folder, { recursive: true, force: true });
}

async function addHosts(application: Application): Promise<void> {
  for (const { name, ports } of plan.labs) {
    const lab = await attachHost(name);
    const { hostname } = new URL(lab.url);
    for (const port of ports) {
      const settings = { scanEveryMinutes: plan.scanEveryMinutes };
      storeLabHost(application, lab, { name: `${name}-${port}`, url: `ssh://root@${hostname}:${port}`, settings });
    }
  }
}

async function simulate(application: Application): Promise<FleetOutcome> {
  const started = performance.now();
  const runner = new JobRunner(application, jobKinds);
  application.jobs = runner;
  runner.start();
  const problems: Record<string, number> = {};
  const hours: FleetHour[] = [];
  try {
    for (let hour = 1; hour <= plan.hours; hour += 1) {
      const seen = await simulateHour(application, runner, { hour, problems });
      hours.push(seen);
      console.log(JSON.stringify(seen));
    }
  } finally {
    await runner.stop();
  }
  return { plan, hours, seconds: Math.round((performance.now() - started) / 1000), problems };
}

async function simulateHour(
  application: Application,
  runner: JobRunner,
  { hour, problems }: { hour: number; problems: Record<string, number> },
): Promise<FleetHour> {
  const watch = watchProcess();
  const scannedBefore = lastScans(application);
  const before = { cpu: process.cpuUsage(), written: writtenByProcess() ?? 0 };
  let scans = 0;
  let failed = 0;
  for (let minute = 0; minute < 60; minute += 1) {
    nowMs += 60_000;
    await everythingDue(application, runner);
    for (const row of runner.rows().filter(({ kind, endedAtMs }) => kind === 'scan' && endedAtMs === nowMs)) {
      if (row.attempts > 0) {
        failed += 1;
        problems[row.problem ?? 'unknown'] = (problems[row.problem ?? 'unknown'] ?? 0) + 1;
      }
    }
    for (const [id, at] of lastScans(application)) {
      if (at !== scannedBefore.get(id)) scans += 1;
      scannedBefore.set(id, at);
    }
  }
  const { user, system } = process.cpuUsage(before.cpu);
  const costs = application.store.hosts
    .all()
    .flatMap(({ id }) => application.store.facts.latest(id)?.cost.remoteCpuMs ?? [])
    .sort((one, other) => one - other);
  return {
    hour,
    scans,
    failed,
    hubCpuMs: scans === 0 ? 0 : (user + system) / 1000 / scans,
    hostCpuMs: costs[Math.floor(costs.length / 2)] ?? null,
    ...watch.end(),
    writtenBytes: (writtenByProcess() ?? 0) - before.written,
    databaseBytes: ['', '-wal'].reduce(
      (sum, end) => sum + (statSync(application.store.file + end, { throwIfNoEntry: false })?.size ?? 0),
      0,
    ),
    connections: application.pool.census.connections,
  };
}

/** The clock stands still until everything that is due at this minute has ended. */
async function everythingDue(application: Application, runner: JobRunner): Promise<void> {
  const isDue = (): boolean =>
    runner.rows().some(({ state, nextAtMs }) => state !== 'held' && nextAtMs <= application.now().getTime());
  do {
    runner.look();
    await runner.settled();
    await new Promise((resolve) => setTimeout(resolve, 5));
  } while (isDue());
}

function lastScans(application: Application): Map<string, string> {
  return new Map(
    application.store.hosts.all().map(({ id }) => [id, application.store.facts.newestOf(id)?.collectedAt ?? '']),
  );
}

function watchProcess(): { end(): Pick<FleetHour, 'mostMemoryBytes' | 'longestPieceMs' | 'longestPauseMs'> } {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let mostMemoryBytes = 0;
  let longestPieceMs = 0;
  let used = threadCpuMs();
  const pieces = setInterval(() => {
    const now = threadCpuMs();
    longestPieceMs = Math.max(longestPieceMs, now - used);
    used = now;
  }, 10);
  const memory = setInterval(() => {
    mostMemoryBytes = Math.max(mostMemoryBytes, proportionalMemory('self').bytes);
  }, 500);
  return {
    end() {
      clearInterval(pieces);
      clearInterval(memory);
      delay.disable();
      mostMemoryBytes = Math.max(mostMemoryBytes, proportionalMemory('self').bytes);
      return { mostMemoryBytes, longestPieceMs, longestPauseMs: delay.max / 1e6 };
    },
  };
}
