import type { HostId } from '../../domain/ids.ts';
import type { Database } from '../database/database.ts';
import { pointsOf, recentSampleQueries, withPoints } from './recent-samples.ts';

export interface Sample {
  at: string;
  name: string;
  value: number;
}

/** One point of a chart: `min` and `max` keep a spike visible that the mean would hide. */
export interface SamplePoint {
  at: string;
  mean: number;
  min: number;
  max: number;
  count: number;
}

export interface SampleSpan {
  name: string;
  nowAtMs: number;
  now: number;
  earlier: number | null;
}

export interface Samples {
  add(hostId: HostId, at: string, values: Readonly<Record<string, number>>): void;
  /** of these names, each oldest first: a host has one for each container that it ever had */
  since(hostId: HostId, from: string, names: readonly string[]): Sample[];
  latest(hostId: HostId): Record<string, { at: string; value: number }>;
  names(hostId: HostId): string[];
  /** Scans whose values cannot be read, with why and what to do. */
  unreadable(): string[];
  /** Of each series whose name begins so: its newest value, and its newest at or before `fromMs` (null where it has none so old). */
  spans(hostId: HostId, prefix: string, fromMs: number): SampleSpan[];
  /** when the oldest sample of these was taken */
  firstAtMs(hostId: HostId, prefix: string): number | null;
  /** Of each of these names: buckets of `stepMs`, oldest first; empty buckets are left out, never 0. */
  series(range: {
    hostId: HostId;
    names: readonly string[];
    from: string;
    to: string;
    stepMs: number;
  }): { name: string; points: SamplePoint[] }[];
  /**
   * Older than 48 hours: the last of each hour stays. Older than 35 days: the last of each day. Older than 13 months: none. A
   * few series at each step, so that a server answers in between; yields how many went.
   */
  thin(now: string): Generator<number>;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const seriesAtOnce = 25;
const daysRaw = 2;
const daysHourly = 35;
const daysKept = 400;

/** Scans of a host that wait to be put in place: six hours of a scan every 15 minutes. */
const scansAtOnce = 24;

interface SpanRow {
  name: string;
  now_at_ms: number;
  now: number;
  before: number | null;
  before_at_ms: number | null;
}

export function sampleQueries(database: Database): Samples {
  const addSeries = database.query('INSERT INTO series (host_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const add = database.query(
    `INSERT INTO samples (series_id, at_ms, value) VALUES ((SELECT id FROM series WHERE host_id = ? AND name = ?), ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value`,
  );
  const since = database.query<{ at_ms: number; name: string; value: number }>(
    `SELECT at_ms, name, value FROM samples JOIN series ON series.id = series_id
     WHERE host_id = $host AND name = $name AND at_ms >= $from ORDER BY at_ms`,
  );
  const latest = database.query<{ at_ms: number; name: string; value: number }>(
    `SELECT at_ms, name, value FROM series JOIN samples
       ON series_id = series.id AND at_ms = (SELECT max(at_ms) FROM samples WHERE series_id = series.id)
     WHERE host_id = ?`,
  );
  const names = database.query<{ name: string }>('SELECT name FROM series WHERE host_id = ? ORDER BY name');
  const buckets = database.query<{ bucket: number; mean: number; low: number; high: number; n: number }>(
    `SELECT (at_ms / $step) * $step AS bucket, avg(value) AS mean, min(value) AS low, max(value) AS high, count(*) AS n
     FROM samples JOIN series ON series.id = series_id
     WHERE host_id = $host AND name = $name AND at_ms BETWEEN $from AND $to GROUP BY at_ms / $step ORDER BY bucket`,
  );
  // A name is compared by its first letters: LIKE would take `_` and `%` in it for wildcards.
  const spans = database.query<SpanRow>(
    `SELECT name, newest.at_ms AS now_at_ms, newest.value AS now,
       (SELECT value FROM samples WHERE series_id = series.id AND at_ms <= $from ORDER BY at_ms DESC LIMIT 1) AS before,
       (SELECT max(at_ms) FROM samples WHERE series_id = series.id AND at_ms <= $from) AS before_at_ms
     FROM series JOIN samples AS newest
       ON newest.series_id = series.id AND newest.at_ms = (SELECT max(at_ms) FROM samples WHERE series_id = series.id)
     WHERE host_id = $host AND substr(name, 1, $length) = $prefix`,
  );
  const firstAt = database.query<{ at_ms: number | null }>(
    `SELECT min(at_ms) AS at_ms FROM series JOIN samples ON series_id = series.id
     WHERE host_id = $host AND substr(name, 1, $length) = $prefix`,
  );
  const allSeries = database.query<{ id: number }>('SELECT id FROM series');
  const thin = database.query(
    `DELETE FROM samples WHERE series_id = $series AND (at_ms < $gone
       OR (at_ms < $hourlyUntil AND EXISTS (${laterWithin(dayMs)}))
       OR (at_ms < $rawUntil AND EXISTS (${laterWithin(hourMs)})))`,
  );
  const removeEmpty = database.query(
    'DELETE FROM series WHERE id = $series AND NOT EXISTS (SELECT 1 FROM samples WHERE series_id = $series)',
  );

  const recent = recentSampleQueries(database);
  /** To their places: series after series, so that each page is written once for many scans. */
  const putInPlace = (hostId: HostId): void => {
    for (const { atMs, values } of recent.of(hostId))
      for (const [name, value] of Object.entries(values)) {
        addSeries.run(hostId, name);
        add.run(hostId, name, atMs, value);
      }
    recent.remove(hostId);
  };

  return {
    add(hostId, at, values) {
      // NaN would become NULL and Infinity a chart without a scale: what is not a number was not measured.
      const measured = Object.entries(values).filter(([, value]) => Number.isFinite(value));
      if (measured.length === 0) return;
      database.transaction(() => {
        const waiting = recent.add(hostId, Date.parse(at), Object.fromEntries(measured));
        if (waiting >= scansAtOnce) putInPlace(hostId);
      });
    },
    since(hostId, from, wanted) {
      const fromMs = Date.parse(from);
      const waiting = recent.of(hostId).filter(({ atMs }) => atMs >= fromMs);
      return wanted.flatMap((name) => {
        const byTime = new Map(since.all({ host: hostId, from: fromMs, name }).map((row) => [row.at_ms, row.value]));
        for (const { atMs, value } of pointsOf(waiting, name)) byTime.set(atMs, value);
        return [...byTime]
          .sort(([one], [other]) => one - other)
          .map(([atMs, value]) => ({ at: isoOf(atMs), name, value }));
      });
    },
    latest(hostId) {
      const newest = new Map(latest.all(hostId).map((row) => [row.name, { atMs: row.at_ms, value: row.value }]));
      for (const { atMs, values } of recent.of(hostId))
        for (const [name, value] of Object.entries(values))
          if (atMs >= (newest.get(name)?.atMs ?? 0)) newest.set(name, { atMs, value });
      return Object.fromEntries([...newest].map(([name, { atMs, value }]) => [name, { at: isoOf(atMs), value }]));
    },
    spans(hostId, prefix, fromMs) {
      const rows = spans.all({ host: hostId, prefix, length: BigInt(prefix.length), from: fromMs });
      const byName = new Map(rows.map((row) => [row.name, row]));
      for (const { atMs, values } of recent.of(hostId))
        for (const [name, value] of Object.entries(values))
          if (name.startsWith(prefix)) byName.set(name, laterSpan(byName.get(name), { name, atMs, value }, fromMs));
      return [...byName.values()].map((row) => ({
        name: row.name,
        nowAtMs: row.now_at_ms,
        now: row.now,
        earlier: row.before,
      }));
    },
    firstAtMs(hostId, prefix) {
      const first = firstAt.get({ host: hostId, prefix, length: BigInt(prefix.length) })?.at_ms ?? null;
      const waiting = recent
        .of(hostId)
        .find(({ values }) => Object.keys(values).some((name) => name.startsWith(prefix)))?.atMs;
      if (waiting === undefined) return first;
      return first === null ? waiting : Math.min(first, waiting);
    },
    unreadable: recent.unreadable,
    names(hostId) {
      const waiting = recent.of(hostId).flatMap(({ values }) => Object.keys(values));
      return [...new Set([...names.all(hostId).map((row) => row.name), ...waiting])].sort();
    },
    series({ hostId, names: wanted, from, to, stepMs }) {
      // better-sqlite3 binds a JS number as REAL, and REAL division would put every sample into a bucket of its own.
      const step = BigInt(Math.max(1, Math.round(stepMs)));
      const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
      // Read once for all names: each row holds every series of its scan.
      const waiting = recent.of(hostId).filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
      return wanted.map((name) => {
        const stored = buckets.all({ host: hostId, name, from: fromMs, to: toMs, step });
        const points = withPoints(stored, pointsOf(waiting, name), Number(step)).map((row) => ({
          at: isoOf(row.bucket),
          mean: row.mean,
          min: row.low,
          max: row.high,
          count: row.n,
        }));
        return { name, points };
      });
    },
    *thin(now) {
      for (const hostId of recent.hosts()) {
        database.transaction(() => putInPlace(hostId));
        yield 0;
      }
      // On whole hours and days, so that what is left of one does not depend on when it was thinned.
      const before = (days: number, unitMs: number): number =>
        Math.floor((Date.parse(now) - days * dayMs) / unitMs) * unitMs;
      const cuts = {
        gone: before(daysKept, dayMs),
        hourlyUntil: before(daysHourly, dayMs),
        rawUntil: before(daysRaw, hourMs),
      };
      const ids = allSeries.all().map(({ id }) => id);
      for (let from = 0; from < ids.length; from += seriesAtOnce) {
        yield database.transaction(() => {
          let removed = 0;
          for (const series of ids.slice(from, from + seriesAtOnce)) {
            removed += thin.run({ series, ...cuts });
            removeEmpty.run({ series });
          }
          return removed;
        });
      }
    },
  };
}

function laterSpan(
  row: SpanRow | undefined,
  { name, atMs, value }: { name: string; atMs: number; value: number },
  fromMs: number,
): SpanRow {
  const next: SpanRow =
    row === undefined ? { name, now_at_ms: 0, now: value, before: null, before_at_ms: null } : { ...row };
  if (atMs >= next.now_at_ms) Object.assign(next, { now_at_ms: atMs, now: value });
  if (atMs <= fromMs && atMs >= (next.before_at_ms ?? 0)) Object.assign(next, { before: value, before_at_ms: atMs });
  return next;
}

function laterWithin(unitMs: number): string {
  return `SELECT 1 FROM samples AS later WHERE later.series_id = samples.series_id
    AND later.at_ms > samples.at_ms AND later.at_ms < (samples.at_ms / ${unitMs} + 1) * ${unitMs}`;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
