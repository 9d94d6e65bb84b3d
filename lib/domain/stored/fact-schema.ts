import { z } from 'zod';

export const unknownFact = z.object({
  state: z.literal('unknown'),
  reason: z.enum([
    'not-collected',
    'no-capability',
    'permission-denied',
    'tool-missing',
    'timed-out',
    'unparseable',
    'truncated',
  ]),
  detail: z.string(),
});

export function factOf<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('state', [z.object({ state: z.literal('known'), value }), unknownFact]);
}

export const bytesFact = factOf(z.number());
