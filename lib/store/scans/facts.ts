import { messageOf } from '../../domain/errors.ts';
import { unknown } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { FactsId, HostId } from '../../domain/ids.ts';
import { factsFromStored, storedFacts } from '../../domain/stored/facts.ts';
import { type Read, toStored } from '../../domain/stored/stored-kind.ts';
import { unknownSections } from '../../domain/unknown-sections.ts';
import type { Database } from '../database/database.ts';
import { packJson } from '../database/packed-json.ts';
import { unreadableText } from '../unreadable.ts';
import { factsPacker, type PackedFacts, unpackedFacts } from './facts-in-parts.ts';

export interface StoredFacts {
  put(facts: HostFacts): void;
  /** For facts that may be large: packs them beside other work, and answers with what stores them then. */
  prepared(facts: HostFacts): Promise<() => void>;
  latest(hostId: HostId): HostFacts | null;
  byId(id: FactsId): HostFacts | null;
  /** of the newest, without its body */
  newestOf(hostId: HostId): { id: FactsId; collectedAt: string } | null;
  /** newest first, without their bodies */
  history(hostId: HostId): { id: FactsId; collectedAt: string }[];
  /** Facts held in memory go with their host. */
  forgetRemoved(): void;
  heldCount(): number;
}

interface FactsRow {
  id: string;
  host_id: string;
  collected_at: string;
  body: Buffer;
  /** the whole facts of which these are the other sections; null: these are whole */
  base: string | null;
}

/** Enough to compare with yesterday and with last month; a scan every minute must not fill the disk it watches. */
const newestKept = 20;
const daysKept = 90;
const thinnedEvery = 8;

export function factsQueries(database: Database): StoredFacts {
  const put = database.query('INSERT INTO facts (id, host_id, collected_at, body, base) VALUES (?, ?, ?, ?, ?)');
  const newestId = database.query<{ id: string; collected_at: string }>(
    'SELECT id, collected_at FROM facts WHERE host_id = ? ORDER BY collected_at DESC, rowid DESC LIMIT 1',
  );
  const byId = database.query<FactsRow>('SELECT id, host_id, collected_at, body, base FROM facts WHERE id = ?');
  const history = database.query<{ id: string; collected_at: string }>(
    'SELECT id, collected_at FROM facts WHERE host_id = ? ORDER BY collected_at DESC, rowid DESC',
  );
  // Kept: the newest ones whatever their age, and of each day of the window its last.
  const thin = database.query(
    `DELETE FROM facts WHERE host_id = $host
       AND id NOT IN (SELECT id FROM facts WHERE host_id = $host ORDER BY collected_at DESC, rowid DESC LIMIT ${newestKept})
       AND id NOT IN (SELECT base FROM facts WHERE host_id = $host AND base IS NOT NULL)
       AND id NOT IN (
         SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY substr(collected_at, 1, 10) ORDER BY collected_at DESC, rowid DESC) AS place
           FROM facts WHERE host_id = $host AND collected_at >= $from)
         WHERE place = 1)`,
  );
  const exists = database.query<{ id: string }>('SELECT id FROM facts WHERE id = ?');
  const baseOf = ({ base }: FactsRow): Buffer | null | undefined => (base === null ? null : byId.get(base)?.body);
  // Facts never change once stored, and every page of a host reads the newest: parse megabytes once, not per request.
  const parsed = new Map<HostId, HostFacts>();
  const hostExists = database.query<{ id: string }>('SELECT id FROM hosts WHERE id = ?');

  const turns = new Map<HostId, { day: string; count: number }>();
  const packer = factsPacker();
  const isStored = (id: FactsId): boolean => exists.get(id) !== undefined;

  const store = (facts: HostFacts, { body, base }: PackedFacts): void =>
    database.transaction(() => {
      // Its base went meanwhile, with older facts: whole then.
      const isWhole = base === null || isStored(base);
      const whole = isWhole ? body : packJson(toStored(storedFacts, facts));
      put.run(facts.id, facts.hostId, facts.collectedAt, whole, isWhole ? base : null);
      const day = facts.collectedAt.slice(0, 10);
      const before = turns.get(facts.hostId);
      const count = (before?.count ?? 0) + 1;
      turns.set(facts.hostId, { day, count });
      // Several go together: each time costs pages of its own. A process that scans once does it too, and so does each new day.
      if (before?.day === day && count % thinnedEvery !== 0) return;
      thin.run({ host: facts.hostId, from: daysBefore(facts.collectedAt, daysKept) });
    });

  return {
    put: (facts) => store(facts, { body: packJson(toStored(storedFacts, facts)), base: null }),
    async prepared(facts) {
      const packed = await packer.packed(facts, isStored);
      return () => {
        store(facts, packed);
        // As they were made: reading them back would only cost time.
        parsed.set(facts.hostId, facts);
      };
    },
    newestOf(hostId) {
      const row = newestId.get(hostId);
      return row === undefined ? null : { id: row.id, collectedAt: row.collected_at };
    },
    latest(hostId) {
      const newest = newestId.get(hostId);
      if (newest === undefined) {
        parsed.delete(hostId);
        return null;
      }
      const held = parsed.get(hostId);
      if (held?.id === newest.id) return held;
      const row = byId.get(newest.id);
      if (row === undefined) return null;
      const facts = factsOf(row, baseOf(row));
      parsed.set(hostId, facts);
      return facts;
    },
    byId(id) {
      const row = byId.get(id);
      return row === undefined ? null : factsOf(row, baseOf(row));
    },
    forgetRemoved() {
      for (const id of parsed.keys())
        if (hostExists.get(id) === undefined) {
          parsed.delete(id);
          packer.forget(id);
          turns.delete(id);
        }
    },
    heldCount: () => parsed.size,
    history: (hostId) => history.all(hostId).map((row) => ({ id: row.id, collectedAt: row.collected_at })),
  };
}

function daysBefore(iso: string, days: number): string {
  return new Date(Date.parse(iso) - days * 86_400_000).toISOString();
}

/** `base`: null where these are whole; undefined where their base is gone. */
function factsOf(row: FactsRow, base: Buffer | null | undefined): HostFacts {
  const read: Read<HostFacts> =
    base === undefined ? { ok: false, why: 'the scan that it is based on is gone' } : unpacked(row.body, base);
  return read.ok ? read.value : unreadableFacts(row, read.why);
}

function unpacked(body: Buffer, base: Buffer | null): Read<HostFacts> {
  let raw: unknown;
  try {
    raw = unpackedFacts(body, base);
  } catch (error) {
    return { ok: false, why: messageOf(error) };
  }
  return factsFromStored(raw);
}

/** Nothing of it is known, and everything says why. */
function unreadableFacts(row: FactsRow, why: string): HostFacts {
  const text = unreadableText({ what: storedFacts.name, id: row.id, why, todo: 'Scan this host again.' });
  const all = unknown('unparseable', text);
  return {
    id: row.id,
    hostId: row.host_id,
    collectedAt: row.collected_at,
    identity: { machineId: all, engineId: all, dataRoot: all, dataRootFsid: all },
    sections: unknownSections(all),
    cost: { wallMs: 0, roundTrips: 0, engineRequests: 0, bytes: 0, remoteCpuMs: null },
  };
}
