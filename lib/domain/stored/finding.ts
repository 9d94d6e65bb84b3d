import { z } from 'zod';
import { offer } from '../answers/offer.ts';
import { type CheckOutcome, type Finding, type OfferedFinding, severities } from '../finding.ts';
import { sectionIds } from '../unknown-sections.ts';
import type { StoredKind } from './stored-kind.ts';

export const objectRef = z.object({
  kind: z.enum([
    'host',
    'engine',
    'filesystem',
    'data-root',
    'pool',
    'device',
    'volume',
    'container',
    'image',
    'layer',
    'subvolume',
    'store',
    'file',
  ]),
  id: z.string(),
  label: z.string(),
});

const remedy = z.object({ actionId: z.string(), params: z.record(z.string(), z.string()) });

const findingFields = z.object({
  key: z.string(),
  checkId: z.string(),
  severity: z.enum(severities),
  subject: objectRef,
  title: z.string(),
  detail: z.string(),
  evidence: z.object({
    command: z.string().nullable(),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.string())),
  }),
  fills: z.array(z.object({ label: z.string(), usedBytes: z.number(), totalBytes: z.number() })).exactOptional(),
  reclaimable: z.object({ bytes: z.number(), exact: z.boolean() }).exactOptional(),
  remedies: z.array(remedy),
  docs: z.string().exactOptional(),
});

const finding: z.ZodType<Finding> = findingFields;

export const offeredFinding = findingFields.extend({
  remedies: z.array(offer),
}) satisfies z.ZodType<OfferedFinding>;

const checkId = z.string();

const checkOutcome: z.ZodType<CheckOutcome> = z.discriminatedUnion('status', [
  z.object({ checkId, status: z.literal('pass') }),
  z.object({ checkId, status: z.literal('fail'), findings: z.array(finding) }),
  z.object({ checkId, status: z.literal('unknown'), why: z.string(), missing: z.array(z.enum(sectionIds)) }),
  z.object({ checkId, status: z.literal('not-applicable'), why: z.string() }),
  z.object({ checkId, status: z.literal('error'), why: z.string() }),
]);

export const storedFinding: StoredKind<Finding> = { name: 'finding', schema: finding, upgrades: [(value) => value] };

export const storedOutcome: StoredKind<CheckOutcome> = {
  name: 'result of a check',
  schema: checkOutcome,
  upgrades: [(value) => value],
};
