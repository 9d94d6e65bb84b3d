import { z } from 'zod';
import type { Protection } from '../protection.ts';
import { bytesFact, factOf } from '../stored/fact-schema.ts';

/** What is inside one leaked object. */
export const inside = z.object({
  names: z.array(z.string()),
  hasMore: z.boolean(),
  newest: z.object({ path: z.string(), modifiedSeconds: z.number() }).nullable(),
});

export const protection = z.object({ kind: z.string(), id: z.string() }) satisfies z.ZodType<Protection>;

export const quarantinedEntry = z.object({
  entry: z.string(),
  driver: z.string(),
  path: z.string(),
  originalName: z.string(),
  bytes: bytesFact,
  setAsideAt: z.string().nullable(),
  purgeAt: z.string().nullable(),
  runId: z.string().nullable(),
  overdue: z.string().nullable(),
});

/** Unknown where the host has not been scanned, or could not tell. */
export const quarantine = factOf(z.array(quarantinedEntry));
