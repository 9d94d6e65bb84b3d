import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { GuardRefusal, InvalidInputError, NotFoundError, userMessageOf } from '../../domain/errors.ts';
import { isDoneByDashboard, type Plan } from '../../domain/plan.ts';
import { isFinal, type JournalEntry, type Run } from '../../domain/run.ts';
import { cancelRun } from '../../runs/cancel.ts';
import { launchRun } from '../../runs/launch.ts';
import { newRun } from '../../runs/progress.ts';
import { undoRequest } from '../../runs/undo.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { hostOf } from '../hosts/hosts.ts';
import { withSession } from '../hosts/with-session.ts';
import { claimPlan, proposePlan, readPlan } from '../plans/plans.ts';
import { readAfterwards, whyNothingIsLeft } from './afterwards.ts';
import { claimHost, requireIdle } from './engine-runs.ts';
import { followInBackground, workInBackground } from './follow-runs.ts';

/** Approves and starts: the script is uploaded and runs detached on the host. Returns as soon as it runs; follow it from there. */
export async function applyPlan(
  app: Application,
  actor: Actor,
  planId: string,
  confirm: string,
  approvedAt: Date = app.now(),
): Promise<Run> {
  requireRole(actor, 'operator');
  const proposed = readPlan(app, actor, planId);
  // A plan is used once: where it could not begin anyway it is not used up.
  if (isDoneHere(proposed)) requireIdle(app, hostOf(app, proposed.hostId));
  const plan = claimPlan(app, actor, planId, confirm, approvedAt);
  const host = hostOf(app, plan.hostId);
  return audited(
    app,
    actor,
    {
      action: 'run.started',
      subject: plan.actionId,
      hostId: host.id,
      detail: { plan: plan.id, title: plan.title },
      announce: true,
    },
    async () => {
      let run = newRun(plan, { startedBy: actor.name, at: app.now().toISOString() });
      if (plan.isDemo) run = { ...run, isDemo: true };
      if (isDoneHere(plan)) return startHere(app, plan, claimHost(app, host, run));
      app.store.runs.put(run);
      app.events.publish({ type: 'run', runId: run.id, hostId: host.id });
      try {
        run = { ...run, directory: (await launch(app, plan, actor)).directory };
        app.store.runs.put(run);
      } catch (error) {
        // Only where the script cannot have started is the run called refused; a lost connection leaves it to be looked up.
        if (!mayHaveStarted(error)) {
          run = { ...run, state: 'refused', endedAt: app.now().toISOString(), said: userMessageOf(error) };
          app.store.runs.put(run);
          app.events.publish({ type: 'run', runId: run.id, hostId: host.id });
          throw error;
        }
      }
      void followInBackground(app, run.id);
      return run;
    },
  );
}

/** By this process: on a host that gives only its socket, over containerd, and on a demo host, which is no machine at all. */
function isDoneHere(plan: Plan): boolean {
  return isDoneByDashboard(plan) || plan.isDemo === true;
}

/** The steps are done by this process; every follower of the run finds this work under its name. */
function startHere(app: Application, plan: Plan, run: Run): Run {
  app.events.publish({ type: 'run', runId: run.id, hostId: run.hostId });
  void workInBackground(app, plan, run);
  return run;
}

async function launch(app: Application, plan: Plan, actor: Actor) {
  const host = hostOf(app, plan.hostId);
  return withSession(app, host, async (session) => {
    if (!session.capabilities.has('root')) {
      throw new GuardRefusal({
        guardId: 'root-right',
        excuse: `${host.name}: runs need root on the host. ${session.rootProblem ?? 'Give Bilge sudo there (host settings).'}`,
      });
    }
    return launchRun(session, plan, {
      holder: `${actor.name} by Bilge on ${app.settings.url ?? 'this dashboard'}`,
    });
  });
}

function mayHaveStarted(error: unknown): boolean {
  return (
    error instanceof Error &&
    'failure' in error &&
    (error.failure === 'connection-lost' || error.failure === 'timed-out')
  );
}

export function listRuns(
  app: Application,
  actor: Actor,
  filter: { hostId?: string; limit?: number; before?: string } = {},
): Run[] {
  requireRole(actor, 'viewer');
  return app.store.runs.list(filter);
}

export function readRun(app: Application, actor: Actor, runId: string): Run {
  requireRole(actor, 'viewer');
  const run = app.store.runs.byId(runId);
  if (!run) throw new NotFoundError(`No run ${runId}.`);
  return run;
}

/** The run that a plan was used for; null where none was begun. */
export function runOfPlan(app: Application, actor: Actor, planId: string): Run | null {
  requireRole(actor, 'viewer');
  return app.store.runs.ofPlan(planId).at(-1) ?? null;
}

export function readJournalAfter(app: Application, actor: Actor, runId: string, seq: number): JournalEntry[] {
  requireRole(actor, 'viewer');
  return app.store.journal.after(runId, seq, 1000);
}

/** Ends between two steps: the current step is finished and checked. */
export async function requestCancel(app: Application, actor: Actor, runId: string): Promise<Run> {
  requireRole(actor, 'operator');
  const run = readRun(app, actor, runId);
  if (isFinal(run.state)) throw new InvalidInputError('This run has already ended.');
  return audited(
    app,
    actor,
    { action: 'run.cancelled', subject: run.id, hostId: run.hostId, announce: true },
    async () => {
      // Where a dashboard does the steps itself, it reads the wish from the store.
      if (run.worker === undefined) await cancelOnHost(app, run);
      const asked = app.store.transaction(() => {
        const fresh = readRun(app, actor, runId);
        if (isFinal(fresh.state)) return fresh;
        app.store.runs.put({ ...fresh, cancelRequested: true });
        return { ...fresh, cancelRequested: true };
      });
      app.events.publish({ type: 'run', runId: run.id, hostId: run.hostId });
      return asked;
    },
  );
}

function cancelOnHost(app: Application, run: Run): Promise<void> {
  return withSession(app, hostOf(app, run.hostId), async (session) => {
    await cancelRun(session, run);
  });
}

/** Undo is a plan of its own from a fresh scan, applied at once: it only restores what this run quarantined. */
export async function undoRun(app: Application, actor: Actor, runId: string): Promise<Run> {
  requireRole(actor, 'operator');
  const run = readRun(app, actor, runId);
  const request = undoRequest(run);
  if ('excuse' in request) throw new GuardRefusal({ guardId: 'undo', excuse: request.excuse });
  const excuse = whyNothingIsLeft(readAfterwards(app, actor, run));
  if (excuse !== null) throw new GuardRefusal({ guardId: 'undo', excuse });
  const plan = await proposePlan(app, actor, run.hostId, request.actionId, request.params);
  return applyPlan(app, actor, plan.id, hostOf(app, run.hostId).name);
}

/** Waits for the end, over lost connections and in whichever process follows it. */
export async function waitForRun(
  app: Application,
  actor: Actor,
  runId: string,
  options: { signal?: AbortSignal; onChange?: (run: Run) => void } = {},
): Promise<Run> {
  const following = followInBackground(app, runId);
  const stop = app.events.subscribe((event) => {
    if (event.type === 'run' && event.runId === runId) options.onChange?.(readRun(app, actor, runId));
  });
  let giveUp: () => void = () => {};
  const aborted = new Promise<void>((resolve) => {
    giveUp = () => resolve();
  });
  options.signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await Promise.race([following, aborted]);
  } finally {
    stop();
    options.signal?.removeEventListener('abort', giveUp);
  }
  return readRun(app, actor, runId);
}
