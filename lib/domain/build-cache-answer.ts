import { z } from 'zod';

const record = z.object({
  ID: z.string(),
  Type: z.string().default(''),
  Description: z.string().default(''),
  InUse: z.boolean(),
  Shared: z.boolean().default(false),
  Size: z.number(),
  CreatedAt: z.string().nullish(),
  LastUsedAt: z.string().nullish(),
  Parent: z.string().nullish(),
  Parents: z.array(z.string()).nullish(),
  // So it comes from API 1.42 on: the tag in moby's api/types/types.go has a blank in it (`json:" Parents,omitempty"`).
  ' Parents': z.array(z.string()).nullish(),
});

/** Up to API 1.51: null where there is no record, but the field is there. An answer without it is not one to this question. */
const legacy = z.object({ BuildCache: z.array(record).nullable() });

/** From API 1.52 on, with `verbose`: Go leaves out what is empty or 0, so no list is an empty one only where the count is 0 too. */
const usage = z.object({
  BuildCacheUsage: z
    .object({ Items: z.array(record).nullish(), TotalCount: z.number().default(0) })
    .refine(({ Items, TotalCount }) => (Items ?? []).length >= TotalCount, {
      message: 'it counts more records than it lists',
    }),
});

/** What the Engine answered with: its records, or a failure where neither form of the list is there. */
export const buildCacheAnswer = z.union([
  usage.transform(({ BuildCacheUsage }) => BuildCacheUsage.Items ?? []),
  legacy.transform(({ BuildCache }) => BuildCache ?? []),
]);

/** Without `verbose` API 1.52 and later answer with sums alone; older ones do not know the word and ignore it. */
export const buildCacheQuery = { type: 'build-cache', verbose: true };
