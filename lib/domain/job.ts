import { z } from 'zod';
import type { HostId } from './ids.ts';

/** held: a person paused it. */
export const jobStates = ['waiting', 'running', 'held'] as const;
export type JobState = (typeof jobStates)[number];

/** One thing that Bilge does again and again by itself. Times are milliseconds since the epoch. */
export interface JobRow {
  /** its kind and what it is about, with a space between: `scan host_1` */
  key: string;
  kind: string;
  hostId: HostId | null;
  state: JobState;
  /** failures in a row */
  attempts: number;
  nextAtMs: number;
  /** of the last time */
  begunAtMs: number | null;
  endedAtMs: number | null;
  tookMs: number | null;
  /** why the last time failed, or why it did nothing; for a person */
  problem: string | null;
}

const moment = z.number().min(-8.64e15).max(8.64e15);

/** As a row of the table is; its version is that of the database. */
export const storedJob = z.object({
  key: z.string(),
  kind: z.string(),
  hostId: z.string().nullable(),
  state: z.enum(jobStates),
  attempts: z.number().min(0).max(1_000_000),
  nextAtMs: moment,
  begunAtMs: moment.nullable(),
  endedAtMs: moment.nullable(),
  tookMs: z.number().min(0).nullable(),
  problem: z.string().nullable(),
}) satisfies z.ZodType<JobRow>;

/** The runner of the process that serves, for whoever wakes a job. */
export interface RunningJobs {
  rows(): JobRow[];
  /** due now, also if it was done a moment ago; while it runs, once more afterwards */
  wake(key: string, inMs?: number): void;
  /** @returns whether it went on */
  cancel(key: string): boolean;
}

/** As pages, API and command line show it. */
export const shownJob = z.object({
  key: z.string(),
  kind: z.string(),
  /** `Scan`, `Daily upkeep` */
  title: z.string(),
  host: z.object({ id: z.string(), name: z.string() }).nullable(),
  state: z.enum(jobStates),
  failures: z.number(),
  /** ISO; null while it runs or is paused */
  nextAt: z.string().nullable(),
  lastBegunAt: z.string().nullable(),
  lastEndedAt: z.string().nullable(),
  tookMs: z.number().nullable(),
  problem: z.string().nullable(),
});
export type ShownJob = z.output<typeof shownJob>;
