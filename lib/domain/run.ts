import type { Fact } from './fact.ts';
import type { HostId, PlanId, RunId } from './ids.ts';
import type { PlanTarget } from './plan.ts';

/**
 * starting: uploaded, no journal seen yet. interrupted: the host says that the script is gone without its last line (power, kill -9).
 * A run is only called interrupted by the host's own word; while the host cannot be reached it stays what it was.
 */
export const runStates = ['starting', 'running', 'succeeded', 'failed', 'refused', 'cancelled', 'interrupted'] as const;
export type RunState = (typeof runStates)[number];

export const journalTypes = [
  'run.started',
  'run.note',
  'run.space',
  'guard.judged',
  'step.intended',
  'step.output',
  'step.progress',
  'step.done',
  'step.already-done',
  'step.refused',
  'step.failed',
  'step.undone',
  'run.ended',
] as const;
export type JournalType = (typeof journalTypes)[number];

/** One line of the journal on the host. `seq` counts from 1 within the run and is the SSE event id. */
export interface JournalEntry {
  runId: RunId;
  seq: number;
  at: string;
  type: JournalType;
  /** number of the planned step, where it is about one */
  step?: number;
  /** guard id for `guard.judged` and `step.refused` */
  guard?: string;
  /** excuse, output line, note: for a person */
  said?: string;
  /** run.space: available and used bytes of the data root's filesystem */
  availableBytes?: number;
  usedBytes?: number;
  /** run.space: `before`, `during` (between effects, in a run of more than two seconds), `after`, `settled` */
  when?: string;
  /** step.progress: 0…1 */
  fraction?: number;
  /** run.ended */
  outcome?: 'succeeded' | 'failed' | 'refused' | 'cancelled';
  /** run.started: where it runs and what it is */
  directory?: string;
  isVolatile?: boolean;
  pid?: number;
  digest?: string;
}

export type StepState =
  | 'waiting'
  | 'intended'
  | 'done'
  | 'already-done'
  | 'refused'
  | 'failed'
  | 'undone'
  /** the run ended before it came to this step */
  | 'not-reached';

export interface RunStep {
  number: number;
  title: string;
  target: PlanTarget;
  bytes: Fact<number>;
  state: StepState;
  /** the excuse or the error, for a person */
  said: string | null;
}

export interface Run {
  id: RunId;
  planId: PlanId;
  hostId: HostId;
  /** simulated on a demo host: its bytes are nobody's */
  isDemo?: true;
  actionId: string;
  title: string;
  state: RunState;
  startedBy: string;
  startedAt: string;
  endedAt: string | null;
  /** for refused, failed, interrupted: why, and what to do next */
  said: string | null;
  steps: RunStep[];
  notes: string[];
  freedBytes: { estimated: Fact<number>; measured: Fact<number> };
  space: { when: string; availableBytes: number; usedBytes: number; at: string }[];
  undo: { until: string | null } | { excuse: string };
  /** on the host; null until the launch has answered */
  directory: string | null;
  isVolatile: boolean;
  /** byte position in the host's journal up to which entries are stored */
  cursor: number;
  lastSeq: number;
  cancelRequested: boolean;
  /** only where the dashboard itself does the steps: the process that works on it, and when it was last seen to (ISO) */
  worker?: { process: string; seenAt: string };
}

export const finalRunStates: readonly RunState[] = ['succeeded', 'failed', 'refused', 'cancelled', 'interrupted'];

export function isFinal(state: RunState): boolean {
  return finalRunStates.includes(state);
}
