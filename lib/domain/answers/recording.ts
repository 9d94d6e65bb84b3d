import { z } from 'zod';
import type { RecordingReview } from '../recording.ts';

const kinds = ['name', 'id', 'address'] as const;

export const recordingReview = z.object({
  file: z.string(),
  collectedAt: z.string(),
  sections: z.object({ known: z.number(), all: z.number() }),
  counts: z.record(z.enum(kinds), z.number()),
  replaced: z.array(z.object({ kind: z.enum(kinds), from: z.string(), to: z.string() })),
  differences: z.array(z.object({ checkId: z.string(), host: z.string(), recording: z.string() })),
}) satisfies z.ZodType<RecordingReview>;
