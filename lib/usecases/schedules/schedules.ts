import type { Actor } from '../../access/actor.ts';
import { requireFreshLogin, requireRole } from '../../access/actor.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import type { Host } from '../../domain/host.ts';
import { confirmsName } from '../../domain/host-names.ts';
import { newId } from '../../domain/ids.ts';
import { isRefusal } from '../../domain/plan.ts';
import type { Approval, Schedule, ScheduleInput, SchedulePreview, ShownSchedule } from '../../domain/schedule.ts';
import { meanings, whyApprovalEnded, whyExceedsBound } from '../../monitor/schedules/meanings.ts';
import { nextSlotMs, timingProblem } from '../../monitor/schedules/timing.ts';
import { cronOfWords, wordsOfCron } from '../../monitor/schedules/words.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { refuseDeclared } from '../declared/declared-store.ts';
import { hostOf } from '../hosts/hosts.ts';
import { jobKey } from '../jobs/job-kind.ts';
import { draftPlan, orExcuse, planningContext } from '../plans/planning.ts';
import { withRun } from './outcomes.ts';
import { bytesOf } from './schedule-job.ts';
import {
  allSchedules,
  changeSchedule,
  identityOf,
  nextOf,
  putSchedule,
  removeStored,
  scheduleOf,
  unreadableSchedules,
} from './schedule-store.ts';

export function listSchedules(app: Application, actor: Actor): ShownSchedule[] {
  requireRole(actor, 'viewer');
  const readable = allSchedules(app).flatMap((schedule) => {
    const host = app.store.hosts.byId(schedule.hostId);
    return host === null ? [] : [shown(app, schedule, host)];
  });
  return [...readable, ...unreadableSchedules(app).map(unreadable)];
}

/** Shown with its id and what to do; it does nothing, and can only be removed. */
function unreadable({ id, said }: { id: string; said: string }): ShownSchedule {
  const bounds = { by: '', at: '', meaning: said, meaningVersion: 0, mostObjects: 0, mostBytes: null };
  const identity = { machineId: null, engineId: null, dataRootFsid: null };
  return {
    id,
    hostId: '',
    hostName: 'unknown',
    name: `Unreadable schedule ${id}`,
    kind: 'scan',
    cron: '',
    zone: 'UTC',
    window: null,
    onlyIfFreeBelow: null,
    isPaused: true,
    createdAt: '',
    approval: { ...bounds, actionId: null, params: {}, identity },
    lastSlot: null,
    outcomes: [],
    words: 'never',
    nextAt: null,
    needsApproval: said,
    unreadable: said,
  };
}

const mostSteps = 20;

/** What it would do now, by the real planner over the last scan; when it would begin; what is wrong with it. Asks no host. */
export function previewSchedule(app: Application, actor: Actor, input: ScheduleInput): SchedulePreview {
  requireRole(actor, 'operator');
  const { host, timing, approval } = proposed(app, actor, input);
  const next: string[] = [];
  for (let from = app.now().getTime(); next.length < 3; ) {
    const slot = nextSlotMs(timing, from);
    if (slot === null) break;
    next.push(new Date(slot).toISOString());
    from = slot;
  }
  const base = { words: wordsOf(timing), meaning: approval.meaning, next };
  const scannedAt = app.store.facts.newestOf(host.id)?.collectedAt ?? null;
  const nothing = { steps: [], moreSteps: 0, skipped: 0, exceedsBound: null };
  const { actionId, params } = approval;
  if (actionId === null) return { ...base, scannedAt, ...nothing, blocked: null };
  const draft = orExcuse(() => draftPlan(planningContext(app, host.id), actionId, params));
  if ('excuse' in draft) return { ...base, scannedAt, ...nothing, blocked: draft.excuse };
  if (isRefusal(draft)) {
    const blocked = draft.excuses.map(({ excuse }) => excuse).join(' ');
    return { ...base, scannedAt, ...nothing, skipped: draft.skipped.length, blocked };
  }
  return {
    ...base,
    scannedAt,
    steps: draft.steps
      .slice(0, mostSteps)
      .map(({ title, bytes }) => ({ title, bytes: bytes.state === 'known' ? bytes.value : null })),
    moreSteps: Math.max(0, draft.steps.length - mostSteps),
    skipped: draft.skipped.length,
    blocked: null,
    exceedsBound: whyExceedsBound(approval, {
      objects: draft.steps.length,
      bytes: bytesOf(draft.estimate),
    }),
  };
}

/** Saving is approving. What removes anything asks for a fresh password and the name of its host, as its plan would. */
export function addSchedule(
  app: Application,
  actor: Actor,
  input: ScheduleInput,
  confirm: string,
): Promise<ShownSchedule> {
  requireRole(actor, 'operator');
  const { host, timing, approval } = proposed(app, actor, input);
  requireConsent(app, actor, host, approval, confirm);
  if (allSchedules(app).some(({ name }) => name === input.name))
    throw new InvalidInputError(`There is a schedule named “${input.name}” already.`);
  const schedule: Schedule = {
    id: newId('schedule'),
    hostId: host.id,
    name: input.name,
    kind: input.kind,
    ...timing,
    onlyIfFreeBelow: input.onlyIfFreeBelow,
    isPaused: false,
    createdAt: app.now().toISOString(),
    approval,
    lastSlot: null,
    outcomes: [],
  };
  return changed(app, actor, 'schedule.approved', schedule, host, () => putSchedule(app, schedule));
}

/** Again, with the meaning that the action has now, for the machine that answers now. */
export function approveSchedule(app: Application, actor: Actor, id: string, confirm: string): Promise<ShownSchedule> {
  requireRole(actor, 'operator');
  const schedule = scheduleOf(app, id);
  const host = hostOf(app, schedule.hostId);
  const { keepLabel = 'protected', minAgeHours = '24' } = schedule.approval.params;
  const { mostObjects, mostBytes } = schedule.approval;
  const asked = { kind: schedule.kind, keepLabel, minAgeHours: Number(minAgeHours), mostObjects, mostBytes };
  const approval = approvalOf(app, actor, host, asked);
  requireConsent(app, actor, host, approval, confirm);
  return changed(app, actor, 'schedule.approved', schedule, host, () =>
    changeSchedule(app, schedule.id, (fresh) => ({ ...fresh, approval })),
  );
}

/** A pause keeps what was approved. Resumed, it counts from now: what it missed is not made up for. */
export function pauseSchedule(app: Application, actor: Actor, id: string, isPaused: boolean): Promise<ShownSchedule> {
  requireRole(actor, 'operator');
  const schedule = scheduleOf(app, id);
  const host = hostOf(app, schedule.hostId);
  const lastSlot = isPaused ? schedule.lastSlot : app.now().toISOString();
  return changed(app, actor, isPaused ? 'schedule.paused' : 'schedule.resumed', schedule, host, () =>
    changeSchedule(app, schedule.id, (fresh) => ({ ...fresh, isPaused, lastSlot })),
  );
}

export function removeSchedule(app: Application, actor: Actor, id: string): Promise<void> {
  requireRole(actor, 'operator');
  if (unreadableSchedules(app).some((each) => each.id === id))
    return audited(app, actor, { action: 'schedule.removed', subject: id }, () => removeStored(app, id));
  const { id: known, name, hostId } = scheduleOf(app, id);
  refuseDeclared(app, actor, 'schedule', name);
  return audited(app, actor, { action: 'schedule.removed', subject: name, hostId }, () => removeStored(app, known));
}

/** Now, by the dashboard that runs; within the same approval and bounds. */
export function requestSchedule(app: Application, actor: Actor, id: string): Promise<void> {
  requireRole(actor, 'operator');
  const { id: known, name, hostId } = scheduleOf(app, id);
  return audited(app, actor, { action: 'schedule.requested', subject: name, hostId }, () => {
    if (app.jobs === null)
      throw new InvalidInputError('Only a dashboard that runs does schedules. Start `bilge serve`.');
    app.jobs.wake(jobKey({ id: 'schedule' }, known));
  });
}

function proposed(app: Application, actor: Actor, input: ScheduleInput) {
  const host = hostOf(app, input.host);
  const timing = { cron: cronOfWords(input.when), zone: input.zone, window: input.window };
  const problem = timingProblem(timing, app.now().getTime());
  if (problem !== null) throw new InvalidInputError(problem);
  return { host, timing, approval: approvalOf(app, actor, host, input) };
}

type Asked = Pick<ScheduleInput, 'kind' | 'keepLabel' | 'minAgeHours' | 'mostObjects' | 'mostBytes'>;

function approvalOf(app: Application, actor: Actor, host: Host, asked: Asked): Approval {
  const meaning = meanings[asked.kind];
  return {
    by: actor.name,
    at: app.now().toISOString(),
    actionId: meaning.actionId,
    params: meaning.params(asked),
    meaning: meaning.sentence(asked),
    meaningVersion: meaning.version,
    mostObjects: asked.mostObjects,
    mostBytes: asked.mostBytes,
    identity: identityOf(app.store.facts.latest(host.id)),
  };
}

function requireConsent(app: Application, actor: Actor, host: Host, approval: Approval, confirm: string): void {
  if (approval.actionId === null) return;
  requireFreshLogin(actor, app.now());
  if (!confirmsName(confirm, host.name))
    throw new InvalidInputError(`To approve this, confirm with the name of its host: ${host.name}.`);
  if (approval.identity.engineId === null)
    throw new InvalidInputError(
      `${host.name} must be scanned first: a schedule is approved for the engine that answers there.`,
    );
}

function changed(
  app: Application,
  actor: Actor,
  action: string,
  schedule: Schedule,
  host: Host,
  work: () => void,
): Promise<ShownSchedule> {
  const { kind, cron, zone, approval } = schedule;
  const detail = { kind, cron, zone, meaning: approval.meaning, params: JSON.stringify(approval.params) };
  return audited(app, actor, { action, subject: schedule.name, hostId: host.id, detail }, () => {
    work();
    return shown(app, scheduleOf(app, schedule.id), host);
  });
}

function shown(app: Application, schedule: Schedule, host: Host): ShownSchedule {
  const needsApproval = whyApprovalEnded(schedule.kind, schedule.approval);
  const nextMs = schedule.isPaused ? null : nextOf(app, schedule);
  return {
    ...schedule,
    outcomes: schedule.outcomes.map((outcome) => withRun(app, outcome)),
    hostName: host.name,
    words: wordsOf(schedule),
    nextAt: nextMs === null ? null : new Date(nextMs).toISOString(),
    needsApproval,
    unreadable: null,
  };
}

function wordsOf({ cron, zone, window }: Pick<Schedule, 'cron' | 'zone' | 'window'>): string {
  const between = window === null ? '' : `, between ${window.from} and ${window.to}`;
  return `${wordsOfCron(cron)} (${zone})${between}`;
}
