import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { causeKinds } from '../../domain/alerts/cause.ts';
import type { StoredChannel } from '../../domain/alerts/channel.ts';
import type { ScheduleOutcome } from '../../domain/schedule.ts';
import { exampleRun } from '../../store/testing/example-plan.ts';
import { makeForecast } from '../forecast/forecasts.ts';
import { scanHost } from '../scans/scan-host.ts';
import { scheduleJob } from '../schedules/schedule-job.ts';
import { changeSchedule, putSchedule, removeStored, withOutcome } from '../schedules/schedule-store.ts';
import { exampleSchedule } from '../testing/example-schedule.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { stepAlerts } from './watch-alerts.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
/** The recording beside the host: storedHost has one name only. */
function demoHost(app: ReturnType<typeof temporaryApplication>) {
  const [nas] = app.store.hosts.all();
  if (nas === undefined) throw new Error('There is no host.');
  const demo = { ...nas, id: 'host_demo', name: 'demo', url: 'demo:nas' };
  app.store.hosts.add(demo, {});
  return demo;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A dashboard with one host, one channel whose outbox is read, and a clock that the test moves. */
function watched() {
  const app = temporaryApplication();
  let nowMs = Date.parse('2026-03-01T12:00:00.000Z');
  app.now = () => new Date(nowMs);
  const host = storedHost(app, 'ssh://root@nas');
  const channel: StoredChannel = {
    id: 'channel_one',
    name: 'hook',
    kind: 'webhook',
    settings: {},
    rules: { isEnabled: true, minimumSeverity: 'info', kinds: [...causeKinds], ignoresQuietHours: true },
    createdAt: app.now().toISOString(),
  };
  app.store.channels.add(channel, {});
  const told = (): string[] => {
    const messages = app.store.outbox.open(channel.id).map(({ message }) => `${message.phase}: ${message.title}`);
    for (const one of app.store.outbox.open(channel.id))
      app.store.outbox.end(one, { state: 'sent', at: app.now().toISOString() });
    return messages;
  };
  return {
    app,
    host,
    told,
    later: (ms: number) => {
      nowMs += ms;
    },
    /** Each minute of so long, as the job does; then what was told. */
    live: (ms: number): string[] => {
      const titles: string[] = [];
      for (const end = nowMs + ms; nowMs < end; ) {
        nowMs = Math.min(end, nowMs + hourMs / 2);
        stepAlerts(app);
        titles.push(...told());
      }
      return titles;
    },
  };
}

describe('a filesystem that will be full', () => {
  it('is told once while the forecast sways above its bound, and its end once', async () => {
    const { app, host, live } = watched();
    const demo = demoHost(app);
    await scanHost(app, anna, demo.id);
    const facts = app.store.facts.latest(demo.id);
    if (facts === null) throw new Error('The recording was not scanned.');
    app.store.facts.put({ ...facts, id: 'facts_own', hostId: host.id });
    const filesystems = facts.sections.filesystems;
    const home =
      filesystems.state === 'known' ? filesystems.value.find(({ roles }) => roles.includes('data-root')) : undefined;
    if (home === undefined) throw new Error('The recording has no data root.');
    let used = home.totalBytes * 0.2;
    const days = async (count: number, perDay: number): Promise<string[]> => {
      const titles: string[] = [];
      for (let day = 0; day < count; day += 1) {
        used += perDay * home.totalBytes;
        app.store.samples.add(host.id, app.now().toISOString(), { 'data-root.used': used });
        titles.push(...live(dayMs));
        await makeForecast(app, host);
      }
      return [...titles, ...live(hourMs)];
    };
    expect(await days(12, 0.01), 'too early to tell').toEqual([]);
    expect(await days(8, 0.005), 'far from full').toEqual([]);
    const opened = await days(20, 0.03);
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatch(
      new RegExp(`^open: nas: ${home.mountPoint} may be full within 7 days \\(\\d+.*%\\), around`),
    );
    used -= 0.7 * home.totalBytes;
    app.store.runs.put(
      exampleRun({
        id: 'run_freed',
        hostId: host.id,
        startedBy: 'anna',
        startedAt: app.now().toISOString(),
        endedAt: app.now().toISOString(),
        state: 'succeeded',
        freedBytes: {
          estimated: { state: 'known', value: 0.7 * home.totalBytes },
          measured: { state: 'known', value: 0.7 * home.totalBytes },
        },
      }),
    );
    const closed = (await days(5, 0.001)).filter((title) => !title.startsWith('event:'));
    expect(closed).toEqual([expect.stringMatching(/^resolved: Resolved: nas: .* may be full/)]);
  }, 60_000);
});

describe('a schedule', () => {
  const context = (scene: ReturnType<typeof watched>) => ({
    app: scene.app,
    subject: { id: 'schedule_one', host: scene.host },
    signal: new AbortController().signal,
    isWoken: false,
  });
  const outcome = ({ app }: ReturnType<typeof watched>, over: Partial<ScheduleOutcome>): void => {
    const at = app.now().toISOString();
    const done: ScheduleOutcome = { slot: at, at, state: 'done', said: 'Scanned.', planId: null, runId: null };
    changeSchedule(app, 'schedule_one', (fresh) => withOutcome(fresh, { ...done, ...over }));
  };
  const opened = 'open: nas: the schedule “nightly” did not run: It could not begin within an hour';

  it('that was missed while no dashboard ran is told once, also by the process after it, and when it ran again', async () => {
    const scene = watched();
    putSchedule(scene.app, exampleSchedule(scene.host.id, scene.app.now().toISOString()));
    expect(scene.live(12 * hourMs), 'not due yet').toEqual([]);
    scene.later(3 * dayMs);
    await scheduleJob.work(context(scene));
    const [first, ...more] = scene.live(dayMs);
    expect(first).toContain(opened);
    expect(more).toEqual([]);
    scene.later(dayMs);
    await scheduleJob.work(context(scene));
    expect(scene.live(dayMs), 'missed again: the message stands').toEqual([]);
    outcome(scene, {});
    expect(scene.live(hourMs)).toEqual([expect.stringMatching(/^resolved: Resolved: nas: the schedule “nightly”/)]);
  });

  it('that had nothing to do is fine; one that failed, or waits for a person, is told', () => {
    const scene = watched();
    putSchedule(scene.app, exampleSchedule(scene.host.id, scene.app.now().toISOString()));
    outcome(scene, { state: 'skipped', said: 'There is nothing to remove.' });
    expect(scene.live(hourMs)).toEqual([]);
    outcome(scene, { state: 'begun', said: 'Remove images', runId: 'run_x', planId: 'plan_x' });
    expect(scene.live(hourMs)).toEqual([]);
    outcome(scene, {
      state: 'waiting',
      said: '600 objects are more than the 500 that were approved.',
      planId: 'plan_y',
    });
    expect(scene.live(hourMs)).toEqual([expect.stringContaining('600 objects')]);
    scene.app.store.runs.put(exampleRun({ id: 'run_y', planId: 'plan_y', hostId: scene.host.id, state: 'succeeded' }));
    scene.live(hourMs);
    // By a run of Bilge's own: its end needs no message.
    expect(scene.app.store.alerts.all()).toMatchObject([{ phase: 'resolved', isSilent: true }]);
  });

  it.each<[string, (scene: ReturnType<typeof watched>) => void]>([
    ['paused', ({ app }) => changeSchedule(app, 'schedule_one', (fresh) => ({ ...fresh, isPaused: true }))],
    ['removed', ({ app }) => removeStored(app, 'schedule_one')],
    [
      'approved again',
      ({ app }) =>
        changeSchedule(app, 'schedule_one', (fresh) => ({
          ...fresh,
          approval: { ...fresh.approval, at: app.now().toISOString() },
        })),
    ],
  ])('that was missed and is then %s needs no one any more', (_, settle) => {
    const scene = watched();
    putSchedule(scene.app, exampleSchedule(scene.host.id, scene.app.now().toISOString()));
    outcome(scene, { state: 'missed', said: 'Another machine answers there.' });
    expect(scene.live(hourMs)).toHaveLength(1);
    settle(scene);
    expect(scene.live(hourMs)).toEqual([expect.stringMatching(/^resolved:/)]);
    expect(scene.live(2 * dayMs)).toEqual([]);
  });

  it('of a host that was removed, or of a demo host, is not watched', () => {
    const scene = watched();
    const demo = demoHost(scene.app);
    putSchedule(scene.app, exampleSchedule(demo.id, scene.app.now().toISOString()));
    outcome(scene, { state: 'missed', said: 'It could not begin.' });
    putSchedule(
      scene.app,
      exampleSchedule('host_gone', scene.app.now().toISOString(), { id: 'schedule_two', name: 'two' }),
    );
    changeSchedule(scene.app, 'schedule_two', (fresh) =>
      withOutcome(fresh, { slot: '', at: 'x', state: 'missed', said: 'no', planId: null, runId: null }),
    );
    expect(scene.live(dayMs)).toEqual([]);
  });
});
