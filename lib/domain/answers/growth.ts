import { z } from 'zod';

/** What grew on a host, largest first. */
export const growth = z.object({
  /** ISO: since when; later than asked for where the host was not watched yet */
  from: z.string(),
  grown: z.array(
    z.object({
      /** `volume:photos`, `image:postgres:17`, `build-cache`, `leak` */
      owner: z.string(),
      kind: z.enum(['volume', 'image', 'container', 'build-cache', 'leak']),
      bytes: z.number(),
      nowBytes: z.number(),
      isNew: z.boolean(),
    }),
  ),
});
export type HostGrowth = z.output<typeof growth>;
