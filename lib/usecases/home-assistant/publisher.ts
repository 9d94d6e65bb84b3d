import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StoredChannel } from '../../domain/alerts/channel.ts';
import { bilgeVersion } from '../../domain/version.ts';
import {
  type Place,
  type Published,
  published,
  statusTopic,
  withdrawn,
} from '../../monitor/channels/home-assistant.ts';
import { type Broker, openBroker } from '../../monitor/channels/mqtt-broker.ts';
import { withoutSecrets } from '../alerts/send-over.ts';
import type { Application } from '../core/application.ts';
import { figuresOf } from './figures.ts';

const patienceMs = 10_000;
const usualFirstWaitMs = 5_000;
const longestWaitMs = 300_000;
/** How it went is written at most so often where nothing changed: each line is a write to someone's SSD. */
const noteMs = 10 * 60_000;

/** What was told there, so that a host which is removed while Bilge is stopped is taken back as well. */
const toldBefore = z.object({ prefix: z.string(), hosts: z.array(z.string()) });

export interface Publisher {
  /** The settings or the figures may be others now. Returns at once: whoever scans waits for no broker. */
  look(): void;
  /** For who stops the dashboard: says goodbye, leaves everything else where it is. */
  stop(): Promise<void>;
}

export interface PublisherOptions {
  firstWaitMs?: number;
  chance?: () => number;
}

/** One broker of one channel. One thing at a time; what changes meanwhile is looked at after it. */
export function publisher(
  app: Application,
  channel: StoredChannel,
  { firstWaitMs = usualFirstWaitMs, chance = Math.random }: PublisherOptions = {},
): Publisher {
  const place: Place = { prefix: channel.settings.prefix ?? 'homeassistant', channelId: channel.id };
  const secrets = app.store.channels.secrets(channel.id);
  const settingsKey = `home-assistant.${channel.id}`;
  let broker: Broker | null = null;
  let sent = new Map<string, string>();
  let failures = 0;
  let timer: NodeJS.Timeout | null = null;
  let working: Promise<void> | null = null;
  let isAgain = false;
  let isStopped = false;

  function look(): void {
    if (isStopped) return;
    isAgain = true;
    // A broker that is away is asked again by the timer only, however much is scanned meanwhile.
    if (timer !== null || working !== null) return;
    working = work().finally(() => {
      working = null;
      if (isAgain && timer === null) look();
    });
  }

  async function work(): Promise<void> {
    while (isAgain && !isStopped) {
      isAgain = false;
      try {
        const told = await tell(await opened());
        failures = 0;
        note(null, told);
      } catch (error) {
        await lose();
        failures += 1;
        note(withoutSecrets(error instanceof Error ? error.message : String(error), Object.values(secrets)), 0);
        wait();
        return;
      }
    }
  }

  /** Jittered, so that many dashboards do not come back to a restarted broker in the same second. */
  function wait(): void {
    if (isStopped) return;
    const ms = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(10, failures - 1)) * (0.5 + chance());
    timer = setTimeout(() => {
      timer = null;
      look();
    }, ms);
    timer.unref();
  }

  async function opened(): Promise<Broker> {
    if (broker !== null) return broker;
    const fresh = await openBroker(
      { ...channel.settings, ...secrets },
      {
        clientId: `bilge-${createHash('sha256').update(channel.id).digest('hex').slice(0, 16)}`,
        will: { topic: statusTopic(place), payload: 'offline' },
        signal: AbortSignal.timeout(patienceMs),
      },
    );
    broker = fresh;
    sent = new Map();
    void fresh.gone.then(() => {
      if (broker !== fresh) return;
      broker = null;
      // What is being told right now fails by itself; else the way back is looked for, after a moment.
      isAgain = true;
      if (working === null && timer === null) {
        failures = Math.max(1, failures);
        wait();
      }
    });
    return fresh;
  }

  /** @returns how many were sent: what the broker has already is not sent again */
  async function tell(to: Broker): Promise<number> {
    const figures = await figuresOf(app, channel);
    const before = app.store.settings.get(settingsKey, toldBefore);
    const hosts = figures.map(({ hostId }) => hostId);
    const left = before?.hosts.filter((id) => before.prefix !== place.prefix || !hosts.includes(id)) ?? [];
    const { url } = app.settings;
    const wanted: Published[] = [
      ...left.flatMap((id) => withdrawn({ ...place, prefix: before?.prefix ?? place.prefix }, id)),
      ...figures.flatMap((one) =>
        published(place, one, {
          version: bilgeVersion,
          link: url === null ? null : new URL(`/hosts/${one.hostId}`, url).href,
        }),
      ),
      { topic: statusTopic(place), payload: 'online' },
    ];
    // Kept before it is told: a stop in between leaves nothing behind that no one would take back.
    const known = [...new Set([...(before?.hosts ?? []), ...hosts])].sort();
    keep(before, { prefix: before?.prefix ?? place.prefix, hosts: known });
    let count = 0;
    for (const { topic, payload } of wanted) {
      if (sent.get(topic) === payload) continue;
      await to.publish(topic, payload, AbortSignal.timeout(patienceMs));
      sent.set(topic, payload);
      count += 1;
    }
    keep(app.store.settings.get(settingsKey, toldBefore), { prefix: place.prefix, hosts: [...hosts].sort() });
    return count;
  }

  function keep(before: z.output<typeof toldBefore> | null, next: z.output<typeof toldBefore>): void {
    if (JSON.stringify(before) !== JSON.stringify(next)) app.store.settings.put(settingsKey, next);
  }

  function note(failure: string | null, told: number): void {
    if (app.store.channels.byId(channel.id) === null) return;
    const health = app.store.channels.health(channel.id);
    const now = app.now();
    const at = now.toISOString();
    const isFresh = health.lastSuccessAt !== null && now.getTime() - Date.parse(health.lastSuccessAt) < noteMs;
    if (failure === null && health.failures === 0 && (told === 0 || isFresh)) return;
    app.store.channels.putHealth(
      channel.id,
      failure === null
        ? { ...health, lastSuccessAt: at, failures: 0, retryAt: null, sentTotal: health.sentTotal + told }
        : {
            ...health,
            lastFailureAt: at,
            lastFailure: failure,
            failures: health.failures + 1,
            failedTotal: health.failedTotal + 1,
          },
    );
  }

  async function lose(): Promise<void> {
    const old = broker;
    broker = null;
    await old?.close().catch(() => {});
  }

  async function stop(): Promise<void> {
    isStopped = true;
    if (timer !== null) clearTimeout(timer);
    await working?.catch(() => {});
    await broker?.publish(statusTopic(place), 'offline', AbortSignal.timeout(1_000)).catch(() => {});
    await lose();
  }

  return { look, stop };
}

/** For a channel that is removed or switched off: the devices go with it. Tried once; a broker that is away keeps them. */
export async function withdrawAll(
  app: Application,
  channel: StoredChannel,
  secrets: Record<string, string>,
): Promise<void> {
  const settingsKey = `home-assistant.${channel.id}`;
  const before = app.store.settings.get(settingsKey, toldBefore);
  if (before === null) return;
  const signal = AbortSignal.timeout(patienceMs);
  const values = { ...channel.settings, ...secrets };
  const broker = await openBroker(values, { clientId: `bilge-${channel.id}`.slice(0, 40), will: null, signal });
  const place = { prefix: before.prefix, channelId: channel.id };
  const last = [...before.hosts.flatMap((id) => withdrawn(place, id)), { topic: statusTopic(place), payload: '' }];
  for (const { topic, payload } of last) await broker.publish(topic, payload, signal);
  await broker.close();
  app.store.settings.remove(settingsKey);
}
