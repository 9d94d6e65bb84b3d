import { z } from 'zod';
import type { CollectionCost, HostIdentity } from '../host-facts.ts';
import { factOf } from './fact-schema.ts';

export const hostIdentity = z.object({
  machineId: factOf(z.string()),
  engineId: factOf(z.string()),
  dataRoot: factOf(z.string()),
  dataRootFsid: factOf(z.string()),
}) satisfies z.ZodType<HostIdentity>;

/** What looking at the host cost it. */
export const scanCost = z.object({
  wallMs: z.number(),
  roundTrips: z.number(),
  engineRequests: z.number(),
  bytes: z.number(),
  remoteCpuMs: z.number().nullable(),
}) satisfies z.ZodType<CollectionCost>;
