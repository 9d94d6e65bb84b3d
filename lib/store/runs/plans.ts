import type { HostId, PlanId } from '../../domain/ids.ts';
import { type Plan, type PlanState, planStates } from '../../domain/plan.ts';
import type { Database } from '../database/database.ts';

export interface Plans {
  put(plan: Plan): void;
  byId(id: PlanId): Plan | null;
  /** newest first */
  list(filter?: { hostId?: HostId; state?: PlanState; limit?: number }): Plan[];
  /**
   * The only way a plan changes. True for exactly one caller: a plan is used once, also when the web and the command line
   * press the button at the same moment.
   */
  transition(id: PlanId, from: PlanState, to: PlanState): boolean;
  /** Proposed and approved plans past their time become `expired`; returns how many. */
  expire(now: string): number;
}

interface PlanRow {
  state: string;
  json: string;
}

export function planQueries(database: Database): Plans {
  const put = database.query(
    'INSERT INTO plans (id, host_id, action_id, state, created_at, expires_at, json) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const byId = database.query<PlanRow>('SELECT state, json FROM plans WHERE id = ?');
  const list = database.query<PlanRow>(
    `SELECT state, json FROM plans WHERE ($host IS NULL OR host_id = $host) AND ($state IS NULL OR state = $state)
     ORDER BY created_at DESC, rowid DESC LIMIT $limit`,
  );
  const transition = database.query('UPDATE plans SET state = $to WHERE id = $id AND state = $from');
  const expire = database.query(
    `UPDATE plans SET state = 'expired' WHERE state IN ('proposed', 'approved') AND expires_at <= ?`,
  );
  return {
    put(plan) {
      const json = JSON.stringify(plan);
      put.run(plan.id, plan.hostId, plan.actionId, plan.state, plan.createdAt, plan.expiresAt, json);
    },
    byId(id) {
      const row = byId.get(id);
      return row === undefined ? null : planOf(row);
    },
    list: (filter = {}) =>
      list
        .all({ host: filter.hostId ?? null, state: filter.state ?? null, limit: filter.limit ?? 100 })
        .map((row) => planOf(row)),
    // An effect follows: after a power cut the plan must still be used up.
    transition: (id, from, to) => database.durably(() => transition.run({ id, from, to }) === 1),
    expire: (now) => expire.run(now),
  };
}

/** The column is the state; the JSON keeps the one it was made with. */
function planOf(row: PlanRow): Plan {
  const plan = JSON.parse(row.json) as Plan;
  const state = planStates.find((known) => known === row.state);
  if (state === undefined) throw new TypeError(`Plan ${plan.id} has the unknown state ${row.state}.`);
  return { ...plan, state };
}
