import type { Alert } from '../../domain/alerts/alert.ts';
import type { LastingCause, Observation } from '../../domain/alerts/cause.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import type { StoredForecast } from '../../domain/forecast.ts';
import type { HostId } from '../../domain/ids.ts';
import { isFinal } from '../../domain/run.ts';
import type { Schedule } from '../../domain/schedule.ts';
import { judgeForecast } from '../../monitor/alerts/bounds.ts';
import type { Application } from '../core/application.ts';
import { forecastMadeAt, forecastOf } from '../forecast/forecasts.ts';
import { allSchedules } from '../schedules/schedule-store.ts';

/** Each drawn forecast is one look: the hold of its alert counts them. One that cannot tell yet is none. */
export function lookAtForecasts(app: Application): Observation[] {
  return app.store.hosts.all().flatMap((host): Observation[] => {
    const madeAt = isDemoHost(host) ? null : forecastMadeAt(app, host.id);
    if (madeAt === null || app.store.alerts.seen('forecast', host.id) === madeAt) return [];
    app.store.alerts.putSeen('forecast', host.id, madeAt);
    const drawn = forecastOf(app, host.id);
    return drawn === null ? [] : forecastObservation(host.id, drawn);
  });
}

function forecastObservation(hostId: HostId, { usual, madeAt, mountPoint }: StoredForecast): Observation[] {
  if (usual.state !== 'known') return [];
  const { likely } = usual.days;
  const cause = {
    kind: 'forecast',
    hostId,
    filesystem: 'data-root',
    label: mountPoint ?? 'the filesystem of Docker’s data',
    probability: usual.fullWithin7,
    fullAround: likely === null ? null : new Date(Date.parse(madeAt) + likely * 86_400_000).toISOString(),
  } as const;
  return [{ cause, state: judgeForecast(usual.fullWithin7) }];
}

type Missed = Extract<LastingCause, { kind: 'schedule-missed' }>;

/**
 * The last moment of each schedule. Missed is what should have been done and was not, and a plan that waits for a person; what had nothing
 * to do is fine. One that is paused, approved again or removed needs no one any more.
 */
export function lookAtSchedules(app: Application, alerts: readonly Alert[]): Observation[] {
  const watched = new Set<string>(app.store.hosts.all().flatMap((host) => (isDemoHost(host) ? [] : [host.id])));
  const schedules = allSchedules(app).filter(({ hostId, isPaused }) => !isPaused && watched.has(hostId));
  const news = schedules.flatMap((schedule): Observation[] => {
    const at = schedule.outcomes[0]?.at;
    if (at === undefined || app.store.alerts.seen('schedule', schedule.id) === at) return [];
    app.store.alerts.putSeen('schedule', schedule.id, at);
    return scheduleObservation(schedule);
  });
  const byId = new Map(schedules.map((schedule) => [schedule.id, schedule]));
  const ended = alerts.flatMap(({ cause, phase }): Observation[] => {
    if (cause.kind !== 'schedule-missed' || phase === 'resolved') return [];
    const schedule = byId.get(cause.scheduleId);
    return schedule === undefined || isSettled(app, schedule) ? [{ cause, state: 'good' }] : [];
  });
  return [...news, ...ended];
}

function scheduleObservation({ id: scheduleId, hostId, name: title, outcomes: [last] }: Schedule): Observation[] {
  if (last === undefined) return [];
  // A run that was begun and failed is told by itself.
  const isMissed = last.state === 'missed' || last.state === 'waiting' || (last.state === 'failed' && !last.runId);
  const cause: Missed = { kind: 'schedule-missed', hostId, scheduleId, title, why: last.said };
  return [{ cause, state: isMissed ? 'bad' : 'good' }];
}

/** A person did something about it since. */
function isSettled(app: Application, { approval, outcomes: [last] }: Schedule): boolean {
  if (last === undefined || approval.at > last.at) return true;
  if (last.state !== 'waiting' || last.planId === null) return false;
  return app.store.runs.ofPlan(last.planId).some(({ state }) => isFinal(state));
}
