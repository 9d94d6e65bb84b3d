import { z } from 'zod';
import type { ImageBackup } from '../image-backup.ts';

const saved = { id: z.string(), references: z.array(z.string()) };

export const imageBackup = z.object({
  runId: z.string(),
  folder: z.string(),
  at: z.string(),
  archives: z.array(
    z.object({ file: z.string(), bytes: z.number(), sha256: z.string(), images: z.array(z.object(saved)) }),
  ),
  pullable: z.array(z.object({ ...saved, digest: z.string() })),
}) satisfies z.ZodType<ImageBackup>;
