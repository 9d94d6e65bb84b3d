import type { HostId, PlanId } from '../../domain/ids.ts';
import { type Plan, type PlanState, planStates } from '../../domain/plan.ts';
import { unknownPlatform } from '../../domain/platform-facts.ts';
import { storedPlan } from '../../domain/stored/plan.ts';
import { fromJson, toStored } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import { notReadable, refuseUnreadable, unreadableText } from '../unreadable.ts';

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
  /** Proposed plans past their time become `expired`; returns how many. */
  expire(now: string): number;
}

interface PlanRow {
  id: string;
  host_id: string;
  action_id: string;
  state: string;
  created_at: string;
  expires_at: string | null;
  json: string;
}

export function planQueries(database: Database): Plans {
  const put = database.query(
    'INSERT INTO plans (id, host_id, action_id, state, created_at, expires_at, json) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const byId = database.query<PlanRow>('SELECT * FROM plans WHERE id = ?');
  const list = database.query<PlanRow>(
    `SELECT * FROM plans WHERE ($host IS NULL OR host_id = $host) AND ($state IS NULL OR state = $state)
     ORDER BY created_at DESC, rowid DESC LIMIT $limit`,
  );
  const transition = database.query('UPDATE plans SET state = $to WHERE id = $id AND state = $from');
  const expire = database.query(`UPDATE plans SET state = 'expired' WHERE state = 'proposed' AND expires_at <= ?`);
  return {
    put(plan) {
      refuseUnreadable(plan);
      const json = JSON.stringify(toStored(storedPlan, plan));
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
  const read = fromJson(storedPlan, row.json);
  const state = planStates.find((known) => known === row.state);
  if (!read.ok) return unreadablePlan(row, read.why);
  return state === undefined ? unreadablePlan(row, `it has the unknown state ${row.state}`) : { ...read.value, state };
}

/** What the columns tell of it. It is expired, so nothing can be done with it. */
function unreadablePlan(row: PlanRow, why: string): Plan {
  const text = unreadableText({ what: 'plan', id: row.id, why, todo: 'Plan again.' });
  return {
    id: row.id,
    hostId: row.host_id,
    actionId: row.action_id,
    state: row.state === 'used' ? 'used' : 'expired',
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? row.created_at,
    createdBy: '',
    title: `Unreadable plan ${row.id}`,
    summary: text,
    unreadable: text,
    untouched: null,
    identity: { machineId: notReadable, engineId: notReadable, dataRoot: notReadable, dataRootFsid: notReadable },
    basedOn: '',
    factsCollectedAt: row.created_at,
    script: '',
    digest: '',
    params: {},
    steps: [],
    skipped: [],
    guards: [],
    warnings: [text],
    estimate: {
      freedBytes: notReadable,
      exact: false,
      freesNow: false,
      setAside: null,
      seconds: null,
      objects: 0,
      how: '',
    },
    onFailure: 'stop',
    confirmation: 'host-name',
    undo: { possible: false, excuse: text },
    stopsDocker: false,
    engineOnly: false,
    site: unreadableSite,
  };
}

const unreadableSite: Plan['site'] = {
  hostName: '',
  platform: unknownPlatform,
  init: 'none',
  dataRoot: null,
  requestedDataRoot: null,
  dataRootInode: null,
  dataRootType: null,
  driver: null,
  engineVersion: null,
  driverDirectory: null,
  layerDatabase: null,
  tools: {},
  dockerHost: '',
  runRoots: [],
  lockRoots: [],
};
