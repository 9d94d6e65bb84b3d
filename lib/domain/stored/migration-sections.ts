import { z } from 'zod';
import { imageTypes, type KeptData, type Migration, type MoveTarget, migrationPhases } from '../migration.ts';

const side = z.object({
  path: z.string(),
  inode: z.number(),
  filesystem: z.string(),
  isMountPoint: z.boolean(),
  isThere: z.boolean(),
});

export const migration = z.object({
  runId: z.string(),
  record: z.string(),
  phase: z.enum(migrationPhases),
  phaseAt: z.string(),
  from: side,
  to: side,
  // Before images were made there was none.
  image: z
    .object({ path: z.string(), bytes: z.number(), type: z.enum(imageTypes) })
    .nullable()
    .default(null),
  bytes: z.number().nullable(),
  configuredBefore: z.string().nullable(),
  wasStarted: z.boolean(),
  isBeingDeleted: z.boolean().default(false),
  listedAt: z.string().nullable(),
  lists: z.object({
    containers: z.array(z.string()),
    volumes: z.array(z.string()),
    images: z.array(z.string()),
    networks: z.array(z.string()),
  }),
}) satisfies z.ZodType<Migration>;

export const moveTarget = z.object({
  mountPoint: z.string(),
  type: z.string(),
  source: z.string(),
  device: z.string(),
  fsid: z.string(),
  totalBytes: z.number(),
  freeBytes: z.number(),
  unsafe: z.string().nullable(),
  taken: z.array(z.string()),
}) satisfies z.ZodType<MoveTarget>;

export const keptData = z.object({
  what: z.enum(['old-data-root', 'copy']),
  path: z.string(),
  bytes: z.number().nullable(),
  since: z.string(),
  runId: z.string(),
  inUse: z.string(),
  isThere: z.boolean(),
}) satisfies z.ZodType<KeptData>;
