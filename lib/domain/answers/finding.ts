import { z } from 'zod';
import type { Diagnosis } from '../diagnosis.ts';
import { offeredFinding } from '../stored/finding.ts';

/** A finding of any host, and whether it is muted. */
export const openFinding = z.object({
  host: z.object({ id: z.string(), name: z.string(), url: z.string() }),
  finding: offeredFinding,
  openSince: z.string(),
  muted: z.object({ reason: z.string(), by: z.string(), until: z.string().nullable() }).nullable(),
});

const samplePoint = z.object({
  at: z.string(),
  mean: z.number(),
  min: z.number(),
  max: z.number(),
  count: z.number(),
});

const findingChange = z.object({
  hostId: z.string(),
  key: z.string(),
  checkId: z.string(),
  severity: z.string(),
  event: z.enum(['opened', 'worsened', 'improved', 'closed']),
  at: z.string(),
  title: z.string(),
});

export const history = z.object({
  from: z.string(),
  to: z.string(),
  series: z.array(z.object({ name: z.string(), points: z.array(samplePoint) })),
  findings: z.array(findingChange),
});

export const diagnosis = z.object({
  pieces: z.array(z.object({ kind: z.string(), firstLine: z.number(), lines: z.number(), text: z.number() })),
  unread: z.array(z.object({ firstLine: z.number(), lines: z.number(), begins: z.string(), text: z.number() })),
  notices: z.array(offeredFinding),
  open: z.string().nullable(),
  findings: z.array(offeredFinding),
  unknown: z.array(z.object({ checkId: z.string(), why: z.string() })),
  askFor: z.array(z.string()),
  leftOut: z.array(z.string()),
}) satisfies z.ZodType<Diagnosis>;
