import { type JobRow, storedJob } from '../../domain/job.ts';
import { firstProblem } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import { unreadableText } from '../unreadable.ts';

interface StoredRow {
  key: string;
  kind: string;
  host_id: string | null;
  state: string;
  attempts: number;
  next_at_ms: number;
  begun_at_ms: number | null;
  ended_at_ms: number | null;
  took_ms: number | null;
  problem: string | null;
}

export interface Jobs {
  /** One that cannot be read is shown as paused, with what to do; it stays as it is until a person resumes it. */
  all(): JobRow[];
  byKey(key: string): JobRow | null;
  put(job: JobRow): void;
  remove(key: string): void;
  /** it is due at that time, unless it is earlier; @returns whether there is such a job */
  dueAt(key: string, atMs: number): boolean;
  /** Those that cannot be read, with why and what to do. */
  unreadable(): string[];
  /** held: it does not begin until it is resumed. A job that runs goes on, and is held afterwards. Resuming one that cannot be read writes it again. */
  hold(key: string, isHeld: boolean): boolean;
  /** What an earlier process left as running waits again, due at that time; @returns their keys */
  recover(atMs: number, problem: string): string[];
}

const columns = 'key, kind, host_id, state, attempts, next_at_ms, begun_at_ms, ended_at_ms, took_ms, problem';

export function jobQueries(database: Database): Jobs {
  const all = database.query<StoredRow>(`SELECT ${columns} FROM jobs ORDER BY key`);
  const byKey = database.query<StoredRow>(`SELECT ${columns} FROM jobs WHERE key = ?`);
  const put = database.query(
    `INSERT INTO jobs (${columns})
     VALUES ($key, $kind, $hostId, $state, $attempts, $nextAtMs, $begunAtMs, $endedAtMs, $tookMs, $problem)
     ON CONFLICT DO UPDATE SET state = excluded.state, attempts = excluded.attempts, next_at_ms = excluded.next_at_ms,
       begun_at_ms = excluded.begun_at_ms, ended_at_ms = excluded.ended_at_ms, took_ms = excluded.took_ms, problem = excluded.problem`,
  );
  const remove = database.query('DELETE FROM jobs WHERE key = ?');
  const dueAt = database.query('UPDATE jobs SET next_at_ms = min(next_at_ms, ?) WHERE key = ?');
  const hold = database.query(`UPDATE jobs SET state = $state WHERE key = $key AND state <> $state`);
  const renew = database.query(
    `UPDATE jobs SET state = 'held', attempts = 0, next_at_ms = 0, begun_at_ms = NULL, ended_at_ms = NULL, took_ms = NULL,
       problem = NULL WHERE key = ?`,
  );
  const left = database.query<{ key: string }>(`SELECT key FROM jobs WHERE state = 'running'`);
  const recover = database.query(
    `UPDATE jobs SET state = 'waiting', next_at_ms = ?, problem = ? WHERE state = 'running'`,
  );
  return {
    all: () => all.all().map(rowOf),
    byKey: (key) => {
      const row = byKey.get(key);
      return row === undefined ? null : rowOf(row);
    },
    put: (job) => void put.run({ ...job }),
    remove: (key) => void remove.run(key),
    dueAt: (key, atMs) => dueAt.run(Math.round(atMs), key) > 0,
    unreadable: () => all.all().flatMap((row) => problemOf(row) ?? []),
    hold(key, isHeld) {
      const row = byKey.get(key);
      if (row !== undefined && !isHeld && problemOf(row) !== null) renew.run(key);
      return hold.run({ key, state: isHeld ? 'held' : 'waiting' }) > 0;
    },
    recover: (atMs, problem) =>
      database.transaction(() => {
        const keys = left.all().map(({ key }) => key);
        if (keys.length > 0) recover.run(Math.round(atMs), problem);
        return keys;
      }),
  };
}

function rowOf(row: StoredRow): JobRow {
  const parsed = storedJob.safeParse(fieldsOf(row));
  return parsed.success ? parsed.data : standIn(row, problemOf(row));
}

/** null: it can be read */
function problemOf(row: StoredRow): string | null {
  const parsed = storedJob.safeParse(fieldsOf(row));
  if (parsed.success) return null;
  const todo = 'Nothing begins it. Resume it: it is written again then, and is due at once.';
  return unreadableText({ what: 'job', id: row.key, why: firstProblem(parsed.error), todo });
}

function fieldsOf(row: StoredRow): Record<keyof JobRow, unknown> {
  return {
    key: row.key,
    kind: row.kind,
    hostId: row.host_id,
    state: row.state,
    attempts: row.attempts,
    nextAtMs: row.next_at_ms,
    begunAtMs: row.begun_at_ms,
    endedAtMs: row.ended_at_ms,
    tookMs: row.took_ms,
    problem: row.problem,
  };
}

function standIn({ key, kind, host_id }: StoredRow, problem: string | null): JobRow {
  const never = { attempts: 0, nextAtMs: 0, begunAtMs: null, endedAtMs: null, tookMs: null };
  return { key, kind, hostId: host_id, state: 'held', ...never, problem };
}
