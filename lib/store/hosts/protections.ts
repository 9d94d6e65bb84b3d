import type { HostId } from '../../domain/ids.ts';
import type { PlanTarget } from '../../domain/plan.ts';
import type { Database } from '../database/database.ts';
import { columnToName, type NameColumn, nameToColumn } from '../database/name-column.ts';

/** An object that no cleanup may touch, whatever its labels say (labels cannot be added to what already exists). */
export interface Protection {
  kind: PlanTarget['kind'];
  object: string;
  by: string;
  at: string;
  reason: string | null;
}

export interface Protections {
  put(hostId: HostId, protection: Protection): void;
  remove(hostId: HostId, kind: Protection['kind'], object: string): boolean;
  all(hostId: HostId): Protection[];
}

interface ProtectionRow {
  kind: Protection['kind'];
  object: NameColumn;
  by: string;
  at: string;
  reason: string | null;
}

export function protectionQueries(database: Database): Protections {
  const put = database.query(
    `INSERT INTO protections (host_id, kind, object, by, at, reason) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET by = excluded.by, at = excluded.at, reason = excluded.reason`,
  );
  const remove = database.query('DELETE FROM protections WHERE host_id = ? AND kind = ? AND object = ?');
  const all = database.query<ProtectionRow>(
    'SELECT kind, object, by, at, reason FROM protections WHERE host_id = ? ORDER BY kind, object',
  );
  return {
    put(hostId, { kind, object, by, at, reason }) {
      database.durably(() => put.run(hostId, kind, nameToColumn(object), by, at, reason));
    },
    remove: (hostId, kind, object) => remove.run(hostId, kind, nameToColumn(object)) > 0,
    all: (hostId) => all.all(hostId).map((row) => ({ ...row, object: columnToName(row.object) })),
  };
}
