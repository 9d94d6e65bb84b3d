import type { Actor } from '../../access/actor.ts';
import { filesystemOfDataRoot } from '../../domain/data-root-filesystem.ts';
import { messageOf } from '../../domain/errors.ts';
import { valueOr } from '../../domain/fact.ts';
import { formatPercent } from '../../domain/format.ts';
import type { Host } from '../../domain/host.ts';
import type { PlanEstimate } from '../../domain/plan.ts';
import type { Schedule, ScheduleOutcome } from '../../domain/schedule.ts';
import { usableBytes } from '../../domain/space.ts';
import { whyApprovalEnded, whyExceedsBound } from '../../monitor/schedules/meanings.ts';
import { latestSlotMs, whyTooLate } from '../../monitor/schedules/timing.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import type { JobKind } from '../jobs/job-kind.ts';
import { PlanRefused, proposePlan } from '../plans/plans.ts';
import { applyPlan } from '../runs/runs.ts';
import { scanHost } from '../scans/scan-host.ts';
import {
  allSchedules,
  changeSchedule,
  countedOf,
  identityOf,
  nextOf,
  scheduleOf,
  withOutcome,
} from './schedule-store.ts';

/** Later than any real moment: a schedule that is paused, or never comes again. */
const neverMs = 8_640_000_000_000_000;
const hourMs = 3_600_000;

/**
 * Does what is scheduled, through the same plans, guards and runs as a person's click, and no more than was approved. Its moment is written
 * down before anything is done: a dashboard that dies in between has done it once and not twice.
 */
export const scheduleJob: JobKind = {
  id: 'schedule',
  title: 'Schedule',
  subjects: (app, hosts) =>
    allSchedules(app).flatMap(({ id, hostId }) => {
      const host = hosts.find((each) => each.id === hostId);
      return host === undefined ? [] : [{ id, host }];
    }),
  everyMs: () => hourMs,
  dueAtMs: (app, { id }) => {
    const schedule = scheduleOf(app, id);
    return schedule.isPaused ? neverMs : (nextOf(app, schedule) ?? neverMs);
  },
  backOff: () => ({ firstMs: hourMs, longestMs: hourMs }),
  async work({ app, subject: { id, host }, signal, isWoken }) {
    if (host !== null) await runSchedule(app, host, id, { isWoken, signal });
    return undefined;
  },
};

type Said = Pick<ScheduleOutcome, 'state' | 'said'> & Partial<Pick<ScheduleOutcome, 'planId' | 'runId'>>;

/** Never rejects: what went wrong is the schedule's outcome. `isWoken`: a person wants it now, whatever its calendar says. */
async function runSchedule(
  app: Application,
  host: Host,
  id: string,
  { isWoken, signal }: { isWoken: boolean; signal?: AbortSignal },
): Promise<void> {
  const schedule = scheduleOf(app, id);
  const nowMs = app.now().getTime();
  const dueMs = latestSlotMs(schedule, countedOf(app, schedule), nowMs);
  if (dueMs === null && !isWoken) return;
  const slotMs = dueMs ?? nowMs;
  const slot = new Date(slotMs).toISOString();
  if (dueMs !== null) changeSchedule(app, id, (fresh) => ({ ...fresh, lastSlot: slot }));
  const tooLate = isWoken ? null : whyTooLate(schedule, slotMs, nowMs);
  const outcome: Said = tooLate === null ? await done(app, host, schedule, signal) : { state: 'missed', said: tooLate };
  const { planId = null, runId = null, ...rest } = outcome;
  changeSchedule(app, id, (fresh) => withOutcome(fresh, { slot, at: app.now().toISOString(), planId, runId, ...rest }));
}

async function done(app: Application, host: Host, schedule: Schedule, signal: AbortSignal | undefined): Promise<Said> {
  const actor: Actor = { kind: 'system', name: `schedule ${schedule.name}`, role: 'operator' };
  try {
    return await audited(
      app,
      actor,
      { action: 'schedule.due', subject: schedule.name, hostId: host.id, detail: { kind: schedule.kind } },
      () => worked(app, actor, host, schedule, signal),
    );
  } catch (error) {
    if (error instanceof PlanRefused) return { state: 'skipped', said: error.userMessage };
    return { state: 'failed', said: messageOf(error) };
  }
}

async function worked(
  app: Application,
  actor: Actor,
  host: Host,
  schedule: Schedule,
  signal: AbortSignal | undefined,
): Promise<Said> {
  const { approval } = schedule;
  const ended = whyApprovalEnded(schedule.kind, approval);
  if (ended !== null) return { state: 'missed', said: ended };
  if (approval.actionId === null) {
    await scanHost(app, actor, host.id);
    return { state: 'done', said: 'Scanned.' };
  }
  if (app.settings.isReadOnly) return { state: 'skipped', said: 'Bilge is read-only (BILGE_READ_ONLY).' };
  if (schedule.onlyIfFreeBelow !== null) {
    await scanHost(app, actor, host.id, { whole: true });
    const enough = whyEnoughIsFree(app, host, schedule.onlyIfFreeBelow);
    if (enough !== null) return enough;
  }
  const plan = await proposePlan(app, actor, host.id, approval.actionId, approval.params);
  const other = whyAnotherHost(app, host, approval.identity);
  if (other !== null) return { state: 'missed', said: other, planId: plan.id };
  const exceeds = whyExceedsBound(approval, { objects: plan.steps.length, bytes: bytesOf(plan.estimate) });
  if (exceeds !== null) return { state: 'waiting', said: `${exceeds} Review the plan and apply it.`, planId: plan.id };
  // A person may have paused or removed it, or the dashboard may be stopping, while the host was read.
  if (signal?.aborted || scheduleOf(app, schedule.id).isPaused)
    return { state: 'skipped', said: 'It was stopped before anything was changed.', planId: plan.id };
  const begun = await applyPlan(app, actor, plan.id, host.name);
  // A scrub takes hours: the run is followed like any other, and its end is read where the schedule is shown.
  return { state: 'begun', said: plan.title, planId: plan.id, runId: begun.id };
}

/** Unknown is not little (docs/reference/guard-lessons.md#g4). */
function whyEnoughIsFree(app: Application, host: Host, percent: number): Said | null {
  const facts = app.store.facts.latest(host.id);
  const filesystems = facts === null ? [] : valueOr(facts.sections.filesystems, []);
  const home = filesystemOfDataRoot(filesystems);
  if (home === undefined)
    return { state: 'missed', said: 'How much is free could not be read, so nothing was removed.' };
  const usable = usableBytes(home);
  const free = usable > 0 ? (home.freeBytes / usable) * 100 : 0;
  if (free < percent) return null;
  return { state: 'skipped', said: `${formatPercent(free)} is free, which is not below ${formatPercent(percent)}.` };
}

/** What was known when it was approved and is another now. A part that is unknown now is another too. */
function whyAnotherHost(app: Application, host: Host, approved: Schedule['approval']['identity']): string | null {
  const now = identityOf(app.store.facts.latest(host.id));
  const parts = ['machineId', 'engineId', 'dataRootFsid'] as const;
  return parts.some((part) => approved[part] !== null && approved[part] !== now[part])
    ? 'Another machine, engine or filesystem answers there than the one that was approved. Approve the schedule again.'
    : null;
}

/** What it frees, or what it quarantines; null: unknown. */
export function bytesOf({ setAside, freedBytes }: PlanEstimate): number | null {
  const fact = setAside?.bytes ?? freedBytes;
  return fact.state === 'known' ? fact.value : null;
}
