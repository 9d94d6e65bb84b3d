import { z } from 'zod';
import { differences, type RunReceipt, type Untouched } from '../receipt.ts';
import { bytesFact, factOf } from './fact-schema.ts';
import type { StoredObject } from './stored-kind.ts';

const countFact = factOf(z.number());

export const untouched = z.object({
  images: countFact,
  containers: countFact,
  volumes: countFact,
  notDocker: bytesFact.nullable(),
}) satisfies z.ZodType<Untouched>;

const kindReceipt = factOf(
  z.object({
    unchanged: z.number(),
    byRun: z.number(),
    meanwhile: z.array(z.object({ difference: z.enum(differences), count: z.number(), names: z.array(z.string()) })),
  }),
);

export const runReceipt = z.object({
  before: z.string(),
  after: z.string(),
  images: kindReceipt,
  containers: kindReceipt,
  volumes: kindReceipt,
  notDocker: bytesFact.nullable(),
}) satisfies z.ZodType<RunReceipt>;

/** Version 1 of runs kept no receipt, and none can be made afterwards: the scans are not kept that long. */
export function hasReceipt(value: StoredObject): StoredObject {
  return { ...value, receipt: null };
}

/** Version 1 of plans did not count what they leave as it is. */
export function countsUntouched(value: StoredObject): StoredObject {
  return { ...value, untouched: null };
}
