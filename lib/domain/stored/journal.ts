import { z } from 'zod';
import { migrationPhases } from '../migration.ts';
import type { JournalEntry } from '../run.ts';
import type { StoredKind } from './stored-kind.ts';

const line = { runId: z.string(), seq: z.number().int().positive(), at: z.string() };
const said = z.string().exactOptional();
const guard = z.string().exactOptional();
const step = z.number().int();

/** Also what a line of the journal on the host must look like: anything else there is a torn line. */
export const journalEntrySchema = z.discriminatedUnion('type', [
  z.object({
    ...line,
    type: z.literal('run.started'),
    said,
    directory: z.string().exactOptional(),
    isVolatile: z.boolean().exactOptional(),
    pid: z.number().int().exactOptional(),
    digest: z.string().exactOptional(),
  }),
  z.object({ ...line, type: z.literal('run.note'), said }),
  z.object({
    ...line,
    type: z.literal('run.space'),
    when: z.string(),
    availableBytes: z.number(),
    usedBytes: z.number(),
  }),
  z.object({ ...line, type: z.literal('run.checkpoint'), phase: z.enum(migrationPhases), said }),
  z.object({ ...line, type: z.literal('guard.judged'), guard: z.string(), said }),
  z.object({ ...line, type: z.literal('step.intended'), step, said, guard }),
  z.object({ ...line, type: z.literal('step.output'), step, said, guard }),
  z.object({ ...line, type: z.literal('step.done'), step, said, guard }),
  z.object({ ...line, type: z.literal('step.already-done'), step, said, guard }),
  z.object({ ...line, type: z.literal('step.refused'), step, said, guard }),
  z.object({ ...line, type: z.literal('step.failed'), step, said, guard }),
  z.object({ ...line, type: z.literal('step.undone'), step, said, guard }),
  z.object({
    ...line,
    type: z.literal('step.progress'),
    step,
    said,
    fraction: z.number().exactOptional(),
    doneBytes: z.number().exactOptional(),
    doneObjects: z.number().exactOptional(),
    totalObjects: z.number().exactOptional(),
    secondsLeft: z.number().exactOptional(),
  }),
  z.object({
    ...line,
    type: z.literal('run.ended'),
    outcome: z.enum(['succeeded', 'failed', 'refused', 'cancelled']),
    said,
    guard,
  }),
]) satisfies z.ZodType<JournalEntry>;

export const storedJournalEntry: StoredKind<JournalEntry> = {
  name: 'journal entry',
  schema: journalEntrySchema,
  // Version 2 has checkpoints and more of a step's progress; nothing of an older line changes.
  upgrades: [(value) => value, (value) => value],
};
