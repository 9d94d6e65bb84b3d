import { z } from 'zod';
import { defaultMinAgeHours } from '../domain/prune-rules.ts';
import { namesParam } from './names-param.ts';

/**
 * The parameters of every prune. A plan always lists explicit ids; `names` narrows it. The minimum age is never below zero
 * and never absent: "unreferenced right now" is not "unused" (docs/reference/guard-lessons.md#g1).
 */
export const pruneParams = z.strictObject({
  names: namesParam.optional(),
  keepLabel: z.string().max(200).default('protected'),
  minAgeHours: z.coerce
    .number()
    .min(0)
    .max(24 * 3650)
    .default(defaultMinAgeHours),
});
export type PruneParams = z.output<typeof pruneParams>;

/** Docker writes "never" as year 1; what does not parse is not a time. */
export function secondsOrNull(iso: string | null | undefined): number | null {
  if (iso === null || iso === undefined || iso.startsWith('0001-')) return null;
  const milliseconds = Date.parse(iso);
  return Number.isFinite(milliseconds) ? Math.floor(milliseconds / 1000) : null;
}
