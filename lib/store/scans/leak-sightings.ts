import type { HostId } from '../../domain/ids.ts';
import type { Leak } from '../../domain/storage-report.ts';
import type { Database } from '../database/database.ts';
import { columnToName, type NameColumn, nameToColumn } from '../database/name-column.ts';

type LeakId = Pick<Leak, 'kind' | 'name' | 'identity'>;

/** Since when a leak is there. Same name with another identity is another leak: Docker may have recreated the directory. */
export interface LeakSightings {
  /** Remembers what is new and forgets what is gone. Call it only with the complete, known list of leaks (docs/architecture.md#law-1). */
  record(hostId: HostId, at: string, leaks: readonly LeakId[]): void;
  /** ISO time by `leakKey` */
  since(hostId: HostId): Map<string, string>;
}

interface SightingRow {
  kind: string;
  name: NameColumn;
  identity: string;
  since: string;
}

export function leakKey(leak: LeakId): string {
  return JSON.stringify([leak.kind, leak.name, leak.identity ?? '']);
}

export function leakSightingQueries(database: Database): LeakSightings {
  const all = database.query<SightingRow>('SELECT kind, name, identity, since FROM leak_first_seen WHERE host_id = ?');
  const add = database.query(
    'INSERT INTO leak_first_seen (host_id, kind, name, identity, since) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const remove = database.query(
    'DELETE FROM leak_first_seen WHERE host_id = ? AND kind = ? AND name = ? AND identity = ?',
  );
  return {
    record(hostId, at, leaks) {
      database.transaction(() => {
        const present = new Set(leaks.map(leakKey));
        const known = new Set<string>();
        for (const row of all.all(hostId)) {
          const key = JSON.stringify([row.kind, columnToName(row.name), row.identity]);
          if (present.has(key)) known.add(key);
          else remove.run(hostId, row.kind, row.name, row.identity);
        }
        for (const leak of leaks) {
          if (!known.has(leakKey(leak))) add.run(hostId, leak.kind, nameToColumn(leak.name), leak.identity ?? '', at);
        }
      });
    },
    since: (hostId) =>
      new Map(
        all
          .all(hostId)
          .map((row) => [JSON.stringify([row.kind, columnToName(row.name), row.identity]), row.since] as const),
      ),
  };
}
