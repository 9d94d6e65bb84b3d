import type { JournalEntry } from '../domain/run.ts';
import { journalEntrySchema } from '../domain/stored/journal.ts';

export interface JournalPiece {
  entries: JournalEntry[];
  /** bytes of whole lines: where to read on */
  consumedBytes: number;
  /** lines that are not entries: torn by a full disk or a power cut */
  torn: number;
}

/** Reads whole lines only; the last one may not be complete yet. A torn line is counted, not interpreted. */
export function parseJournal(bytes: Buffer): JournalPiece {
  const end = bytes.lastIndexOf(0x0a) + 1;
  const entries: JournalEntry[] = [];
  let torn = 0;
  for (const line of bytes.subarray(0, end).toString('utf8').split('\n')) {
    if (line === '') continue;
    const entry = parseEntry(line);
    if (entry === null) torn += 1;
    else entries.push(entry);
  }
  return { entries, consumedBytes: end, torn };
}

function parseEntry(line: string): JournalEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = journalEntrySchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
