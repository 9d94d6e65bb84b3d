import type { HostId } from '../../domain/ids.ts';
import type { MeasuredKind, Measurement } from '../../domain/measurement.ts';
import type { Database } from '../database/database.ts';
import { columnToName, type NameColumn, nameToColumn } from '../database/name-column.ts';

export interface Measurements {
  /** The newest measurement of each object replaces the earlier one. */
  put(hostId: HostId, measurements: readonly Measurement[]): void;
  all(hostId: HostId): Measurement[];
  /** Objects of this kind that are known to exist no more. Call it only with a complete listing (docs/architecture.md#law-1). */
  keepOnly(hostId: HostId, kind: MeasuredKind, objects: ReadonlySet<string>): number;
  /** newest measuredAt, as a fingerprint of the whole set; null where nothing was measured */
  newestAt(hostId: HostId): string | null;
}

interface MeasurementRow {
  kind: MeasuredKind;
  object: NameColumn;
  identity: string | null;
  bytes: number;
  exact: number;
  how: string;
  measured_at: string;
}

export function measurementQueries(database: Database): Measurements {
  const put = database.query(
    `INSERT INTO measurements (host_id, kind, object, identity, bytes, exact, how, measured_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET identity = excluded.identity, bytes = excluded.bytes, exact = excluded.exact,
       how = excluded.how, measured_at = excluded.measured_at`,
  );
  const all = database.query<MeasurementRow>('SELECT * FROM measurements WHERE host_id = ? ORDER BY kind, object');
  const ofKind = database.query<{ object: NameColumn }>(
    'SELECT object FROM measurements WHERE host_id = ? AND kind = ?',
  );
  const remove = database.query('DELETE FROM measurements WHERE host_id = ? AND kind = ? AND object = ?');
  const newestAt = database.query<{ at: string | null }>(
    'SELECT max(measured_at) AS at FROM measurements WHERE host_id = ?',
  );

  return {
    put(hostId, measurements) {
      database.transaction(() => {
        for (const { kind, object, identity, bytes, exact, how, measuredAt } of measurements) {
          put.run(hostId, kind, nameToColumn(object), identity, Math.round(bytes), Number(exact), how, measuredAt);
        }
      });
    },
    all: (hostId) =>
      all.all(hostId).map((row) => ({
        kind: row.kind,
        object: columnToName(row.object),
        identity: row.identity,
        bytes: row.bytes,
        exact: row.exact === 1,
        how: row.how,
        measuredAt: row.measured_at,
      })),
    keepOnly: (hostId, kind, objects) =>
      database.transaction(() => {
        let removed = 0;
        for (const { object } of ofKind.all(hostId, kind)) {
          if (!objects.has(columnToName(object))) removed += remove.run(hostId, kind, object);
        }
        return removed;
      }),
    newestAt: (hostId) => newestAt.get(hostId)?.at ?? null,
  };
}
