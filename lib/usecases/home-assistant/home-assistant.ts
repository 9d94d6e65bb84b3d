import type { StoredChannel } from '../../domain/alerts/channel.ts';
import { channelKind } from '../../monitor/channels/kinds.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { type Publisher, type PublisherOptions, publisher, withdrawAll } from './publisher.ts';

interface Kept {
  /** of all that the connection was made of */
  key: string;
  channel: StoredChannel;
  secrets: Record<string, string>;
  publisher: Publisher;
}

/** Scans of many hosts end together: they are one look. */
const settleMs = 500;

/**
 * Keeps a connection to the broker of each MQTT channel, and tells it what changed after each scan. It listens and never is waited for: a broker
 * that is down delays nothing here.
 */
export function startHomeAssistant(app: Application, options: PublisherOptions = {}): () => Promise<void> {
  const kept = new Map<string, Kept>();
  /** channels whose old connection still says goodbye: the next one waits, or that would be the last word */
  const ending = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;

  function later(): void {
    if (!isStopped) timer ??= setTimeout(look, settleMs).unref();
  }

  function look(): void {
    timer = null;
    const wanted = app.store.channels
      .all()
      .filter(
        ({ kind, rules, unreadable }) =>
          channelKind(kind)?.keepsOpen === true && rules.isEnabled && unreadable === undefined,
      );
    for (const { channel, secrets, publisher: old, key } of [...kept.values()]) {
      const now = wanted.find(({ id }) => id === channel.id);
      if (now !== undefined && keyOf(app, now) === key) continue;
      kept.delete(channel.id);
      ending.add(channel.id);
      // Changed: the next one goes on where this one was. Gone: what it told goes too.
      void old
        .stop()
        .then(() => (now === undefined ? withdrawAll(app, channel, secrets) : undefined))
        .catch(() => logProblem(`The devices of ${channel.name} stay in Home Assistant: its broker does not answer.`))
        .finally(() => {
          ending.delete(channel.id);
          later();
        });
    }
    for (const channel of wanted) {
      if (ending.has(channel.id)) continue;
      if (!kept.has(channel.id)) {
        const secrets = { ...app.store.channels.secrets(channel.id) };
        kept.set(channel.id, {
          key: keyOf(app, channel),
          channel,
          secrets,
          publisher: publisher(app, channel, options),
        });
      }
      kept.get(channel.id)?.publisher.look();
    }
  }

  const unsubscribe = app.events.subscribe(({ type }) => {
    if (type === 'settings' || type === 'host' || type === 'hosts') later();
  });
  look();
  return async () => {
    isStopped = true;
    unsubscribe();
    if (timer !== null) clearTimeout(timer);
    await Promise.all([...kept.values()].map(({ publisher: one }) => one.stop()));
  };
}

function keyOf(app: Application, { id, settings, rules }: StoredChannel): string {
  return JSON.stringify([settings, app.store.channels.secrets(id), rules.hosts ?? null]);
}
