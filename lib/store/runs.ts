import type { HostId, PlanId, RunId } from '../domain/ids.ts';
import { finalRunStates, type Run } from '../domain/run.ts';
import type { Database } from './database.ts';

export interface Runs {
  /** Inserts or replaces: a run is a summary of its journal, which is the record. */
  put(run: Run): void;
  byId(id: RunId): Run | null;
  ofPlan(planId: PlanId): Run[];
  /** newest first; `before` is the `startedAt` of the last one seen */
  list(filter?: { hostId?: HostId; before?: string; limit?: number }): Run[];
  /** not ended yet, oldest first: what a restarted dashboard picks up again */
  unfinished(): Run[];
}

interface RunRow {
  json: string;
}

export function runQueries(database: Database): Runs {
  const put = database.query(
    `INSERT INTO runs (id, plan_id, host_id, state, created_at, ended_at, json) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, ended_at = excluded.ended_at, json = excluded.json`,
  );
  const byId = database.query<RunRow>('SELECT json FROM runs WHERE id = ?');
  const ofPlan = database.query<RunRow>('SELECT json FROM runs WHERE plan_id = ? ORDER BY created_at');
  const list = database.query<RunRow>(
    `SELECT json FROM runs WHERE ($host IS NULL OR host_id = $host) AND ($before IS NULL OR created_at < $before)
     ORDER BY created_at DESC, rowid DESC LIMIT $limit`,
  );
  const final = finalRunStates.map((state) => `'${state}'`).join(', ');
  const unfinished = database.query<RunRow>(
    `SELECT json FROM runs WHERE state NOT IN (${final}) ORDER BY created_at, rowid`,
  );
  return {
    put(run) {
      const json = JSON.stringify(run);
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
    unfinished: () => unfinished.all().map(runOf),
  };
}

function runOf(row: RunRow): Run {
  return JSON.parse(row.json) as Run;
}
