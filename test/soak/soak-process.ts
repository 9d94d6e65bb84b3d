import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { attachHost, type LabHost } from '../../lab/lab.ts';
import type { Actor } from '../../lib/access/actor.ts';
import { messageOf } from '../../lib/domain/errors.ts';
import type { Host } from '../../lib/domain/host.ts';
import { type Application, closeApplication, openApplication } from '../../lib/usecases/core/application.ts';
import { proposePlan } from '../../lib/usecases/plans/plans.ts';
import { applyPlan, waitForRun } from '../../lib/usecases/runs/runs.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { takeSample } from './census.ts';
import { OpenPages } from './open-pages.ts';
import type { Sample, SoakOutcome, SoakPlan } from './soak-plan.ts';
import { storeLabHost } from './store-lab-host.ts';

/**
 * The dashboard's own work without its pages, in a process of its own: `node --expose-gc test/soak/soak-process.ts LAB-HOST PLAN`. Prints
 * one JSON line a sample, and the outcome as the last.
 */
const planSchema = z.object({
  scans: z.int().positive(),
  sampleEvery: z.int().positive(),
  warmUp: z.int().min(0),
  killSshdEvery: z.int().positive(),
  restartDockerEvery: z.int().positive(),
  runEvery: z.int().positive(),
  unreachableEvery: z.int().positive(),
});
const actor: Actor = { kind: 'system', name: 'soak', role: 'admin' };

const plan = planSchema.parse(JSON.parse(process.argv[3] ?? ''));
const lab = await attachHost(process.argv[2] ?? '');
const folder = await mkdtemp(path.join(os.tmpdir(), 'bilge-soak-'));
const app = openApplication(
  readSettings({ ...process.env, BILGE_DATA: folder, BILGE_SECRET: 'not a secret of anybody' }),
);
const pages = await OpenPages.start(app);
try {
  console.log(JSON.stringify(await soak(app, lab, plan)));
} finally {
  await pages.close();
  await closeApplication(app);
  await rm(folder, { recursive: true, force: true });
}

async function soak(application: Application, target: LabHost, todo: SoakPlan): Promise<SoakOutcome> {
  const started = performance.now();
  const done: Record<string, number> = {};
  const count = (what: string): void => {
    done[what] = (done[what] ?? 0) + 1;
  };
  const host = storeLabHost(application, target, { name: 'lab', url: target.url });
  const gone = storeLabHost(application, target, { name: 'gone', url: 'ssh://root@127.0.0.1:1' });
  const look = (scans: number): Promise<Sample> => takeSample(application, scans, () => pages.count);
  const look0 = await settled(() => look(0));
  const samples: Sample[] = [];
  for (let scan = 1; scan <= todo.scans; scan += 1) {
    if (scan % todo.killSshdEvery === 0) {
      await killSshd(target);
      count('times sshd was killed under its connection');
    }
    if (scan % todo.restartDockerEvery === 0) {
      await target.exec('systemctl restart docker');
      count('restarts of Docker');
    }
    if (scan % todo.unreachableEvery === 0) {
      const failed = await scanHost(application, actor, gone.id).then(
        () => false,
        () => true,
      );
      if (!failed) throw new Error('the unreachable host was reached');
      count('scans of a host that does not answer');
    }
    await pages.during(() => scanAnyway(host, count, scan % 10 === 0));
    count('event streams opened and left');
    if (scan % todo.runEvery === 0) {
      await planAndRun(host, target, scan);
      count('plans and their runs');
    }
    if (scan >= todo.warmUp && (scan - todo.warmUp) % todo.sampleEvery === 0) {
      const sample = await look(scan);
      samples.push(sample);
      console.log(JSON.stringify(sample));
    }
  }
  await application.pool.closeAll();
  const after = await settled(() => look(todo.scans));
  return { plan: todo, samples, before: look0, after, done, seconds: Math.round((performance.now() - started) / 1000) };
}

/** Descriptors and objects that are on their way out are given some turns; what stays is what counts. */
async function settled(look: () => Promise<Sample>): Promise<Sample> {
  let sample = await look();
  for (let turn = 0; turn < 5; turn += 1) {
    const next = await look();
    const isSame =
      JSON.stringify(next.living) === JSON.stringify(sample.living) && next.descriptors === sample.descriptors;
    sample = next;
    if (isSame) break;
  }
  return sample;
}

/** A lost way fails a scan; the next one finds it again. What never comes back is an error. */
async function scanAnyway(host: Host, count: (what: string) => void, whole: boolean): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await scanHost(app, actor, host.id, { whole });
      count('scans');
      return;
    } catch (error) {
      count('scans that failed meanwhile and were tried again');
      if (attempt === 20) throw new Error(`the lab host did not come back: ${messageOf(error)}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    }
  }
}

async function planAndRun(host: Host, target: LabHost, scan: number): Promise<void> {
  const name = `soak-${scan}`;
  await target.exec('docker volume create "$1"', { args: [name] });
  const proposed = await proposePlan(app, actor, host.id, 'prune-volumes', { names: name, minAgeHours: '0' });
  const run = await applyPlan(app, actor, proposed.id, host.name);
  const ended = await waitForRun(app, actor, run.id);
  if (ended.state !== 'succeeded') throw new Error(`the run ended as ${ended.state}: ${ended.said}`);
}

/** The listener and every connection at once, as when a machine's memory ran out; within the lab host's own process namespace. */
async function killSshd(target: LabHost): Promise<void> {
  await target.exec(
    'for pid in $(pidof sshd); do kill -9 "$pid"; done; systemctl reset-failed ssh; systemctl restart ssh',
  );
}
