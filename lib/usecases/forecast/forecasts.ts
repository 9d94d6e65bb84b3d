import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { filesystemOfDataRoot } from '../../domain/data-root-filesystem.ts';
import { valueOr } from '../../domain/fact.ts';
import type { ForecastRecord, LoggedForecast, ShownForecast, StoredForecast } from '../../domain/forecast.ts';
import type { Host } from '../../domain/host.ts';
import type { HostId } from '../../domain/ids.ts';
import { nextTurn } from '../../domain/slices.ts';
import { usableBytes } from '../../domain/space.ts';
import { type DayPoint, forecast, type OneOff } from '../../monitor/forecast/forecast.ts';
import { seedOf } from '../../monitor/forecast/seeded-random.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';

const dayMs = 86_400_000;
const daysRead = 90;
const daysLogged = 400;
/** Who runs what is approved once for many times: it comes again, so it is left in the growth. */
const recurring = /^schedule(?: |$)/;

const forecastsOf = (app: Application) => app.store.documents.stored('forecasts');

/** As it was drawn last, for watchers and metrics; null: none yet, or one that cannot be read and is drawn again within a day. */
export function forecastOf(app: Application, hostId: HostId): StoredForecast | null {
  return forecastsOf(app).byIdIfReadable(hostId);
}

/** Without reading the forecast itself, which has the record of a year in it. */
export function forecastMadeAt(app: Application, hostId: HostId): string | null {
  return forecastsOf(app).updatedAt(hostId);
}

/** null before the first was made, which is within a day of adding the host. */
export function readForecast(app: Application, actor: Actor, idOrName: string): ShownForecast | null {
  requireRole(actor, 'viewer');
  const stored = forecastOf(app, hostOf(app, idOrName).id);
  if (stored === null) return null;
  const { log, ...shown } = stored;
  return { ...shown, record: [recordOf(log, 7), recordOf(log, 30)] };
}

/** Draws the forecast of a host from its history, logs it, and scores the earlier ones by what came. */
export async function makeForecast(app: Application, host: Host): Promise<void> {
  const facts = app.store.facts.latest(host.id);
  const home = facts === null ? undefined : filesystemOfDataRoot(valueOr(facts.sections.filesystems, []));
  if (home === undefined) return;
  const points = dailyPoints(app, host, 'data-root.used');
  const last = points.at(-1);
  if (last === undefined) return;
  const capacityBytes = usableBytes(home);
  const runs = cleanups(app, host);
  const seed = seedOf(`${host.id} ${last.day}`);
  const usual = forecast({ points, capacityBytes, oneOffs: runs.filter(({ recurs }) => !recurs), seed });
  await nextTurn();
  const uncleaned = forecast({ points, capacityBytes, oneOffs: runs, seed });
  await nextTurn();
  const before = forecastOf(app, host.id);
  const log = scored(before?.log ?? [], points, runs);
  const entry: LoggedForecast[] =
    usual.state === 'known'
      ? [{ day: last.day, usedBytes: last.usedBytes, in7: usual.in7, in30: usual.in30, actual7: null, actual30: null }]
      : [];
  const next: StoredForecast = {
    madeAt: app.now().toISOString(),
    day: last.day,
    capacityBytes,
    mountPoint: home.mountPoint,
    usual,
    uncleaned,
    driver: driverOf(app, host),
    // One for each day, also where it is drawn again.
    log: [...log.filter(({ day }) => day !== last.day), ...entry].slice(-daysLogged),
  };
  forecastsOf(app).put(host.id, next, next.madeAt);
  app.events.publish({ type: 'host', hostId: host.id });
}

/** The last of each whole day (UTC). Today is not over. */
function dailyPoints(app: Application, host: Host, name: string): DayPoint[] {
  const now = app.now().getTime();
  const today = Math.floor(now / dayMs);
  const from = new Date(now - daysRead * dayMs).toISOString();
  const byDay = new Map<number, number>();
  for (const { at, value } of app.store.samples.since(host.id, from, [name]))
    byDay.set(Math.floor(Date.parse(at) / dayMs), value);
  return [...byDay].filter(([day]) => day < today).map(([day, usedBytes]) => ({ day, usedBytes }));
}

/** What Bilge's own runs freed, as measured. What someone did by hand on the host is not known, and counts as growth that fell. */
function cleanups(app: Application, host: Host): (OneOff & { recurs: boolean })[] {
  return app.store.runs.list({ hostId: host.id, limit: 500 }).flatMap((run) => {
    const freed = run.freedBytes.measured;
    if (run.endedAt === null || freed.state !== 'known' || freed.value <= 0) return [];
    const day = Math.floor(Date.parse(run.endedAt) / dayMs);
    return [{ day, bytes: -freed.value, recurs: recurring.test(run.startedBy) }];
  });
}

/** Later cleanups by hand are taken out of what came, because no forecast can know them. */
function scored(
  log: readonly LoggedForecast[],
  points: readonly DayPoint[],
  runs: ReturnType<typeof cleanups>,
): LoggedForecast[] {
  const used = new Map(points.map(({ day, usedBytes }) => [day, usedBytes]));
  const actual = (from: number, days: number): number | null => {
    const value = used.get(from + days);
    if (value === undefined) return null;
    const between = runs.filter(({ day, recurs }) => !recurs && day > from && day <= from + days);
    return value - between.reduce((sum, { bytes }) => sum + bytes, 0);
  };
  return log.map((each) => ({
    ...each,
    actual7: each.actual7 ?? actual(each.day, 7),
    actual30: each.actual30 ?? actual(each.day, 30),
  }));
}

function recordOf(log: readonly LoggedForecast[], days: 7 | 30): ForecastRecord {
  const pairs = log.flatMap((each) => {
    const [band, actual] = days === 7 ? [each.in7, each.actual7] : [each.in30, each.actual30];
    return actual === null ? [] : [{ band, actual }];
  });
  const errors = pairs
    .map(({ band, actual }) => Math.abs(band.middle - actual) / Math.max(1, actual))
    .sort((one, other) => one - other);
  return {
    days,
    scored: pairs.length,
    inBand: pairs.filter(({ band, actual }) => actual >= band.low && actual <= band.high).length,
    medianError: errors[Math.floor(errors.length / 2)] ?? 0,
  };
}

const driverDays = 28;

function driverOf(app: Application, host: Host): StoredForecast['driver'] {
  const grown = app.store.samples
    .names(host.id)
    .filter((name) => name.startsWith('ledger.'))
    .flatMap((name) => {
      const points = dailyPoints(app, host, name).slice(-driverDays);
      const [first, last] = [points[0], points.at(-1)];
      if (first === undefined || last === undefined || last.day <= first.day) return [];
      const bytesPerDay = (last.usedBytes - first.usedBytes) / (last.day - first.day);
      return bytesPerDay > 0 ? [{ row: name.slice('ledger.'.length), bytesPerDay }] : [];
    })
    .sort((one, other) => other.bytesPerDay - one.bytesPerDay);
  return grown[0] ?? null;
}
