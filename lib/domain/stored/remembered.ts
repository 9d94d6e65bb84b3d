import { z } from 'zod';
import type { FailedMeasurement } from '../measurement.ts';

/** What Bilge remembers of each host between two looks, and finds out again where it is lost. */

export const diskLook = z.object({
  atMs: z.number(),
  counters: z.record(z.string(), z.string()),
  /** ISO; null while they are in use */
  asleepSince: z.string().nullable(),
  /** scans in which only the Engine was asked, since the host was added */
  leftAsleep: z.number(),
  /** of these, in which a disk was used meanwhile, by whomever: the most that Bilge can have woken */
  usedMeanwhile: z.number(),
});
export type StoredLook = z.output<typeof diskLook>;

/** The last attempt to free due entries; kept until none is due, so that a page can say why one is still there. */
export const dueAttempt = z.object({
  at: z.string(),
  /** in a row; a host that refuses is asked less and less often, because each attempt scans it again */
  attempts: z.number(),
  /** of the whole plan; null where there was one */
  excuse: z.string().nullable(),
  /** by the original name of the entry */
  leftAlone: z.record(z.string(), z.string()),
});
export type DueAttempt = z.output<typeof dueAttempt>;

/** What could not be measured is remembered with its reason, so that a volume of a million files is not walked after every scan. */
export const failedMeasurements = z.object({
  failures: z.array(
    z.object({
      kind: z.custom<FailedMeasurement['kind']>((value) => typeof value === 'string'),
      object: z.string(),
      identity: z.string().nullable(),
      problem: z.enum(['timed-out', 'failed']),
      at: z.string(),
      attempts: z.number(),
    }),
  ),
});
export type FailedMeasurements = z.output<typeof failedMeasurements>;

/** ISO time by `unusedKey`, for each kind: since when the scans have seen it unused without a break. */
export const unusedMemory = z.record(z.string(), z.record(z.string(), z.string()));
export type UnusedMemory = Readonly<z.output<typeof unusedMemory>>;

/** A file that was opened with `bilge host add demo:FILE`. */
export const keptRecording = z.object({ file: z.string() });
export type KeptRecording = z.output<typeof keptRecording>;
