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

/** Between two that are stored: what a scan concludes is made again in a moment, and each one is several pages of a database. */
const restMs = 6 * 3_600_000;

interface Held {
  basedOn: string;
  value: unknown;
  isStored: boolean;
  /** of the scan that was stored last; null: none by this process */
  storedFor: number | null;
}

/** Of the scan that it was made from. */
function timeOf({ collectedAt }: Report): number {
  return Date.parse(collectedAt);
}

function isKind(kind: string): kind is keyof DerivedKinds {
  return kind in contracts;
}

export interface Derived {
  get<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string): DerivedKinds[K] | null;
  put<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string, value: DerivedKinds[K]): void;
  /**
   * Held at once, packed beside other work: for what may be large. Stored every six hours, and when the store is closed: after a stop
   * without a goodbye the rest is made again from the facts.
   */
  putApart<K extends keyof DerivedKinds>(
    hostId: HostId,
    kind: K,
    basedOn: string,
    value: DerivedKinds[K],
  ): Promise<void>;
  /** What is held in memory goes with its host. */
  forgetRemoved(): void;
  /** Stores what is only held. */
  flush(): void;
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
  const held = new Map<string, Held>();
  const store = (hostId: HostId, kind: keyof DerivedKinds, basedOn: string, body: Buffer): void => {
    put.run(hostId, kind, basedOn, body);
    const now = held.get(`${hostId} ${kind}`);
    if (now?.basedOn === basedOn) now.isStored = true;
  };

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
      held.set(slot, { basedOn, value: read.value, isStored: true, storedFor: timeOf(read.value) });
      return read.value;
    },
    put<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string, value: DerivedKinds[K]) {
      held.set(`${hostId} ${kind}`, { basedOn, value, isStored: false, storedFor: timeOf(value) });
      store(hostId, kind, basedOn, packJson(toStored<DerivedKinds[K]>(contracts[kind], value)));
    },
    async putApart<K extends keyof DerivedKinds>(hostId: HostId, kind: K, basedOn: string, value: DerivedKinds[K]) {
      const slot = `${hostId} ${kind}`;
      const storedFor = held.get(slot)?.storedFor ?? null;
      const isDue = storedFor === null || Math.abs(timeOf(value) - storedFor) >= restMs;
      held.set(slot, { basedOn, value, isStored: false, storedFor: isDue ? timeOf(value) : storedFor });
      if (!isDue) return;
      const body = await packJsonApart(toStored<DerivedKinds[K]>(contracts[kind], value));
      // A newer one was put meanwhile, or the host was removed.
      if (held.get(slot)?.basedOn === basedOn) store(hostId, kind, basedOn, body);
    },
    flush() {
      for (const [slot, { basedOn, value, isStored }] of held) {
        const [hostId = '', kind = ''] = slot.split(' ');
        if (isStored || hostExists.get(hostId) === undefined || !isKind(kind)) continue;
        store(hostId, kind, basedOn, packJson(toStored(contracts[kind], value as DerivedKinds[typeof kind])));
      }
    },
  };
}
