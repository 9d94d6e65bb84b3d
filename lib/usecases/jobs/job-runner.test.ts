import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { hostSettingsSchema } from '../../domain/host.ts';
import { newId } from '../../domain/ids.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { dashboardItself, eachHost, type JobContext, type JobKind, type JobOutcome } from './job-kind.ts';
import { JobRunner } from './job-runner.ts';

const minuteMs = 60_000;
const start = Date.parse('2026-12-01T00:00:00.000Z');

function simulated(hosts = 0) {
  const app = temporaryApplication();
  let nowMs = start;
  app.now = () => new Date(nowMs);
  for (let index = 0; index < hosts; index += 1) {
    const settings = hostSettingsSchema.parse({});
    app.store.hosts.add({ id: newId('host'), name: `nas${index}`, url: 'ssh://nas', settings, createdAt: '' }, {});
  }
  const runnerOf = (...kinds: JobKind[]): JobRunner => {
    const runner = new JobRunner(app, kinds, () => 0.5);
    onTestFinished(() => void runner.stop());
    return runner;
  };
  const jump = (ms: number): void => {
    nowMs += ms;
  };
  return { app, runnerOf, jump, now: () => nowMs };
}

interface Recorded {
  kind: JobKind;
  calls: JobContext[];
}

function recorded(
  change: Partial<JobKind> = {},
  work?: (context: JobContext) => Promise<JobOutcome | undefined>,
): Recorded {
  const calls: JobContext[] = [];
  const kind: JobKind = {
    id: 'work',
    title: 'Work',
    subjects: () => dashboardItself,
    everyMs: () => 10 * minuteMs,
    backOff: () => ({ firstMs: minuteMs, longestMs: 8 * minuteMs }),
    work: (context) => {
      calls.push(context);
      return work?.(context) ?? Promise.resolve(undefined);
    },
    ...change,
  };
  return { kind, calls };
}

async function look(runner: JobRunner): Promise<void> {
  runner.look();
  await runner.settled();
}

describe('the job runner', () => {
  it('does a job on its interval, over a year, exactly as often as it should', async () => {
    const { runnerOf, jump } = simulated();
    const { kind, calls } = recorded({ everyMs: () => 24 * 60 * minuteMs });
    const runner = runnerOf(kind);
    for (let hour = 0; hour < 365 * 24; hour += 6) {
      await look(runner);
      jump(6 * 60 * minuteMs);
    }
    expect(calls).toHaveLength(365);
  });

  it('keeps one job at a time on a host and three on all, with two hundred hosts', async () => {
    const { runnerOf, app } = simulated(200);
    const busy = new Map<string, number>();
    let most = 0;
    const work = async ({ subject }: JobContext): Promise<undefined> => {
      const id = subject.host?.id ?? '';
      busy.set(id, (busy.get(id) ?? 0) + 1);
      expect(busy.get(id)).toBe(1);
      most = Math.max(most, busy.size);
      await new Promise((resolve) => setImmediate(resolve));
      busy.delete(id);
    };
    const scan = recorded({ id: 'scan', subjects: eachHost }, work);
    const purge = recorded({ id: 'purge', subjects: eachHost, isQuick: true }, work);
    const runner = runnerOf(scan.kind, purge.kind);
    runner.start();
    await expect.poll(() => scan.calls.length + purge.calls.length, { timeout: 60_000 }).toBe(400);
    await runner.settled();
    expect(most).toBe(3);
    expect(
      app.store.jobs.all().filter(({ state, endedAtMs }) => state === 'waiting' && endedAtMs !== null),
    ).toHaveLength(200);
  });

  it('tries what fails again, less and less often, says why once, and begins afresh after a success', async () => {
    const { runnerOf, jump, app, now } = simulated();
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => said.mockRestore());
    let fails = true;
    const { kind } = recorded({}, async () => {
      if (fails) throw new Error('no answer');
      return undefined;
    });
    const runner = runnerOf(kind);
    const pauses: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      await look(runner);
      const row = app.store.jobs.byKey('work');
      pauses.push(((row?.nextAtMs ?? 0) - now()) / minuteMs);
      expect(row).toMatchObject({ attempts: round + 1, problem: 'no answer', state: 'waiting' });
      jump(8 * minuteMs);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 8, 8]);
    expect(said).toHaveBeenCalledTimes(1);
    fails = false;
    await look(runner);
    expect(app.store.jobs.byKey('work')).toMatchObject({ attempts: 0, problem: null, nextAtMs: now() + 10 * minuteMs });
  });

  it('goes on from the table after a restart: nothing is done again, nothing is forgotten', async () => {
    const { runnerOf, jump, app } = simulated();
    const { kind, calls } = recorded();
    await look(runnerOf(kind));
    const second = runnerOf(kind);
    second.start();
    await second.settled();
    expect(calls).toHaveLength(1);
    jump(9 * minuteMs);
    await look(second);
    expect(calls).toHaveLength(1);
    jump(minuteMs);
    await look(second);
    expect(calls).toHaveLength(2);
    // Killed in the middle: the row says running, and no process does it.
    const row = app.store.jobs.byKey('work');
    if (row) app.store.jobs.put({ ...row, state: 'running' });
    const third = runnerOf(kind);
    third.start();
    await third.settled();
    expect(calls).toHaveLength(3);
  });

  it('does nothing twice when the clock jumps, and does not wait for a clock that was ahead', async () => {
    const { runnerOf, jump, app, now } = simulated();
    const { kind, calls } = recorded();
    const runner = runnerOf(kind);
    await look(runner);
    // A year forward: once, not once for each interval that was missed.
    jump(365 * 24 * 60 * minuteMs);
    await look(runner);
    await look(runner);
    expect(calls).toHaveLength(2);
    // And back again: not at once, and not only in a year.
    jump(-365 * 24 * 60 * minuteMs);
    await look(runner);
    expect(calls).toHaveLength(2);
    expect(app.store.jobs.byKey('work')?.nextAtMs).toBeLessThanOrEqual(now() + 10 * minuteMs);
    jump(11 * minuteMs);
    await look(runner);
    expect(calls).toHaveLength(3);
  });

  it('is woken, also while it goes on, and says to the work that it was', async () => {
    const { runnerOf, app } = simulated();
    let finish = (): void => {};
    const { kind, calls } = recorded({}, () => new Promise((resolve) => (finish = () => resolve(undefined))));
    const runner = runnerOf(kind);
    runner.look();
    runner.wake('work');
    runner.wake('work');
    finish();
    await runner.settled();
    runner.look();
    finish();
    await runner.settled();
    await look(runner);
    expect(calls.map(({ isWoken }) => isWoken)).toEqual([false, true]);
    expect(app.store.jobs.byKey('work')?.state).toBe('waiting');
  });

  it('begins a job that was woken before it had a row, whatever its calendar says', async () => {
    const { runnerOf, now } = simulated();
    const { kind, calls } = recorded({ dueAtMs: () => now() + 60 * minuteMs });
    const runner = runnerOf(kind);
    runner.wake('work');
    await look(runner);
    expect(calls).toHaveLength(1);
    await look(runner);
    expect(calls).toHaveLength(1);
  });

  it('holds, resumes and cancels; a held job does not begin even when it is woken', async () => {
    const { runnerOf, jump, app } = simulated();
    const { kind, calls } = recorded(
      {},
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => said.mockRestore());
    const runner = runnerOf(kind);
    runner.look();
    expect(app.store.jobs.byKey('work')?.state).toBe('running');
    expect(runner.cancel('work')).toBe(true);
    await runner.settled();
    expect(runner.cancel('work')).toBe(false);
    expect(app.store.jobs.byKey('work')).toMatchObject({ state: 'waiting', problem: 'A person cancelled it.' });
    app.store.jobs.hold('work', true);
    jump(60 * minuteMs);
    runner.wake('work');
    runner.look();
    expect(calls).toHaveLength(1);
    app.store.jobs.hold('work', false);
    runner.look();
    expect(calls).toHaveLength(2);
    runner.cancel('work');
    await runner.settled();
  });

  it('stops cleanly: what goes on is told so, and is the first thing after the next start', async () => {
    const { runnerOf, app, now } = simulated();
    const { kind, calls } = recorded(
      {},
      ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const runner = runnerOf(kind);
    runner.start();
    await runner.stop();
    expect(app.store.jobs.byKey('work')).toMatchObject({ state: 'waiting', nextAtMs: now(), attempts: 0 });
    runner.wake('work');
    runner.look();
    expect(calls).toHaveLength(1);
  });

  it('writes nothing for quick jobs, and forgets the rows of what is gone', async () => {
    const { runnerOf, app, jump } = simulated(2);
    const quick = recorded({ id: 'quick', isQuick: true });
    const each = recorded({ id: 'each', subjects: eachHost });
    const runner = runnerOf(quick.kind, each.kind);
    await look(runner);
    expect(app.store.jobs.all().map(({ kind }) => kind)).toEqual(['each', 'each']);
    expect(runner.rows().map(({ kind }) => kind)).toContain('quick');
    const [first] = app.store.hosts.all();
    if (first) app.store.hosts.remove(first.id);
    jump(10 * minuteMs);
    await look(runner);
    expect(each.calls).toHaveLength(3);
    expect(app.store.jobs.all()).toHaveLength(1);
  });
});
