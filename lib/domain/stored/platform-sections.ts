import { z } from 'zod';
import { initSystems, platformIds } from '../platform-facts.ts';

const platformId = z.enum(platformIds);

export const initSystem = z.enum(initSystems);

export const platformFacts = z.object({
  id: platformId,
  init: initSystem,
  title: z.string(),
  hostname: z.string(),
  machineId: z.string().nullable(),
  kernel: z.string(),
  architecture: z.string(),
  effectiveUid: z.number(),
  shell: z.string(),
  tools: z.record(z.string(), z.object({ path: z.string(), version: z.string().nullable(), busybox: z.boolean() })),
  leftOut: z.array(z.object({ path: z.string(), why: z.string() })).exactOptional(),
  clockSeconds: z.number(),
  uptimeSeconds: z.number().nullable(),
  bootId: z.string().nullable(),
  markers: z.record(z.string(), z.string()),
});
