import type { Alert, AlertMessage, Thread } from '../../domain/alerts/alert.ts';
import { alertIdOf, type EventCause, type Observation } from '../../domain/alerts/cause.ts';
import type { HostId } from '../../domain/ids.ts';
import { advanced, observed } from './step-alert.ts';
import { type ForHosts, type TellContext, tell } from './tell.ts';
import { isForgotten, joined, withCause, withReminder, withResolved } from './threads.ts';

export interface Book {
  alerts: readonly Alert[];
  threads: readonly Thread[];
}

export interface Moment extends Omit<TellContext, 'isReminder'> {
  observations: readonly Observation[];
  events: readonly EventCause[];
  remindAfterHours: number | null;
  newId(): string;
  isHostKnown(hostId: HostId): boolean;
  /** a run of Bilge's own works there, or the scan after it has not come yet */
  isHeld(alert: Alert): boolean;
  isMuted(alert: { id: string; hostId: HostId | null }): boolean;
  /** what is gone on this host went because of a run of Bilge's own */
  isAfterOwnRun(hostId: HostId | null): boolean;
}

export interface Advanced {
  /** all that there are now */
  alerts: Alert[];
  threads: Thread[];
  messages: AlertMessage[];
  /** by message id: what of it a channel is told that hears of some hosts only */
  forHosts: ReadonlyMap<string, ForHosts>;
}

/**
 * One step of everything: what was observed, what time alone does, who shares a message, and what is to be told now. A pure function of
 * what is stored: the caller stores its result and the messages in one transaction, so a stop in between repeats and loses nothing.
 */
export function advance(book: Book, moment: Moment): Advanced {
  const { now } = moment;
  const alerts = new Map(book.alerts.map((alert) => [alert.id, alert]));
  const threads = new Map(book.threads.map((thread) => [thread.id, thread]));
  const change = (threadId: string | null, by: (thread: Thread) => Thread): void => {
    const thread = threadId === null ? undefined : threads.get(threadId);
    if (thread !== undefined) threads.set(thread.id, by(thread));
  };

  for (const alert of book.alerts) {
    if (alert.hostId === null || moment.isHostKnown(alert.hostId)) continue;
    alerts.delete(alert.id);
    change(alert.threadId, (thread) => withResolved(thread, { id: alert.id, isSilent: true }, now));
  }
  for (const observation of moment.observations) {
    const id = alertIdOf(observation.cause);
    const isAfterOwnRun = moment.isAfterOwnRun('hostId' in observation.cause ? observation.cause.hostId : null);
    const next = observed(alerts.get(id) ?? null, observation, { now, isAfterOwnRun });
    if (next === null) alerts.delete(id);
    else alerts.set(id, next);
    if (next?.phase === 'firing') change(next.threadId, (thread) => withCause(thread, next, now));
  }

  const fired: Alert[] = [];
  for (const alert of [...alerts.values()]) {
    const next = advanced(alert, { now, isHeld: moment.isHeld(alert) || moment.isMuted(alert) });
    if (next === null) alerts.delete(alert.id);
    else alerts.set(alert.id, next);
    if (next?.phase === 'firing' && alert.phase === 'pending') fired.push(next);
    if (next?.phase === 'resolved' && alert.phase === 'clearing')
      change(next.threadId, (thread) =>
        withResolved(thread, { id: next.id, isSilent: next.isSilent || moment.isMuted(next) }, now),
      );
  }

  const news = [
    ...fired.map((alert) => ({ alert, cause: alert.cause })),
    ...moment.events.map((cause) => ({ alert: null, cause })),
  ];
  for (const thread of joined([...threads.values()], news, moment)) {
    threads.set(thread.id, thread);
    for (const { id } of fired) {
      const alert = alerts.get(id);
      if (alert && thread.items.some(({ alertId }) => alertId === id))
        alerts.set(id, { ...alert, threadId: thread.id });
    }
  }

  const messages: AlertMessage[] = [];
  const forHosts = new Map<string, ForHosts>();
  for (const thread of [...threads.values()]) {
    const isAllMuted = thread.items.every(
      (item) => item.resolvedAt !== null || moment.isMuted({ ...item, id: item.alertId }),
    );
    const reminded = isAllMuted ? thread : withReminder(thread, moment.remindAfterHours, now);
    if (reminded.dueAt !== null && reminded.dueAt <= now) {
      const told = tell(reminded, { ...moment, isReminder: reminded !== thread });
      threads.set(thread.id, told.thread);
      if (told.message !== null) {
        messages.push(told.message);
        forHosts.set(told.message.id, told.forHosts);
      }
    } else if (isForgotten(thread, now)) threads.delete(thread.id);
  }
  return { alerts: [...alerts.values()], threads: [...threads.values()], messages, forHosts };
}
