import { z } from 'zod';
import { type JournalEntry, journalTypes } from '../domain/run.ts';

const entrySchema = z.object({
  runId: z.string(),
  seq: z.number().int().positive(),
  at: z.string(),
  type: z.enum(journalTypes),
  step: z.number().int().optional(),
  guard: z.string().optional(),
  said: z.string().optional(),
  availableBytes: z.number().optional(),
  usedBytes: z.number().optional(),
  when: z.string().optional(),
  fraction: z.number().optional(),
  outcome: z.enum(['succeeded', 'failed', 'refused', 'cancelled']).optional(),
  directory: z.string().optional(),
  isVolatile: z.boolean().optional(),
  pid: z.number().int().optional(),
  digest: z.string().optional(),
});

export interface JournalPiece {
  entries: JournalEntry[];
  /** bytes of whole lines: where to read on */
  consumedBytes: number;
  /** lines that are no entries: torn by a full disk or a power cut */
  torn: number;
}

/** Reads whole lines only; the last one may still be on its way. A torn line is counted, never guessed at. */
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
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) return null;
  // exactOptionalPropertyTypes: zod leaves absent keys absent, which the type cannot say.
  return parsed.data as JournalEntry;
}
