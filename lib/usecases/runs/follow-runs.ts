import type { Plan } from '../../domain/plan.ts';
import { isFinal, type Run } from '../../domain/run.ts';
import type { HostSession } from '../../domain/session.ts';
import { followRun } from '../../runs/follow.ts';
import { applyEntries, markInterrupted } from '../../runs/progress.ts';
import { recoverRun } from '../../runs/recover.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { workOnDemoRun } from '../demo/demo-runs.ts';
import { hostOf } from '../hosts/hosts.ts';
import { shared } from '../scans/shared-work.ts';
import { lookAfterRun } from './after-run.ts';
import { watchWorker, workOnRun } from './engine-runs.ts';
import { noteHeard, noteLost } from './lost-contact.ts';

/**
 * Watches one run to its end, once per process however many ask. The run itself needs no watcher: the journal on the host is
 * the truth, this copies it into the store. Never rejects; what went wrong is logged, and the next look picks the run up again.
 */
export function followInBackground(app: Application, runId: string): Promise<void> {
  return shared(app, `follow ${runId}`, async () => {
    // Ends with the dashboard: a follower that waits for its host would open a new connection behind the closed ones.
    const shutdown = new AbortController();
    const forget = app.events.onShutdown(() => shutdown.abort());
    try {
      await follow(app, runId, shutdown.signal);
    } catch (error) {
      if (!shutdown.signal.aborted) logProblem(`following ${runId}`, error);
    } finally {
      forget();
      app.lostRuns.delete(runId);
    }
  });
}

/** Does the steps of an Engine-only run, or of one on a demo host, here; under the same name as following it, so that who follows waits for this. */
export function workInBackground(app: Application, plan: Plan, run: Run): Promise<void> {
  return shared(app, `follow ${run.id}`, async () => {
    try {
      await (plan.isDemo ? workOnDemoRun(app, plan, run) : workOnRun(app, plan, run));
      await lookAfterRun(app, run);
    } catch (error) {
      logProblem(`working on ${run.id}`, error);
    }
  });
}

/** At start, and periodically: picks up every run that has not ended, including runs that the command line started and left. */
export function followUnfinished(app: Application): void {
  for (const run of app.store.runs.unfinished()) void followInBackground(app, run.id);
}

async function follow(app: Application, runId: string, signal: AbortSignal): Promise<void> {
  try {
    if (!closeOfRemovedHost(app, runId)) await followOnHost(app, runId, signal);
  } catch (error) {
    if (!closeOfRemovedHost(app, runId)) throw error;
  }
}

/**
 * A removed host cannot be asked: its run is closed with what is known, and that is logged once. Else it would be picked
 * up, and fail, every half minute for ever. @returns whether it is such a run, or has ended
 */
function closeOfRemovedHost(app: Application, runId: string): boolean {
  const run = app.store.runs.byId(runId);
  if (!run || isFinal(run.state)) return true;
  if (run.worker !== undefined || app.store.hosts.byId(run.hostId) !== null) return false;
  app.store.runs.put(
    markInterrupted(run, {
      at: app.now().toISOString(),
      said: 'Its host was removed from this dashboard before the run ended, so its result is unknown.',
      stopsDocker: app.store.plans.byId(run.planId)?.stopsDocker === true,
    }),
  );
  logProblem(`following ${runId}: its host was removed, so the run is closed as interrupted`);
  app.events.publish({ type: 'run', runId, hostId: run.hostId });
  return true;
}

async function followOnHost(app: Application, runId: string, signal: AbortSignal): Promise<void> {
  let run = app.store.runs.byId(runId);
  if (!run || isFinal(run.state)) return;
  if (run.worker !== undefined) {
    await watchWorker(app, run.id, signal);
    return await lookAfterRun(app, run);
  }
  const plan = app.store.plans.byId(run.planId);
  const host = hostOf(app, run.hostId);
  const open = async (): Promise<HostSession> => {
    // Of a host that was removed meanwhile nothing is followed: this would ask for it for ever.
    hostOf(app, host.id);
    const lease = await app.pool.acquire(host, app.store.hosts.secrets(host.id));
    // The pool keeps the connection; a lease held for an hour would keep it from being renewed.
    lease.release();
    return lease.session;
  };
  const keep = (next: Run, entries: Parameters<Application['store']['journal']['append']>[0]): void => {
    app.store.transaction(() => {
      app.store.journal.append(entries);
      const cancelRequested = app.store.runs.byId(next.id)?.cancelRequested === true || next.cancelRequested;
      app.store.runs.put({ ...next, cancelRequested });
    });
    run = next;
    app.events.publish({ type: 'run', runId: next.id, hostId: next.hostId });
  };
  if (run.directory === null && plan) {
    const recovered = await recoverRun(await open(), run, { plan, now: app.now().toISOString() });
    keep(recovered.run, recovered.entries);
  }
  if (!isFinal(run.state) && run.directory !== null) {
    const end = await followRun({
      open,
      runId: run.id,
      directory: run.directory,
      cursor: run.cursor,
      signal,
      onEntries: (reading) => {
        noteHeard(app, { id: runId, hostId: host.id });
        if (reading.foreign > 0)
          logProblem(
            `${host.name}: the journal of ${runId} held ${reading.foreign} entries of another run; they were dropped`,
          );
        if (run && reading.entries.length > 0)
          keep(applyEntries(run, reading.entries, reading.cursor), reading.entries);
      },
      onLost: (error) => {
        if (run) noteLost(app, run, error);
        logProblem(`${host.name}: the connection was lost while following a run (${error.message}); the run continues`);
      },
    });
    if (!isFinal(run.state) && end !== 'ended')
      keep(
        markInterrupted(run, {
          at: app.now().toISOString(),
          said: saidOf(end),
          stopsDocker: plan?.stopsDocker === true,
        }),
        [],
      );
  }
  if (isFinal(run.state)) await lookAfterRun(app, run);
}

function saidOf(end: 'interrupted' | 'lost'): string {
  return end === 'lost'
    ? 'The run directory is no longer on the host: it was volatile and the host rebooted, or someone removed it.'
    : 'The run was interrupted on the host (power loss, reboot or kill) and wrote no last line.';
}
