import type { AlertMessage } from '../../domain/alerts/alert.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { counted } from '../../domain/format.ts';
import { backOffMs } from '../../monitor/alerts/deliver-policy.ts';
import type { HttpSender } from '../../monitor/channels/channel.ts';
import { channelKind } from '../../monitor/channels/kinds.ts';
import { sendHttp } from '../../monitor/channels/send-http.ts';
import type { Application } from '../core/application.ts';
import { sendOver } from './send-over.ts';

/** Pings what is to tell when Bilge is gone. A ping that is late is worth nothing, so none is kept for later. */
export async function sendHeartbeats(app: Application, http: HttpSender = sendHttp): Promise<void> {
  const due = app.store.channels.all().filter((channel) => {
    const kind = channelKind(channel.kind);
    if (kind?.updates !== 'none' || kind.keepsOpen || !channel.rules.isEnabled) return false;
    const { lastSuccessAt, failures, lastFailureAt } = app.store.channels.health(channel.id);
    const everyMs = Number(channel.settings.minutes ?? '5') * 60_000;
    if (failures > 0 && lastFailureAt !== null)
      return hasPassed(app, lastFailureAt, Math.min(everyMs, backOffMs(failures, null)));
    return lastSuccessAt === null || hasPassed(app, lastSuccessAt, everyMs);
  });
  await Promise.all(
    due.map(async (channel) => {
      const outcome = await sendOver(
        app,
        channel,
        { message: heartbeat(app), previous: null, key: 'heartbeat' },
        { http },
      );
      if (app.store.channels.byId(channel.id) === null) return;
      const at = app.now().toISOString();
      const health = app.store.channels.health(channel.id);
      app.store.channels.putHealth(
        channel.id,
        outcome.ok
          ? { ...health, lastSuccessAt: at, failures: 0, sentTotal: health.sentTotal + 1 }
          : {
              ...health,
              lastFailureAt: at,
              lastFailure: outcome.why,
              failures: health.failures + 1,
              failedTotal: health.failedTotal + 1,
            },
      );
    }),
  );
}

function hasPassed(app: Application, since: string, ms: number): boolean {
  const age = app.now().getTime() - Date.parse(since);
  return age >= ms || age < 0;
}

/** Info while hosts can be reached; a warning where none of them can: then Bilge runs and is of no use. */
export function heartbeat(app: Application): AlertMessage {
  const states = app.store.hosts
    .all()
    .filter((host) => !isDemoHost(host))
    .map(({ id }) => app.store.hostStates.of(id).state);
  const unreachable = states.filter((state) => state === 'unreachable').length;
  const isUseless = states.length > 0 && unreachable === states.length;
  const title = `Bilge runs: ${counted(states.length, 'host')}, ${unreachable} unreachable`;
  const at = app.now().toISOString();
  return {
    id: 'heartbeat',
    revision: 1,
    phase: 'event',
    severity: isUseless ? 'warning' : 'info',
    kinds: [],
    title,
    lines: [],
    path: '/',
    at,
    weight: 'new',
  };
}
