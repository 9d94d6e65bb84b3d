import { z } from 'zod';
import { actionGroups } from '../action.ts';
import type { RunAfterwards } from '../afterwards.ts';
import { type Run, runStates } from '../run.ts';
import { bytesFact } from '../stored/fact-schema.ts';
import { journalEntrySchema } from '../stored/journal.ts';
import { planEstimate } from '../stored/plan.ts';
import { run } from '../stored/run.ts';
import { offer } from './offer.ts';

const actionFields = {
  id: z.string(),
  title: z.string(),
  about: z.string(),
  scope: z.enum(['objects', 'host']),
  group: z.enum(actionGroups),
  offer,
};

/** An action that can be done on a host now, or why it cannot. */
export const listedAction = z.discriminatedUnion('available', [
  z.object({
    ...actionFields,
    available: z.literal(true),
    summary: z.string(),
    estimate: planEstimate,
    params: z.record(z.string(), z.string()),
  }),
  z.object({ ...actionFields, available: z.literal(false), excuse: z.string() }),
]);

/** One event of a run's stream: a line of its journal, or the state it is in by now. */
export const runEvent = z.union([journalEntrySchema, z.object({ id: z.string(), state: z.enum(runStates) })]);

const runLink = z.object({ id: z.string(), at: z.string(), by: z.string() });
const taken = z.object({ count: z.number(), runs: z.array(runLink) });

/** A run, and what became of what it quarantined. */
export const shownRun = run.extend({
  afterwards: z.object({
    quarantined: z.object({ count: z.number(), bytes: bytesFact, names: z.array(z.string()) }).nullable(),
    restored: taken,
    purged: taken,
    gone: z.number(),
    of: z.array(runLink),
  }),
}) satisfies z.ZodType<Run & { afterwards: RunAfterwards }>;

/** What changed, never what it changed to. */
export const changeEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hosts') }),
  z.object({ type: z.literal('host'), hostId: z.string() }),
  z.object({
    type: z.literal('progress'),
    hostId: z.string(),
    text: z.string(),
    done: z.number(),
    total: z.number(),
  }),
  z.object({ type: z.literal('run'), runId: z.string(), hostId: z.string() }),
  z.object({ type: z.literal('batch'), batchId: z.string() }),
  z.object({ type: z.literal('settings') }),
]);

export const auditEntry = z.object({
  id: z.number(),
  at: z.string(),
  actorKind: z.enum(['user', 'token', 'cli', 'system']),
  actor: z.string(),
  action: z.string(),
  subject: z.string().nullable(),
  hostId: z.string().nullable(),
  result: z.enum(['ok', 'started', 'refused', 'failed']),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()),
});
