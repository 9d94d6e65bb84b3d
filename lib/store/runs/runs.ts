import type { HostId, PlanId, RunId } from '../../domain/ids.ts';
import { finalRunStates, type Run } from '../../domain/run.ts';
import { storedRun } from '../../domain/stored/run.ts';
import { fromJson, toStored } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import { notReadable, refuseUnreadable, unreadableText } from '../unreadable.ts';

export interface Runs {
  /** Inserts or replaces: a run is a summary of its journal, which is the record. */
  put(run: Run): void;
  byId(id: RunId): Run | null;
  ofPlan(planId: PlanId): Run[];
  /** newest first; `before` is the `startedAt` of the last one seen */
  list(filter?: { hostId?: HostId; before?: string; limit?: number }): Run[];
  /** Of these actions on a host, oldest first, started before or after that moment; not those that cannot be read. */
  ofActions(hostId: HostId, actionIds: readonly string[], when: { after: string } | { before: string }): Run[];
  /** Of a host, newest first, only a few: ended, and compared with no scan yet, nor said that none can be; not those that cannot be read. */
  withoutReceipt(hostId: HostId): Run[];
  /** when the newest run of a host began and ended, without its steps; null where there was none, or for the end where it goes on */
  newestOf(hostId: HostId): { id: RunId; startedAt: string; endedAt: string | null } | null;
  /** what the runs of each host freed so far, by measurement, in bytes; runs on demo hosts, and those whose freed space is not known, count nothing */
  freedByHost(): Map<HostId, number>;
  /** how many runs of each host ended, by action and result, and how long they took; not those on demo hosts, nor what cannot be read */
  endedByAction(): { hostId: HostId; action: string; result: string; count: number; seconds: number }[];
  /** how often a guard refused something at the moment of effect, by host and guard; not on demo hosts */
  refusalsByGuard(): { hostId: HostId; guard: string; count: number }[];
  /** not ended yet, oldest first: what a restarted dashboard picks up again; not those that cannot be read */
  unfinished(): Run[];
}

interface RunRow {
  id: string;
  plan_id: string;
  host_id: string;
  state: string;
  created_at: string;
  ended_at: string | null;
  json: string;
}

export function runQueries(database: Database): Runs {
  const put = database.query(
    `INSERT INTO runs (id, plan_id, host_id, state, created_at, ended_at, json) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, ended_at = excluded.ended_at, json = excluded.json`,
  );
  const byId = database.query<RunRow>('SELECT * FROM runs WHERE id = ?');
  const ofPlan = database.query<RunRow>('SELECT * FROM runs WHERE plan_id = ? ORDER BY created_at');
  const list = database.query<RunRow>(
    `SELECT * FROM runs WHERE ($host IS NULL OR host_id = $host) AND ($before IS NULL OR created_at < $before)
     ORDER BY created_at DESC, rowid DESC LIMIT $limit`,
  );
  const ofActions = database.query<RunRow>(
    `SELECT * FROM runs WHERE host_id = $host AND created_at > $after AND created_at < $before
       AND CASE WHEN json_valid(json) THEN json_extract(json, '$.actionId') IN (SELECT value FROM json_each($actions)) END
     ORDER BY created_at, rowid`,
  );
  const newest = database.query<Pick<RunRow, 'id' | 'state' | 'created_at' | 'ended_at'>>(
    'SELECT id, state, created_at, ended_at FROM runs WHERE host_id = ? ORDER BY created_at DESC, rowid DESC LIMIT 1',
  );
  const final = finalRunStates.map((state) => `'${state}'`).join(', ');
  const withoutReceipt = database.query<RunRow>(
    `SELECT * FROM runs WHERE host_id = ? AND state IN (${final}) AND CASE WHEN json_valid(json) THEN
       json_extract(json, '$.receipt.state') IS NULL OR json_extract(json, '$.receipt.reason') = 'not-collected' END
     ORDER BY created_at DESC, rowid DESC LIMIT 20`,
  );
  const unfinished = database.query<RunRow>(
    `SELECT * FROM runs WHERE state NOT IN (${final}) ORDER BY created_at, rowid`,
  );
  // Other writers can make a cleanup look as if it had cost space: that is no freed space, and takes none away.
  const freed = database.query<{ host_id: string; bytes: number }>(
    `SELECT host_id, sum(max(0, json_extract(json, '$.freedBytes.measured.value'))) AS bytes FROM runs
     WHERE CASE WHEN json_valid(json) THEN json_extract(json, '$.freedBytes.measured.state') = 'known'
       AND json_extract(json, '$.isDemo') IS NULL END GROUP BY host_id`,
  );
  const endedRows = database.query<{ n: number; last: string | null }>(
    `SELECT count(*) AS n, max(ended_at) AS last FROM runs WHERE state IN (${final})`,
  );
  const ended = database.query<{ host_id: string; action: string; state: string; n: number; seconds: number | null }>(
    `SELECT host_id, json_extract(json, '$.actionId') AS action, state, count(*) AS n,
       sum(max(0, (julianday(ended_at) - julianday(created_at)) * 86400)) AS seconds
     FROM runs WHERE state IN (${final}) AND CASE WHEN json_valid(json) THEN json_extract(json, '$.isDemo') IS NULL END
     GROUP BY host_id, action, state`,
  );
  const refused = database.query<{ host_id: string; guard: string; n: number }>(
    `SELECT host_id, json_extract(journal.json, '$.guard') AS guard, count(*) AS n
     FROM journal JOIN runs ON runs.id = journal.run_id
     WHERE journal.type IN ('step.refused', 'run.ended')
       AND CASE WHEN json_valid(journal.json) THEN json_extract(journal.json, '$.guard') IS NOT NULL END
       AND CASE WHEN json_valid(runs.json) THEN json_extract(runs.json, '$.isDemo') IS NULL END
     GROUP BY host_id, guard`,
  );
  // A summary of a big run is long JSON, and a scrape comes every few seconds: read again only after another run ended.
  const untilRunEnds = <T>(read: () => T): (() => T) => {
    let remembered: { key: string; value: T } | null = null;
    return () => {
      const key = JSON.stringify(endedRows.get());
      if (remembered?.key !== key) remembered = { key, value: read() };
      return remembered.value;
    };
  };
  const endedByAction: Runs['endedByAction'] = untilRunEnds(() =>
    ended.all().map((row) => ({
      hostId: row.host_id,
      action: row.action,
      result: row.state,
      count: row.n,
      seconds: row.seconds ?? 0,
    })),
  );
  const refusalsByGuard: Runs['refusalsByGuard'] = untilRunEnds(() =>
    refused.all().map(({ host_id: hostId, guard, n: count }) => ({ hostId, guard, count })),
  );
  return {
    put(run) {
      refuseUnreadable(run);
      const json = JSON.stringify(toStored(storedRun, run));
      database.durably(() => put.run(run.id, run.planId, run.hostId, run.state, run.startedAt, run.endedAt, json));
    },
    byId(id) {
      const row = byId.get(id);
      return row === undefined ? null : runOf(row);
    },
    ofPlan: (planId) => ofPlan.all(planId).map(runOf),
    list: (filter = {}) =>
      list
        .all({ host: filter.hostId ?? null, before: filter.before ?? null, limit: filter.limit ?? 100 })
        .map((row) => runOf(row)),
    ofActions: (hostId, actionIds, when) =>
      ofActions
        .all({
          host: hostId,
          actions: JSON.stringify(actionIds),
          after: 'after' in when ? when.after : '',
          before: 'before' in when ? when.before : '~',
        })
        .map(runOf)
        .filter((run) => run.unreadable === undefined),
    withoutReceipt: (hostId) =>
      withoutReceipt
        .all(hostId)
        .map(runOf)
        .filter((run) => run.unreadable === undefined),
    newestOf(hostId) {
      const row = newest.get(hostId);
      if (row === undefined) return null;
      const { id, created_at: startedAt, ended_at: endedAt } = row;
      if (finalRunStates.some((state) => state === row.state)) return { id, startedAt, endedAt: endedAt ?? startedAt };
      // Nothing follows a run that cannot be read; it must not seem to go on for ever.
      const whole = byId.get(id);
      const isReadable = whole !== undefined && runOf(whole).unreadable === undefined;
      return { id, startedAt, endedAt: isReadable ? null : startedAt };
    },
    endedByAction,
    refusalsByGuard,
    freedByHost: () => new Map(freed.all().map((row) => [row.host_id, row.bytes])),
    unfinished: () =>
      unfinished
        .all()
        .map(runOf)
        .filter((run) => run.unreadable === undefined),
  };
}

function runOf(row: RunRow): Run {
  const read = fromJson(storedRun, row.json);
  return read.ok ? read.value : unreadableRun(row, read.why);
}

/** What the columns tell of it; its journal may still be read. */
function unreadableRun(row: RunRow, why: string): Run {
  const todo = 'Scan the host to see what it looks like now.';
  const text = unreadableText({ what: 'run', id: row.id, why, todo });
  return {
    id: row.id,
    planId: row.plan_id,
    hostId: row.host_id,
    actionId: '',
    title: `Unreadable run ${row.id}`,
    // A page would wait for a run that goes on, and nothing follows this one.
    state: finalRunStates.find((state) => state === row.state) ?? 'interrupted',
    startedBy: '',
    startedAt: row.created_at,
    endedAt: row.ended_at,
    said: text,
    unreadable: text,
    steps: [],
    notes: [],
    freedBytes: { estimated: notReadable, measured: notReadable },
    space: [],
    undo: { excuse: text },
    receipt: null,
    directory: null,
    isVolatile: false,
    cursor: 0,
    lastSeq: 0,
    cancelRequested: false,
  };
}
