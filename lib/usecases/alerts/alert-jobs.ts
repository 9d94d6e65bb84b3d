import { setTimeout as pause } from 'node:timers/promises';
import type { Application } from '../core/application.ts';
import { dashboardItself, type JobKind } from '../jobs/job-kind.ts';
import { deliverAll } from './deliver.ts';
import { sendHeartbeats } from './heartbeats.ts';
import { stepAlerts } from './watch-alerts.ts';

/** Holds pass by time alone, so a step is due at least so often. */
const stepMs = 60_000;
const sendMs = 10_000;

/** Decides what is to be told. Woken by every change: a scan, a run, a setting. */
export const alertsJob: JobKind = {
  id: 'alerts',
  title: 'Watch for alerts',
  isQuick: true,
  subjects: () => dashboardItself,
  everyMs: () => stepMs,
  backOff: () => ({ firstMs: stepMs, longestMs: stepMs }),
  listen: (app, wake) =>
    app.events.subscribe(({ type }) => {
      if (type !== 'progress') wake();
    }),
  async work({ app }) {
    stepAlerts(app);
    return undefined;
  },
};

const sending = new WeakMap<Application, Promise<unknown>>();

/** Sends what waits in the outbox, and the heartbeats. When a channel is tried again is the channel's own matter, so this never backs off. */
export const sendJob: JobKind = {
  id: 'send',
  title: 'Send notifications',
  isQuick: true,
  subjects: () => dashboardItself,
  everyMs: () => sendMs,
  backOff: () => ({ firstMs: sendMs, longestMs: 6 * sendMs }),
  async work({ app }) {
    const work = Promise.all([deliverAll(app), sendHeartbeats(app)]);
    sending.set(app, work);
    await work;
    return undefined;
  },
};

/** Longer than most receivers take, shorter than the process may take to end. */
const goodbyeMs = 5_000;

/**
 * For who stops the dashboard: what is being sent is waited for, so that a restart sends nothing twice. Only where a receiver takes longer
 * than that is the message sent again, with the same key.
 */
export async function sendingEnded(app: Application): Promise<void> {
  const late = new AbortController();
  const deadline = pause(goodbyeMs, undefined, { signal: late.signal }).catch(() => {});
  await Promise.race([sending.get(app)?.catch(() => {}), deadline]);
  late.abort();
}
