import type { HostId } from '../../domain/ids.ts';
import { storedSamples } from '../../domain/stored/samples.ts';
import { fromJson, toStored } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import { unreadableText } from '../unreadable.ts';

/**
 * The newest scans of a host, one row each. A scan measures dozens of series, and a database writes whole pages: put into their own
 * places at once, they would cost hundreds of kilobytes a scan. So they wait here and go to their places together.
 */
export interface RecentSamples {
  /** Oldest first. A row that cannot be read is left out, and stays as it is. */
  of(hostId: HostId): RecentScan[];
  /** @returns how many scans of the host wait now */
  add(hostId: HostId, atMs: number, values: Readonly<Record<string, number>>): number;
  /** those that can be read */
  remove(hostId: HostId): void;
  /** Of all hosts: those that cannot be read, with why and what to do. */
  unreadable(): string[];
  hosts(): HostId[];
}

export interface RecentScan {
  atMs: number;
  values: Readonly<Record<string, number>>;
}

interface Row {
  at_ms: number;
  json: string;
}

export function recentSampleQueries(database: Database): RecentSamples {
  const all = database.query<Row>('SELECT at_ms, json FROM recent_samples WHERE host_id = ? ORDER BY at_ms');
  const one = database.query<Row>('SELECT at_ms, json FROM recent_samples WHERE host_id = ? AND at_ms = ?');
  const put = database.query(
    'INSERT INTO recent_samples (host_id, at_ms, json) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET json = excluded.json',
  );
  const count = database.query<{ n: number }>('SELECT count(*) AS n FROM recent_samples WHERE host_id = ?');
  const remove = database.query('DELETE FROM recent_samples WHERE host_id = ? AND at_ms = ?');
  const every = database.query<Row & { host_id: string }>('SELECT host_id, at_ms, json FROM recent_samples');
  const hosts = database.query<{ host_id: string }>('SELECT DISTINCT host_id FROM recent_samples');
  const scanOf = ({ at_ms, json }: Row): RecentScan | null => {
    const read = fromJson(storedSamples, json);
    return read.ok ? { atMs: at_ms, values: read.value } : null;
  };
  const readable = (hostId: HostId): RecentScan[] => all.all(hostId).flatMap((row) => scanOf(row) ?? []);
  return {
    of: readable,
    add(hostId, atMs, values) {
      const before = one.get(hostId, atMs);
      const earlier = before === undefined ? {} : scanOf(before)?.values;
      // One that cannot be read is not written over.
      if (earlier !== undefined)
        put.run(hostId, atMs, JSON.stringify(toStored(storedSamples, { ...earlier, ...values })));
      return count.get(hostId)?.n ?? 0;
    },
    remove(hostId) {
      for (const { atMs } of readable(hostId)) remove.run(hostId, atMs);
    },
    unreadable: () =>
      every.all().flatMap(({ host_id, at_ms, json }) => {
        const read = fromJson(storedSamples, json);
        if (read.ok) return [];
        const id = `of ${host_id} at ${new Date(at_ms).toISOString()}`;
        return [unreadableText({ what: storedSamples.name, id, why: read.why, todo: 'The other scans are whole.' })];
      }),
    hosts: () => hosts.all().map(({ host_id }) => host_id),
  };
}

/** Of one series, in the scans that have it. */
export function pointsOf(scans: readonly RecentScan[], name: string): { atMs: number; value: number }[] {
  return scans.flatMap(({ atMs, values }) => {
    const value = values[name];
    return value === undefined ? [] : [{ atMs, value }];
  });
}

export interface Bucket {
  bucket: number;
  mean: number;
  low: number;
  high: number;
  n: number;
}

/** The same buckets with these points in them, oldest first. */
export function withPoints(
  buckets: readonly Bucket[],
  points: readonly { atMs: number; value: number }[],
  stepMs: number,
): Bucket[] {
  const byStart = new Map(buckets.map((one) => [one.bucket, one]));
  for (const { atMs, value } of points) {
    const bucket = Math.floor(atMs / stepMs) * stepMs;
    const old = byStart.get(bucket);
    const n = (old?.n ?? 0) + 1;
    byStart.set(bucket, {
      bucket,
      n,
      mean: ((old?.mean ?? 0) * (n - 1) + value) / n,
      low: Math.min(old?.low ?? value, value),
      high: Math.max(old?.high ?? value, value),
    });
  }
  return [...byStart.values()].sort((one, other) => one.bucket - other.bucket);
}
