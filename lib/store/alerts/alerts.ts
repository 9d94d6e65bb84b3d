import type { Alert, Thread } from '../../domain/alerts/alert.ts';
import type { RunId } from '../../domain/ids.ts';
import { finalRunStates } from '../../domain/run.ts';
import { storedAlert, storedThread } from '../../domain/stored/alerts.ts';
import { fromJson, type StoredKind, toStored } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import { unreadableText } from '../unreadable.ts';

/** State of the alerts and of the messages that tell of them. Small tables: what is over leaves them after some hours. */
export interface Alerts {
  /** Those that cannot be read are left out and stay as they are: what they were about is observed again. */
  all(): Alert[];
  threads(): Thread[];
  /** Those that were left out, with why and what to do. */
  unreadable(): string[];
  /** Writes what differs from `before`, so that a step in which nothing changed writes nothing. */
  keep(
    before: { alerts: readonly Alert[]; threads: readonly Thread[] },
    now: { alerts: readonly Alert[]; threads: readonly Thread[] },
  ): void;
  /** the scan or forecast of a host, the run, or the moment of a schedule that was looked at last; null: none yet */
  seen(kind: SeenKind, id: string): string | null;
  putSeen(kind: SeenKind, id: string, at: string): void;
  /** Ended runs that began at that time or later and were not looked at, oldest first; not those on demo hosts. */
  unseenRuns(since: string): RunId[];
  /** Forgets runs that were looked at before that time. */
  removeSeenRuns(before: string): number;
}

type SeenKind = 'host' | 'run' | 'forecast' | 'schedule';

interface Row {
  id: string;
  json: string;
}

export function alertQueries(database: Database): Alerts {
  const tables = {
    alerts: tableOf(database, 'alerts', storedAlert),
    threads: tableOf(database, 'alert_threads', storedThread),
  };
  const seen = database.query<{ at: string }>('SELECT at FROM alert_seen WHERE kind = ? AND id = ?');
  const putSeen = database.query(
    'INSERT INTO alert_seen (kind, id, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
  );
  const final = finalRunStates.map((state) => `'${state}'`).join(', ');
  const unseenRuns = database.query<{ id: string }>(
    `SELECT id FROM runs WHERE created_at >= ? AND state IN (${final})
       AND NOT EXISTS (SELECT 1 FROM alert_seen WHERE kind = 'run' AND alert_seen.id = runs.id)
       AND CASE WHEN json_valid(json) THEN json_extract(json, '$.isDemo') IS NULL END
     ORDER BY created_at, rowid LIMIT 50`,
  );
  const removeSeenRuns = database.query(`DELETE FROM alert_seen WHERE kind = 'run' AND at < ?`);
  return {
    all: tables.alerts.all,
    threads: tables.threads.all,
    unreadable: () => [...tables.alerts.unreadable(), ...tables.threads.unreadable()],
    keep(before, now) {
      tables.alerts.keep(before.alerts, now.alerts);
      tables.threads.keep(before.threads, now.threads);
    },
    seen: (kind, id) => seen.get(kind, id)?.at ?? null,
    putSeen: (kind, id, at) => void putSeen.run(kind, id, at),
    unseenRuns: (since) => unseenRuns.all(since).map(({ id }) => id),
    removeSeenRuns: (before) => removeSeenRuns.run(before),
  };
}

function tableOf<T extends { id: string }>(database: Database, table: 'alerts' | 'alert_threads', kind: StoredKind<T>) {
  const all = database.query<Row>(`SELECT id, json FROM ${table} ORDER BY id`);
  const put = database.query(
    `INSERT INTO ${table} (id, json) VALUES (?, ?) ON CONFLICT DO UPDATE SET json = excluded.json`,
  );
  const remove = database.query(`DELETE FROM ${table} WHERE id = ?`);
  return {
    all: (): T[] =>
      all.all().flatMap(({ json }) => {
        const read = fromJson(kind, json);
        return read.ok ? [read.value] : [];
      }),
    unreadable: (): string[] =>
      all.all().flatMap(({ id, json }) => {
        const read = fromJson(kind, json);
        const todo = 'What it was about is observed again.';
        return read.ok ? [] : [unreadableText({ what: kind.name, id, why: read.why, todo })];
      }),
    keep(before: readonly T[], now: readonly T[]): void {
      const old = new Map(before.map((value) => [value.id, value]));
      for (const value of now) {
        const same = old.get(value.id);
        old.delete(value.id);
        const json = JSON.stringify(toStored(kind, value));
        if (same !== value && (same === undefined || JSON.stringify(toStored(kind, same)) !== json))
          put.run(value.id, json);
      }
      for (const id of old.keys()) remove.run(id);
    },
  };
}
