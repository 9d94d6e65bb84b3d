import type { RunId } from '../../domain/ids.ts';
import type { JournalEntry } from '../../domain/run.ts';
import { storedJournalEntry } from '../../domain/stored/journal.ts';
import { fromJson, toStored } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import { StoreError } from '../database/store-error.ts';
import { unreadableText } from '../unreadable.ts';

export interface Journal {
  /**
   * Appends, and is on disk when it returns. The host's journal is read again after a lost connection, so an entry that is
   * already there is fine if it is the same, and an error if it says something else. Returns how many were new.
   */
  append(entries: readonly JournalEntry[]): number;
  /** entries with a greater seq, in order */
  after(runId: RunId, seq: number, limit?: number): JournalEntry[];
  lastSeq(runId: RunId): number;
}

export function journalQueries(database: Database): Journal {
  const append = database.query('INSERT INTO journal (run_id, seq, at, type, json) VALUES (?, ?, ?, ?, ?)');
  const stored = database.query<StoredEntry>('SELECT at, type, json FROM journal WHERE run_id = ? AND seq = ?');
  const after = database.query<EntryRow>(
    'SELECT run_id, seq, at, json FROM journal WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const lastSeq = database.query<{ seq: number | null }>('SELECT max(seq) AS seq FROM journal WHERE run_id = ?');

  return {
    append: (entries) =>
      database.durably(() => {
        let added = 0;
        for (const entry of entries) {
          const json = JSON.stringify(toStored(storedJournalEntry, entry));
          const isNew = append.run(entry.runId, entry.seq, entry.at, entry.type, json) === 1;
          if (isNew) added += 1;
          else if (!isSame(entry, stored.get(entry.runId, entry.seq))) throw conflict(entry);
        }
        return added;
      }),
    after: (runId, seq, limit = 10_000) => after.all(runId, seq, limit).map(entryOf),
    lastSeq: (runId) => lastSeq.get(runId)?.seq ?? 0,
  };
}

interface EntryRow {
  run_id: string;
  seq: number;
  at: string;
  json: string;
}

/** A line that cannot be read keeps its place: the lines after it are counted from it. */
function entryOf(row: EntryRow): JournalEntry {
  const read = fromJson(storedJournalEntry, row.json);
  if (read.ok) return read.value;
  const id = `${row.seq} of ${row.run_id}`;
  const said = unreadableText({ what: storedJournalEntry.name, id, why: read.why, todo: 'The other lines are whole.' });
  return { runId: row.run_id, seq: row.seq, at: row.at, type: 'run.note', said };
}

interface StoredEntry {
  at: string;
  type: string;
  json: string;
}

/** Not the JSON byte for byte: a newer Bilge may read more out of the same line of the host's journal. */
function isSame(entry: JournalEntry, stored: StoredEntry | undefined): boolean {
  if (stored === undefined || stored.at !== entry.at || stored.type !== entry.type) return false;
  const read = fromJson(storedJournalEntry, stored.json);
  // One that cannot be read stays as it is, and the journal goes on after it.
  if (!read.ok) return true;
  const before: Partial<JournalEntry> = read.value;
  return before.step === entry.step && before.said === entry.said;
}

function conflict(entry: JournalEntry): StoreError {
  return new StoreError({
    failure: 'store-conflict',
    message: `Journal entry ${entry.seq} of run ${entry.runId} is stored with other content than the host now says (${entry.type}).`,
    userMessage: `The journal of run ${entry.runId} on the host differs from what was recorded before, at entry ${entry.seq}. The recorded one was kept. Look at the run directory on the host before you trust either.`,
  });
}
