import type { Actor } from '../../access/actor.ts';
import { requireFreshLogin, requireRole } from '../../access/actor.ts';
import { type Batch, type BatchItem, type BatchState, batchKindOf, isWorking } from '../../domain/batch.ts';
import { AppError, HostBusyError, InvalidInputError, messageOf, StalePlanError } from '../../domain/errors.ts';
import { counted } from '../../domain/format.ts';
import { confirmsName } from '../../domain/host-names.ts';
import { isFinal, type Run } from '../../domain/run.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { logProblem, logUnexpected } from '../core/log.ts';
import { isAtWork, workerNow } from '../core/worker-process.ts';
import { hostOf } from '../hosts/hosts.ts';
import { readPlan, refuseReadOnly } from '../plans/plans.ts';
import { applyPlan, waitForRun } from '../runs/runs.ts';
import {
  allBatches,
  batchOf,
  changeBatch,
  changeItem,
  closeAbandonedBatches,
  ended,
  workingOn,
} from './batch-store.ts';
import { isPlanOver, renewedPlan } from './renew-plan.ts';

/** A run says something every few seconds. After this long without a word its outcome is unknown to us, and nothing more is begun. */
const silenceMs = 10 * 60_000;

/**
 * Starts the planned runs, one host at a time. `confirm` holds the name of every host that is planned, no more and no less: what a single
 * plan asks for, asked once for each. Everything that a single plan checks is checked here for all, and again for each when its turn comes.
 */
export async function startBatch(
  app: Application,
  actor: Actor,
  id: string,
  confirm: readonly string[],
): Promise<Batch> {
  requireRole(actor, 'operator');
  refuseReadOnly(app);
  closeAbandonedBatches(app);
  const batch = batchOf(app, id);
  requireProposed(batch);
  const planned = batch.items.filter(({ state }) => state === 'planned');
  if (planned.some(({ plan }) => plan?.asksForName)) requireFreshLogin(actor, app.now());
  requireNames(
    planned.map(({ hostId }) => hostOf(app, hostId).name),
    confirm,
  );
  requireUnused(app, actor, planned);
  const { kind } = batch;
  return audited(
    app,
    actor,
    { action: 'batch.started', subject: id, detail: { kind, hosts: planned.length }, announce: true },
    () => {
      const approvedAt = app.now();
      const started = changeBatch(app, id, (fresh) => {
        requireProposed(fresh);
        requireNoOther(app, id);
        return {
          ...fresh,
          state: 'running',
          startedAt: approvedAt.toISOString(),
          startedBy: actor.name,
          worker: workerNow(approvedAt),
        };
      });
      void runAll(app, actor, started, approvedAt);
      return started;
    },
  );
}

function requireProposed({ state }: Batch): void {
  if (state === 'proposed') return;
  const why = { planning: 'is still being planned', running: 'runs already' } as Partial<Record<BatchState, string>>;
  throw new StalePlanError({ message: `This cleanup ${why[state] ?? 'has ended'}. Plan again to do it again.` });
}

function requireNames(names: readonly string[], confirm: readonly string[]): void {
  const missing = names.filter((name) => !confirm.some((given) => confirmsName(given, name)));
  const strange = confirm.filter((given) => !names.some((name) => confirmsName(given, name)));
  if (missing.length > 0)
    throw new InvalidInputError(`Confirm with the name of each host. Missing: ${missing.join(', ')}.`);
  if (strange.length > 0)
    throw new InvalidInputError(
      `${strange.join(', ')}: not planned in this cleanup. Confirm with: ${names.join(', ')}.`,
    );
}

function requireUnused(app: Application, actor: Actor, items: readonly BatchItem[]): void {
  for (const { plan, hostName } of items) {
    if (plan === null || readPlan(app, actor, plan.id).state === 'proposed') continue;
    throw new StalePlanError({ message: `The plan of ${hostName} was used or has expired. Plan all of them again.` });
  }
}

function requireNoOther(app: Application, id: string): void {
  const other = allBatches(app).find((batch) => batch.id !== id && batch.state === 'running');
  if (other === undefined || !isAtWork(other.worker, app.now())) return;
  throw new HostBusyError({
    holder: other.startedBy ?? other.createdBy,
    message: `Another cleanup of several hosts runs (${batchKindOf[other.kind].title}, started by ${other.startedBy}). Wait until it ends, or stop it.`,
  });
}

async function runAll(app: Application, actor: Actor, { id, items, kind }: Batch, approvedAt: Date): Promise<void> {
  try {
    await workingOn(app, id, async (isEnding) => {
      const leave = (): (() => Promise<void>) | null => {
        const stop = whyNotNext(app, actor, id);
        if (isEnding() || isClosed(app, id)) return async () => {};
        return stop === null ? null : () => end(app, actor, id, { state: 'stopped', said: stop });
      };
      for (const item of items.filter(({ state }) => state === 'planned')) {
        const stopped = leave();
        if (stopped !== null) return stopped();
        let renewed: { plan: BatchItem['plan'] } | string = item;
        if (isPlanOver(app, actor, item)) {
          renewed = await orSurprise(item, async () => ({ plan: await renewedPlan(app, actor, item, kind) }));
          // The host was scanned for it, and that took a while.
          const stoppedSince = leave();
          if (stoppedSince !== null) return stoppedSince();
        }
        const surprise =
          typeof renewed === 'string'
            ? renewed
            : await runOne(app, actor, id, { ...item, plan: renewed.plan }, approvedAt);
        if (isEnding() || isClosed(app, id)) return;
        if (surprise !== null) {
          changeItem(app, id, item.hostId, { state: 'surprise', said: surprise });
          return end(app, actor, id, { state: 'stopped', said: `Stopped at ${item.hostName}: ${surprise}` });
        }
        changeItem(app, id, item.hostId, { state: 'done' });
      }
      await end(app, actor, id, { state: 'succeeded', said: null });
    });
  } catch (error) {
    logProblem(`cleaning up ${id}`, error);
  }
}

/** A process that slept for minutes was taken for gone: the cleanup was said to be interrupted, and what was said stays true. */
function isClosed(app: Application, id: string): boolean {
  return batchOf(app, id).state !== 'running';
}

/** Asked before each host: a right may have ended since, and a person may have asked to stop. */
function whyNotNext(app: Application, actor: Actor, id: string): string | null {
  if (batchOf(app, id).cancelRequested) return 'Stopped because someone asked for it.';
  if (!app.access.stillHolds(actor)) return `The right of ${actor.name} to do this has ended meanwhile.`;
  return null;
}

/** @returns the surprise, for a person; null where all went as planned */
async function runOne(
  app: Application,
  actor: Actor,
  id: string,
  item: BatchItem,
  approvedAt: Date,
): Promise<string | null> {
  const { hostId, hostName, plan } = item;
  if (plan === null) return 'There is no plan.';
  changeItem(app, id, hostId, { state: 'running', plan });
  return orSurprise(item, async () => {
    const started = await applyPlan(app, actor, plan.id, hostName, approvedAt);
    changeItem(app, id, hostId, { runId: started.id });
    return surpriseOf(await waitBounded(app, actor, started.id));
  });
}

async function orSurprise<T>({ hostName }: BatchItem, work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return error.userMessage;
    logUnexpected(`a run on ${hostName}`, error);
    return `Internal error: ${messageOf(error)}`;
  }
}

/** Waits for the end, as long as the run says something. */
async function waitBounded(app: Application, actor: Actor, runId: string): Promise<Run> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  const ended = app.events.onShutdown(() => silence.abort());
  try {
    return await waitForRun(app, actor, runId, {
      signal: silence.signal,
      onChange: () => {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), silenceMs);
      },
    });
  } finally {
    clearTimeout(timer);
    ended();
  }
}

/** A run may succeed and yet have left something out that its plan named: that is a surprise too. */
export function surpriseOf(run: Run): string | null {
  if (!isFinal(run.state))
    return 'The host does not answer any more. Its run may go on there; its outcome is unknown until the host can be reached.';
  if (run.state !== 'succeeded') return `The run ended as ${run.state}${run.said ? `: ${run.said}` : '.'}`;
  const odd = run.steps.filter(({ state }) => state !== 'done' && state !== 'already-done');
  if (odd.length === 0) return null;
  return `${counted(odd.length, 'object')} of the plan ${odd.length === 1 ? 'was' : 'were'} not done: ${odd[0]?.said ?? odd[0]?.title}`;
}

async function end(
  app: Application,
  actor: Actor,
  id: string,
  { state, said }: { state: 'succeeded' | 'stopped'; said: string | null },
): Promise<void> {
  const { kind } = changeBatch(app, id, (batch) => ended(app, batch, state, said));
  await audited(app, actor, { action: 'batch.ended', subject: id, detail: { kind, state } }, () => {});
}

/** Ends between two hosts; the run that goes on is cancelled on its own page. A batch that was only planned is withdrawn. */
export async function cancelBatch(app: Application, actor: Actor, id: string): Promise<Batch> {
  requireRole(actor, 'operator');
  const batch = batchOf(app, id);
  if (!isWorking(batch) && batch.state !== 'proposed') throw new InvalidInputError('This cleanup has already ended.');
  return audited(app, actor, { action: 'batch.cancelled', subject: id }, () =>
    changeBatch(app, id, (fresh) => {
      if (fresh.state !== 'proposed') return isWorking(fresh) ? { ...fresh, cancelRequested: true } : fresh;
      return { ...fresh, state: 'stopped', said: 'Withdrawn before it began.', endedAt: app.now().toISOString() };
    }),
  );
}
