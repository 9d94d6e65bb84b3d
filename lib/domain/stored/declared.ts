import { z } from 'zod';

export const declaredEntry = z.object({
  /** of what the file says about it, without secrets */
  digest: z.string(),
});
export type Declared = z.output<typeof declaredEntry>;

export const declaredStatus = z.object({
  file: z.string(),
  /** when the file was read last */
  at: z.string(),
  /** why the file as it is now is not in force; what was in force before stays so */
  problem: z.string().nullable(),
  /** what of a valid file could not be done yet; tried again */
  pending: z.array(z.string()),
  counts: z.object({ hosts: z.number(), channels: z.number(), schedules: z.number() }),
});
export type DeclaredStatus = z.output<typeof declaredStatus>;
