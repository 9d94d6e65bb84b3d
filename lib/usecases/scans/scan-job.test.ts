import { expect, it, onTestFinished, vi } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { scanHost } from './scan-host.ts';
import { scanJob } from './scan-job.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const minuteMs = 60_000;

function simulated(url: string, settings = {}) {
  const app = temporaryApplication();
  const host = storedHost(app, url, settings);
  let nowMs = Date.parse('2026-12-01T00:00:00.000Z');
  app.now = () => new Date(nowMs);
  const runner = new JobRunner(app, [scanJob], () => 0.5);
  onTestFinished(() => void runner.stop());
  const after = async (minutes: number) => {
    nowMs += minutes * minuteMs;
    runner.look();
    await runner.settled();
    return { scans: app.store.facts.history(host.id).length, state: app.store.hostStates.of(host.id).state };
  };
  return { app, host, runner, after };
}

it('scans a host that was added, then on its own interval, and counts from scans that a person made', async () => {
  const { app, host, runner, after } = simulated('demo:nas', { scanEveryMinutes: 30 });
  expect(await after(0)).toEqual({ scans: 1, state: 'reachable' });
  expect(await after(29)).toMatchObject({ scans: 1 });
  expect(await after(2)).toMatchObject({ scans: 2 });
  await after(20);
  await scanHost(app, anna, host.id);
  expect(await after(10)).toMatchObject({ scans: 3 });
  expect(await after(10)).toMatchObject({ scans: 3 });
  expect(await after(10)).toMatchObject({ scans: 4 });
  // Asked for by name, it is done all the same.
  runner.wake(`scan ${host.id}`);
  expect(await after(1)).toMatchObject({ scans: 5 });
});

it('asks a host that does not answer less often, at least once an hour, and says why', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());
  const { app, host, after } = simulated('unix:///nowhere/docker.sock');
  const row = () => app.store.jobs.byKey(`scan ${host.id}`);
  const pauses: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    expect(await after(round === 0 ? 0 : 61)).toMatchObject({ scans: 0, state: 'unreachable' });
    pauses.push(((row()?.nextAtMs ?? 0) - app.now().getTime()) / minuteMs);
  }
  expect(pauses).toEqual([15, 30, 60, 60]);
  expect(row()?.problem).toContain('/nowhere/docker.sock');
});
