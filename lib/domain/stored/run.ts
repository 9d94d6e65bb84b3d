import { z } from 'zod';
import { migrationPhases } from '../migration.ts';
import { type Run, runStates } from '../run.ts';
import { bytesFact, factOf } from './fact-schema.ts';
import { planTarget } from './plan.ts';
import { hasReceipt, runReceipt } from './receipt.ts';
import type { StoredKind } from './stored-kind.ts';
import { namesItsUndo } from './undo.ts';

const stepState = z.enum(['waiting', 'intended', 'done', 'already-done', 'refused', 'failed', 'undone', 'not-reached']);

export const runStep = z.object({
  number: z.number(),
  title: z.string(),
  target: planTarget,
  bytes: bytesFact,
  state: stepState,
  said: z.string().nullable(),
  progress: z
    .object({
      fraction: z.number(),
      doneBytes: z.number().nullable(),
      doneObjects: z.number().nullable(),
      totalObjects: z.number().nullable(),
      secondsLeft: z.number().nullable(),
    })
    .exactOptional(),
});

const runFields = z.object({
  id: z.string(),
  planId: z.string(),
  hostId: z.string(),
  isDemo: z.literal(true).exactOptional(),
  actionId: z.string(),
  title: z.string(),
  state: z.enum(runStates),
  startedBy: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  said: z.string().nullable(),
  steps: z.array(runStep),
  notes: z.array(z.string()),
  checkpoint: z.object({ phase: z.enum(migrationPhases), at: z.string(), said: z.string() }).exactOptional(),
  freedBytes: z.object({ estimated: bytesFact, measured: bytesFact }),
  space: z.array(z.object({ when: z.string(), availableBytes: z.number(), usedBytes: z.number(), at: z.string() })),
  undo: z.union([z.object({ until: z.string().nullable(), actionId: z.string() }), z.object({ excuse: z.string() })]),
  receipt: factOf(runReceipt).nullable(),
  directory: z.string().nullable(),
  isVolatile: z.boolean(),
  cursor: z.number(),
  lastSeq: z.number(),
  cancelRequested: z.boolean(),
  worker: z.object({ process: z.string(), seenAt: z.string() }).exactOptional(),
}) satisfies z.ZodType<Omit<Run, 'unreadable'>>;

/** As it is shown: a stored run that cannot be read says why. */
export const run = runFields.extend({ unreadable: z.string().exactOptional() }) satisfies z.ZodType<Run>;

export const storedRun: StoredKind<Omit<Run, 'unreadable'>> = {
  name: 'run',
  schema: runFields,
  // Version 3 may have a checkpoint and the progress of a step; an older run has neither.
  upgrades: [namesItsUndo, hasReceipt, (value) => value],
};
