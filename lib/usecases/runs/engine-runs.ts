import { setTimeout as sleep } from 'node:timers/promises';
import { HostBusyError, TransportError } from '../../domain/errors.ts';
import type { Host } from '../../domain/host.ts';
import type { Plan } from '../../domain/plan.ts';
import { isFinal, type JournalEntry, type Run } from '../../domain/run.ts';
import type { DockerApi, HostSession } from '../../domain/session.ts';
import { runOverContainerd } from '../../runs/containerd-run.ts';
import { runOverEngine } from '../../runs/engine-run.ts';
import { applyEntries, markInterrupted } from '../../runs/progress.ts';
import type { Application } from '../core/application.ts';
import { isAtWork, seenEveryMs, thisProcess, workerNow } from '../core/worker-process.ts';
import { hostOf } from '../hosts/hosts.ts';

/**
 * Runs that this process does itself, because the host gives only its Docker socket, or because they ask containerd. They end with the process, so
 * the run names the process that works on it, and any process that finds it gone says so.
 */

/** The store is the lock: there is no place on such a host for one. @throws HostBusyError */
export function claimHost(app: Application, host: Host, run: Run): Run {
  const claimed = { ...run, worker: workerNow(app.now()) };
  return app.store.transaction(() => {
    requireIdle(app, host);
    app.store.runs.put(claimed);
    return claimed;
  });
}

/** @throws HostBusyError, naming who works on the host */
export function requireIdle(app: Application, host: Host): void {
  const other = app.store.runs.unfinished().find(({ hostId }) => hostId === host.id);
  if (other === undefined || (other.worker !== undefined && !isAtWork(other.worker, app.now()))) return;
  throw new HostBusyError({
    holder: `${other.startedBy}, run ${other.id}`,
    message: `Another run is active on ${host.name} (${other.title}, started by ${other.startedBy}). Wait until it ends, or cancel it.`,
  });
}

export async function workOnRun(app: Application, plan: Plan, run: Run): Promise<Run> {
  const host = hostOf(app, run.hostId);
  const holder = `${run.startedBy} by Bilge on ${app.settings.url ?? 'this dashboard'}`;
  return workHere(app, run, (journal) =>
    plan.overContainerd === true
      ? runOverContainerd({ plan, open: () => sessionOf(app, host), holder, ...journal })
      : runOverEngine({ plan, docker: () => dockerOf(app, host), ...journal }),
  );
}

/** What the executor of steps in this process writes to, and checks between them. */
export interface OwnJournal {
  /** on disk when it returns */
  write(entries: JournalEntry[]): void;
  isCancelled(): boolean;
}

/** Keeps the run in the store true to its journal, and says that this process works on it, until the work has ended. */
export async function workHere(app: Application, run: Run, work: (journal: OwnJournal) => Promise<void>): Promise<Run> {
  let current = run;
  const keep = (entries: JournalEntry[]): void => {
    app.store.transaction(() => {
      const cancelRequested = app.store.runs.byId(run.id)?.cancelRequested === true;
      current = {
        ...applyEntries(current, entries, 0),
        cancelRequested,
        worker: workerNow(app.now()),
      };
      app.store.runs.put(current);
    });
    app.events.publish({ type: 'run', runId: run.id, hostId: run.hostId });
  };
  const seen = setInterval(() => keep([]), seenEveryMs);
  seen.unref();
  const stopListening = app.events.onShutdown(() => clearInterval(seen));
  try {
    await work({
      write(entries) {
        app.store.journal.append(entries);
        keep(entries);
      },
      isCancelled: () => app.store.runs.byId(run.id)?.cancelRequested === true,
    });
  } finally {
    clearInterval(seen);
    stopListening();
  }
  return current;
}

/**
 * Looks on while another process works; ends with the run, or with that process. Only asked where this process does not work on
 * it: a run that names this one was given up by it.
 */
export async function watchWorker(app: Application, runId: string, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const run = app.store.runs.byId(runId);
    if (!run || isFinal(run.state)) return;
    if (run.worker?.process === thisProcess() || !isAtWork(run.worker, app.now())) {
      const said = 'The dashboard stopped while it was doing the steps of this run.';
      // The journal is written first, so it may know one line more.
      const whole = applyEntries(run, app.store.journal.after(runId, run.lastSeq), 0);
      app.store.runs.put(markInterrupted(whole, { at: app.now().toISOString(), said }));
      app.events.publish({ type: 'run', runId, hostId: run.hostId });
      return;
    }
    await sleep(1_000, undefined, signal === undefined ? {} : { signal });
    app.events.publish({ type: 'run', runId, hostId: run.hostId });
  }
}

async function sessionOf(app: Application, host: Host): Promise<HostSession> {
  const lease = await app.pool.acquire(host, app.store.hosts.secrets(host.id));
  lease.release();
  return lease.session;
}

async function dockerOf(app: Application, host: Host): Promise<DockerApi> {
  const lease = await app.pool.acquire(host, app.store.hosts.secrets(host.id), { fresh: true });
  lease.release();
  const { docker, dockerProblem } = lease.session;
  if (docker !== null) return docker;
  throw new TransportError({
    failure: 'docker-stopped',
    step: dockerProblem?.step ?? 'docker',
    message: dockerProblem?.userMessage ?? `${host.name}: the Docker Engine could not be reached.`,
  });
}
