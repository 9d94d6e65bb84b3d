import { z } from 'zod';
import type { Alert } from '../../domain/alerts/alert.ts';
import { alertIdOf, type EventCause, type Observation } from '../../domain/alerts/cause.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { type HostId, newId } from '../../domain/ids.ts';
import { isSeenAfter, type Run } from '../../domain/run.ts';
import { advance } from '../../monitor/alerts/advance.ts';
import type { Application } from '../core/application.ts';
import { alertSettingsOf } from './alert-settings.ts';
import { lookAtForecasts, lookAtSchedules } from './look-ahead.ts';
import { lookAtBackups, lookAtHosts } from './look-at-hosts.ts';
import { putIntoOutbox } from './put-into-outbox.ts';

const sinceSetting = 'alerts.since';
const dayMs = 24 * 3_600_000;
/** A run that is out of sight for so long explains an unreachable host no longer. */
const longestUnseenRunMs = 3 * 3_600_000;
/** After the end of a run its effects show in the scans of this time. */
const aftermathMs = 3_600_000;

/**
 * One step of the alerts: looks at what the scans and runs since the last step left in the store, and puts what is to be told into the
 * outbox, all in one transaction. `more`: what other watchers observed.
 */
export function stepAlerts(app: Application, more: readonly Observation[] = []): number {
  return app.store.transaction(() => {
    const now = app.now();
    const settings = alertSettingsOf(app);
    const channels = app.store.channels.all();
    const before = { alerts: app.store.alerts.all(), threads: app.store.alerts.threads() };
    const withInfo = channels.some(({ rules }) => rules.isEnabled && rules.minimumSeverity === 'info');
    const looked = lookAtHosts(app, before.alerts, { withInfo });
    const hosts = app.store.hosts.all().filter((host) => !isDemoHost(host));
    const names = new Map(hosts.map(({ id, name }) => [id as string, name]));
    const runs = newestRuns(app, [...names.keys()], now);
    const muted = mutedIds(app, [...names.keys()], now);
    const after = advance(before, {
      now: now.toISOString(),
      observations: [
        ...looked.observations,
        ...lookAtForecasts(app),
        ...lookAtSchedules(app, before.alerts),
        ...lookAtBackups(app, before.alerts, settings),
        ...more,
      ],
      events: endedRuns(app, now),
      remindAfterHours: settings.remindAfterHours,
      newId: () => newId('message'),
      nameOf: (hostId) => names.get(hostId) ?? null,
      hostCount: names.size,
      isHostKnown: (hostId) => names.has(hostId),
      isHeld: (alert) => runs.holds(alert),
      isMuted: ({ id }) => muted.has(id),
      isAfterOwnRun: (hostId) => hostId !== null && runs.endedLately(hostId),
    });
    app.store.alerts.keep(before, after);
    for (const { hostId, at } of looked.seen) app.store.alerts.putSeen('host', hostId, at);
    putIntoOutbox(app, after.messages, { channels, settings, now, forHosts: after.forHosts });
    return after.messages.length;
  });
}

function mutedIds(app: Application, hostIds: readonly HostId[], now: Date): Set<string> {
  const at = now.toISOString();
  return new Set(
    hostIds.flatMap((hostId) =>
      app.store.mutes
        .active(hostId, at)
        .map(({ key }) => alertIdOf({ kind: 'finding', hostId, key, checkId: '', severity: 'info', title: '' })),
    ),
  );
}

/** What Bilge's own runs cause is not told: while one works, and until the scan after it has come. */
function newestRuns(app: Application, hostIds: readonly HostId[], now: Date) {
  const newest = new Map(
    hostIds.flatMap((id) => {
      const run = app.store.runs.newestOf(id);
      return run === null ? [] : [[id as string, run] as const];
    }),
  );
  const age = (at: string): number => now.getTime() - Date.parse(at);
  return {
    holds({ hostId, cause }: Alert): boolean {
      const run = hostId === null ? undefined : newest.get(hostId);
      if (run === undefined || hostId === null) return false;
      if (run.endedAt === null) return cause.kind !== 'host-unreachable' || age(run.startedAt) < longestUnseenRunMs;
      if (age(run.endedAt) > aftermathMs) return false;
      // A scan that could not reach the host is a look at it too.
      const seenAt =
        cause.kind === 'host-unreachable'
          ? app.store.hostStates.of(hostId).at
          : app.store.facts.newestOf(hostId)?.collectedAt;
      return !seenAt || !isSeenAfter(seenAt, run, now);
    },
    endedLately(hostId: HostId): boolean {
      const run = newest.get(hostId);
      return run !== undefined && (run.endedAt === null || age(run.endedAt) <= aftermathMs);
    },
  };
}

/** Each once, whichever process saw its end. Those from before the alerts were there are not told. */
function endedRuns(app: Application, now: Date): EventCause[] {
  let since = app.store.settings.get(sinceSetting, z.string());
  if (since === null) {
    since = now.toISOString();
    app.store.settings.put(sinceSetting, since);
  }
  const monthAgo = new Date(now.getTime() - 35 * dayMs).toISOString();
  return app.store.alerts.unseenRuns([since, monthAgo].sort()[1] ?? since).flatMap((id) => {
    app.store.alerts.putSeen('run', id, now.toISOString());
    const run = app.store.runs.byId(id);
    return run === null || run.unreadable !== undefined ? [] : [causeOf(run)];
  });
}

function causeOf({ id: runId, hostId, title, state, said }: Run): EventCause {
  // A person cancelled it: that is no failure to be told of.
  const isFine = state === 'succeeded' || state === 'cancelled';
  return { kind: isFine ? 'run-finished' : 'run-failed', hostId, runId, title, said: said ?? '' };
}
