import type { StoredChannel } from '../../domain/alerts/channel.ts';
import { newId } from '../../domain/ids.ts';
import { backOffMs, digestOf, lateMs, mostRefusals } from '../../monitor/alerts/deliver-policy.ts';
import { isQuiet } from '../../monitor/alerts/quiet-hours.ts';
import type { HttpSender, Outcome } from '../../monitor/channels/channel.ts';
import { sendHttp } from '../../monitor/channels/send-http.ts';
import type { Delivery } from '../../store/alerts/outbox.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { alertSettingsOf } from './alert-settings.ts';
import { sendOver } from './send-over.ts';

/** So many at a time: a channel with limits of its own must not take all of a beat. */
const mostAtOnce = 20;

/** Sends what waits. Channels do not wait for each other: one that hangs or fails holds up nothing but its own messages. */
export async function deliverAll(
  app: Application,
  http: HttpSender = sendHttp,
  options: { deadlineMs?: number } = {},
): Promise<void> {
  await Promise.all(
    app.store.channels
      .all()
      .filter(({ rules, unreadable }) => rules.isEnabled && unreadable === undefined)
      .map((channel) => deliverOver(app, channel, http, options)),
  );
}

async function deliverOver(
  app: Application,
  channel: StoredChannel,
  http: HttpSender,
  options: { deadlineMs?: number },
): Promise<void> {
  const { retryAt } = app.store.channels.health(channel.id);
  // A clock that was set back must not hold a channel up for longer than the longest wait.
  if (retryAt !== null && isAhead(app, retryAt)) return;
  for (const delivery of readyOf(app, channel).slice(0, mostAtOnce)) {
    const { message, messageId } = delivery;
    const { remote } = app.store.outbox.earlier(channel.id, messageId);
    const key = `${messageId}.${delivery.revision}`;
    const outcome = await sendOver(app, channel, { message, previous: remote, key }, { http, ...options });
    if (!conclude(app, channel, delivery, outcome)) return;
  }
}

function isAhead(app: Application, at: string): boolean {
  const ahead = Date.parse(at) - app.now().getTime();
  return ahead > 0 && ahead <= 25 * 3_600_000;
}

/** What is to be sent now: what waits, with what quiet hours held made into one digest, and what is late into another. */
function readyOf(app: Application, channel: StoredChannel): Delivery[] {
  const settings = alertSettingsOf(app);
  const open = app.store.outbox.open(channel.id);
  const waiting = open.filter(({ state }) => state === 'waiting');
  const held = open.filter(({ state }) => state === 'held');
  const isOver = !isQuiet(app.now(), settings.quietHours) || channel.rules.ignoresQuietHours;
  if (held.length > 0 && isOver) return merged(app, channel, held, 'quiet').concat(waiting);
  const isLate = waiting.some(({ createdAt }) => app.now().getTime() - Date.parse(createdAt) >= lateMs);
  const isDigestAlready = waiting.length === 1 && waiting[0]?.message.phase === 'digest';
  return isLate && !isDigestAlready ? merged(app, channel, waiting, 'late') : waiting;
}

/** In one transaction: either all of them wait, or the digest of them does. */
function merged(app: Application, channel: StoredChannel, deliveries: Delivery[], why: 'quiet' | 'late'): Delivery[] {
  const at = app.now().toISOString();
  const waiting = deliveries.map(({ message, createdAt, messageId }) => ({
    message,
    createdAt,
    wasTold: app.store.outbox
      .earlier(channel.id, messageId)
      .states.some((state) => state === 'sent' || state === 'merged'),
  }));
  const [only] = waiting;
  return app.store.transaction(() => {
    // One message that was only held, and is still worth telling, is itself.
    const isItself =
      why === 'quiet' &&
      deliveries.length === 1 &&
      only !== undefined &&
      (only.wasTold || only.message.phase !== 'resolved');
    const message = isItself ? only.message : digestOf(waiting, { id: newId('message'), now: at, why });
    for (const one of deliveries) {
      if (isItself) app.store.outbox.retry(one, at);
      else app.store.outbox.end(one, { state: 'merged', at });
    }
    if (!isItself)
      app.store.outbox.put({
        channelId: channel.id,
        messageId: message.id,
        revision: message.revision,
        state: 'waiting',
        // What quiet hours held is not late.
        createdAt: why === 'quiet' ? at : (deliveries[0]?.createdAt ?? at),
        attempts: 0,
        problem: null,
        endedAt: null,
        message,
      });
    return app.store.outbox
      .open(channel.id)
      .filter(({ messageId, state }) => messageId === message.id && state === 'waiting');
  });
}

/** Writes down how it went. @returns whether the channel may be asked for the next message */
function conclude(app: Application, channel: StoredChannel, delivery: Delivery, outcome: Outcome): boolean {
  // It may have been removed while the receiver took its time.
  if (app.store.channels.byId(channel.id) === null) return false;
  const at = app.now().toISOString();
  return app.store.transaction(() => {
    const health = app.store.channels.health(channel.id);
    if (outcome.ok) {
      app.store.outbox.end(delivery, { state: 'sent', at, remote: outcome.remote ?? null });
      const sentTotal = health.sentTotal + 1;
      app.store.channels.putHealth(channel.id, { ...health, lastSuccessAt: at, failures: 0, retryAt: null, sentTotal });
      if (health.failures > 0) app.events.publish({ type: 'settings' });
      return true;
    }
    app.store.outbox.noteAttempt(delivery, outcome.why);
    const failures = health.failures + 1;
    const wait = backOffMs(failures, outcome.retryAfterMs ?? null);
    const failed = { ...health, lastFailureAt: at, lastFailure: outcome.why, failures };
    // Only the first of a row: a week without a network is one line in the log, not thousands.
    if (failures === 1) logProblem(`notification channel ${channel.name}: ${outcome.why}`);
    const isGivenUp = outcome.kind === 'refused' && delivery.attempts + 1 >= mostRefusals;
    if (isGivenUp) app.store.outbox.end(delivery, { state: 'failed', at });
    const retryAt = isGivenUp ? null : new Date(app.now().getTime() + wait).toISOString();
    app.store.channels.putHealth(channel.id, { ...failed, retryAt, failedTotal: health.failedTotal + 1 });
    app.events.publish({ type: 'settings' });
    return isGivenUp;
  });
}
