import type { HostId } from '../../domain/ids.ts';
import type { HostCard, Report } from '../../domain/report.ts';
import type { Database } from '../database/database.ts';
import { packJson, unpackJson } from '../database/packed-json.ts';

/**
 * What was computed from facts and measurements, kept so that a page need not compute it again. `basedOn` is the caller's
 * fingerprint of everything it was computed from (facts id, program version, newest measurement): another one is a miss.
 */
export interface DerivedKinds {
  report: Report;
  card: HostCard;
}

export interface Derived {
  get<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string): DerivedKinds[K] | null;
  put<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string, value: DerivedKinds[K]): void;
  /** What is held in memory goes with its host. */
  forgetRemoved(): void;
  heldCount(): number;
}

export function derivedQueries(database: Database): Derived {
  const get = database.query<{ body: Buffer }>(
    'SELECT body FROM derived WHERE host_id = ? AND kind = ? AND based_on = ?',
  );
  const put = database.query(
    `INSERT INTO derived (host_id, kind, based_on, body) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET based_on = excluded.based_on, body = excluded.body`,
  );
  const hostExists = database.query<{ id: string }>('SELECT id FROM hosts WHERE id = ?');
  const held = new Map<string, { basedOn: string; value: unknown }>();

  return {
    forgetRemoved() {
      for (const slot of held.keys())
        if (hostExists.get(slot.slice(0, slot.indexOf(' '))) === undefined) held.delete(slot);
    },
    heldCount: () => held.size,
    get<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string) {
      const slot = `${hostId} ${kind}`;
      const cached = held.get(slot);
      if (cached?.basedOn === basedOn) return cached.value as DerivedKinds[K];
      const row = get.get(hostId, kind, basedOn);
      if (row === undefined) return null;
      const value = unpackJson(row.body) as DerivedKinds[K];
      held.set(slot, { basedOn, value });
      return value;
    },
    put(hostId, kind, basedOn, value) {
      put.run(hostId, kind, basedOn, packJson(value));
      held.set(`${hostId} ${kind}`, { basedOn, value });
    },
  };
}
