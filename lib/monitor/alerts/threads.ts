import type { Alert, Thread, ThreadItem } from '../../domain/alerts/alert.ts';
import { alertIdOf, type EventCause, groupOf, hostOfCause } from '../../domain/alerts/cause.ts';
import { type Severity, severities } from '../../domain/finding.ts';
import { severityOf } from './bounds.ts';
import { flapMs } from './step-alert.ts';

/**
 * Which alerts share a message, and when a change of one is told. One cause is one message: what comes together on one host, or on many
 * hosts for one reason, is one. Nothing is dropped: a change that is not told yet stays in the thread until it is.
 */

/** Scans of many hosts are spread over a quarter of an hour; what they find within two of those belongs together. */
const joinMs = 30 * 60_000;
/** An open message is updated at most so often while others join it or some of it resolves. */
const gatherMs = 15 * 60_000;
/** A critical alert that comes and goes is told after one hour, then two, four, six; others after six hours. */
const criticalFlapMs = 60 * 60_000;

function severityOfCause(cause: ThreadItem['cause']): Severity {
  return severityOf(cause.kind, cause.kind === 'finding' ? cause.severity : null);
}

export function worst(list: readonly Severity[]): Severity {
  return severities.find((severity) => list.includes(severity)) ?? 'info';
}

const isWorse = (left: Severity, right: Severity): boolean => severities.indexOf(left) < severities.indexOf(right);
const later = (left: string, right: string): string => (left > right ? left : right);
const plus = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

function due(thread: Thread, at: string): Thread {
  return { ...thread, dueAt: thread.dueAt === null || at < thread.dueAt ? at : thread.dueAt };
}

/** New alerts and events of one moment. Each gets a place in an open thread, or in a new one. Returns the threads that changed. */
export function joined(
  threads: readonly Thread[],
  fired: readonly { alert: Alert | null; cause: Alert['cause'] | EventCause }[],
  context: { now: string; newId: () => string },
): Thread[] {
  const { now } = context;
  const known = new Map(threads.map((thread) => [thread.id, thread]));
  const changed = new Set<string>();
  const keep = (thread: Thread): void => {
    known.set(thread.id, thread);
    changed.add(thread.id);
  };
  const fresh: ThreadItem[] = [];
  for (const { alert, cause } of fired) {
    const own = alert?.threadId ? known.get(alert.threadId) : undefined;
    const before = own?.items.find(({ alertId }) => alertId === alert?.id);
    if (own !== undefined && before !== undefined) keep(cameAgain(own, before, cause, now));
    else fresh.push(itemOf(cause, now));
  }
  for (const items of components(fresh)) {
    const groups = new Set(items.map(({ cause }) => groupOf(cause)));
    const open = [...known.values()].find((thread) => accepts(thread, groups, now));
    if (open === undefined)
      keep({ id: context.newId(), items, openedAt: now, revision: 0, toldAt: null, dueAt: now, reminders: 0 });
    else keep(withJoined(open, items, now));
  }
  return [...changed].flatMap((id) => known.get(id) ?? []);
}

function isEvent({ cause }: Pick<ThreadItem, 'cause'>): boolean {
  return cause.kind === 'run-failed' || cause.kind === 'run-finished';
}

function itemOf(cause: ThreadItem['cause'], now: string): ThreadItem {
  return {
    alertId: alertIdOf(cause),
    hostId: hostOfCause(cause),
    cause,
    severity: severityOfCause(cause),
    firedAt: now,
    resolvedAt: isEvent({ cause }) ? now : null,
    isSilent: false,
    flaps: 0,
    joinedAt: now,
    told: null,
  };
}

function cameAgain(thread: Thread, before: ThreadItem, cause: ThreadItem['cause'], now: string): Thread {
  const severity = severityOfCause(cause);
  const item: ThreadItem = {
    ...before,
    cause,
    severity,
    resolvedAt: null,
    isSilent: false,
    flaps: before.flaps + 1,
    joinedAt: now,
  };
  const items = thread.items.map((one) => (one.alertId === item.alertId ? item : one));
  const isWorseThanTold = before.told !== null && isWorse(severity, before.told.severity);
  return due({ ...thread, items }, isWorseThanTold ? now : later(now, flapEnd(thread, item)));
}

function flapEnd(thread: Thread, item: ThreadItem): string {
  const critical = Math.min(flapMs, criticalFlapMs * 2 ** Math.max(0, Math.min(item.flaps, 10) - 1));
  const floorMs = item.severity === 'critical' ? critical : flapMs;
  return thread.toldAt === null ? thread.openedAt : plus(thread.toldAt, floorMs);
}

/** An event that was told is over; it joins only others that wait to be told. */
function accepts(thread: Thread, groups: ReadonlySet<string>, now: string): boolean {
  return thread.items.some((item) => {
    const isCurrent = item.resolvedAt === null || item.told === null;
    return isCurrent && groups.has(groupOf(item.cause)) && plus(item.joinedAt, joinMs) > now;
  });
}

function withJoined(thread: Thread, items: readonly ThreadItem[], now: string): Thread {
  const joinedItems = [
    ...thread.items.filter(({ alertId }) => !items.some((item) => item.alertId === alertId)),
    ...items,
  ];
  const isEscalation = isWorse(worst(items.map(({ severity }) => severity)), toldSeverity(thread));
  const at = thread.toldAt === null || isEscalation ? now : later(now, plus(thread.toldAt, gatherMs));
  return due({ ...thread, items: joinedItems }, at);
}

function toldSeverity(thread: Thread): Severity {
  return worst(thread.items.flatMap(({ told }) => (told === null ? [] : [told.severity])));
}

/** Connected by group or by host; what happened once is not mixed with what lasts. */
function components(items: readonly ThreadItem[]): ThreadItem[][] {
  const parts: ThreadItem[][] = [];
  for (const item of items) {
    const touches = (other: ThreadItem): boolean =>
      groupOf(other.cause) === groupOf(item.cause) ||
      (other.hostId === item.hostId && item.hostId !== null && isEvent(other) === isEvent(item));
    const mine = parts.filter((part) => part.some(touches));
    const merged = [...mine.flat(), item];
    parts.splice(0, parts.length, ...parts.filter((part) => !mine.includes(part)), merged);
  }
  return parts;
}

/** An alert of this thread resolved, or its host was removed. */
export function withResolved(thread: Thread, alert: { id: string; isSilent: boolean }, now: string): Thread {
  const items = thread.items.map((item) =>
    item.alertId === alert.id && item.resolvedAt === null
      ? { ...item, resolvedAt: now, isSilent: alert.isSilent }
      : item,
  );
  const item = items.find(({ alertId }) => alertId === alert.id);
  if (item === undefined) return thread;
  if (item.flaps > 0) return due({ ...thread, items }, later(now, flapEnd(thread, item)));
  const isOver = items.every(({ resolvedAt }) => resolvedAt !== null);
  const at = isOver || thread.toldAt === null ? now : later(now, plus(thread.toldAt, gatherMs));
  return due({ ...thread, items }, at);
}

/** What is known of an open alert changed. What got worse is told at once, what got better with the next change. */
export function withCause(thread: Thread, alert: Alert, now: string): Thread {
  const severity = severityOfCause(alert.cause);
  const before = thread.items.find(({ alertId }) => alertId === alert.id);
  if (before === undefined) return thread;
  const items = thread.items.map((item) => (item === before ? { ...item, cause: alert.cause, severity } : item));
  const isWorseThanTold = before.told !== null && before.resolvedAt === null && isWorse(severity, before.told.severity);
  return isWorseThanTold ? due({ ...thread, items }, now) : { ...thread, items };
}

export function isOver({ items }: Thread): boolean {
  return items.every(({ resolvedAt }) => resolvedAt !== null);
}

/** A person asked to be reminded: after the gap, then after twice as long, and so on. Changes nothing where a change is due anyway. */
export function withReminder(thread: Thread, remindAfterHours: number | null, now: string): Thread {
  if (remindAfterHours === null || thread.toldAt === null || thread.dueAt !== null || isOver(thread)) return thread;
  const gapMs = remindAfterHours * 3_600_000 * 2 ** Math.min(thread.reminders, 6);
  if (plus(thread.toldAt, gapMs) > now) return thread;
  return { ...thread, dueAt: now, reminders: thread.reminders + 1 };
}

/** Over, told, and older than the time within which its causes count as flapping. */
export function isForgotten(thread: Thread, now: string): boolean {
  if (!isOver(thread) || thread.dueAt !== null) return false;
  const last = thread.items.reduce((at, { resolvedAt }) => later(at, resolvedAt ?? ''), thread.toldAt ?? '');
  return plus(last, flapMs) <= now;
}
