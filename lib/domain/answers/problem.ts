import { z } from 'zod';
import type { LeftAlone } from '../errors.ts';

const leftAlone = z.object({
  name: z.string(),
  guardId: z.string(),
  excuse: z.string(),
}) satisfies z.ZodType<LeftAlone>;

/** The key that a server showed: what `trust` is compared with. */
const offeredKey = z.object({ fingerprint: z.string(), keyType: z.string() });

/** RFC 9457 problem details: every answer that is no success. `code` is stable, `detail` is for a person. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  offered: offeredKey.exactOptional(),
  guardId: z.string().exactOptional(),
  leftAlone: z.array(leftAlone).readonly().exactOptional(),
});
export type ProblemDetails = z.output<typeof problemDetails>;

/** The last line of an answer of several lines that failed on its way, when its status was sent long ago. */
export const lineProblem = z.object({
  error: z.object({ code: z.string(), message: z.string(), offered: offeredKey.nullable().exactOptional() }),
});
export type LineProblem = z.output<typeof lineProblem>;
