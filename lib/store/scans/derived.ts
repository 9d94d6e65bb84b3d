import type { HostId } from '../../domain/ids.ts';
import type { Report } from '../../domain/report.ts';
import { storedReport } from '../../domain/stored/report.ts';
import { fromStored, type StoredKind, toStored } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import { packJson, packJsonApart, unpackJson } from '../database/packed-json.ts';

/**
 * What was computed from facts and measurements, kept so that a page need not compute it again. `basedOn` is the caller's
 * fingerprint of everything it was computed from (facts id, program version, newest measurement): another one is a miss.
 */
export interface DerivedKinds {
  report: Report;
}

const contracts: { [K in keyof DerivedKinds]: StoredKind<DerivedKinds[K]> } = { report: storedReport };

export interface Derived {
  get<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string): DerivedKinds[K] | null;
  put<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string, value: DerivedKinds[K]): void;
  /** Held at once, packed beside other work, stored then: for what may be large. */
  putApart<K extends keyof DerivedKinds>(
    hostId: HostId,
    kind: K,
    basedOn: string,
    value: DerivedKinds[K],
  ): Promise<void>;
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
      const read = fromStored<DerivedKinds[K]>(contracts[kind], unpackJson(row.body));
      // What an older version computed, or what does not parse, is computed again.
      if (!read.ok) return null;
      held.set(slot, { basedOn, value: read.value });
      return read.value;
    },
    put<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string, value: DerivedKinds[K]) {
      put.run(hostId, kind, basedOn, packJson(toStored<DerivedKinds[K]>(contracts[kind], value)));
      held.set(`${hostId} ${kind}`, { basedOn, value });
    },
    async putApart<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string, value: DerivedKinds[K]) {
      const slot = `${hostId} ${kind}`;
      held.set(slot, { basedOn, value });
      const body = await packJsonApart(toStored<DerivedKinds[K]>(contracts[kind], value));
      // A newer one was put meanwhile, or the host was removed.
      if (held.get(slot)?.basedOn === basedOn) put.run(hostId, kind, basedOn, body);
    },
  };
}
