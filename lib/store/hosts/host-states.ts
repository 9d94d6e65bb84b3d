import { z } from 'zod';
import { messageOf } from '../../domain/errors.ts';
import type { HostId } from '../../domain/ids.ts';
import type { HostState } from '../../domain/report.ts';
import type { Database } from '../database/database.ts';

const problemSchema = z.object({ code: z.string(), step: z.string(), userMessage: z.string() }).nullable();
const stateSchema = z.enum(['never', 'reachable', 'unreachable', 'scanning']);

interface StateRow {
  host_id: string;
  state: string;
  at: string | null;
  problem: string | null;
}

export interface HostStates {
  /** `never` where nothing was tried yet */
  of(hostId: HostId): HostState;
  put(hostId: HostId, state: HostState): void;
  /** `scanning` is a promise of a process that may have died: called at server start, it turns such hosts back to `never`. */
  forgetScanning(): number;
}

export function hostStateQueries(database: Database): HostStates {
  const of = database.query<StateRow>('SELECT * FROM host_states WHERE host_id = ?');
  const put = database.query(
    `INSERT INTO host_states (host_id, state, at, problem) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET state = excluded.state, at = excluded.at, problem = excluded.problem`,
  );
  const forget = database.query(`DELETE FROM host_states WHERE state = 'scanning'`);
  return {
    of(hostId) {
      const row = of.get(hostId);
      if (row === undefined) return { state: 'never', at: null, problem: null };
      const state = stateSchema.safeParse(row.state).data ?? 'never';
      return { state, at: row.at, problem: problemOf(row.problem) };
    },
    put(hostId, state) {
      put.run(hostId, state.state, state.at, state.problem === null ? null : JSON.stringify(state.problem));
    },
    forgetScanning: () => forget.run(),
  };
}

/** The next scan of the host writes it again. */
function problemOf(json: string | null): HostState['problem'] {
  if (json === null) return null;
  try {
    return problemSchema.parse(JSON.parse(json));
  } catch (error) {
    return {
      code: 'stored-unreadable',
      step: 'stored',
      userMessage: `The stored problem cannot be read: ${messageOf(error)}`,
    };
  }
}
