import type { Fact } from './fact.ts';
import type { HostId, PlanId, RunId } from './ids.ts';
import type { MigrationPhase } from './migration.ts';
import type { PlanTarget } from './plan.ts';
import type { RunReceipt } from './receipt.ts';

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
  'run.checkpoint',
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

/** What a line may say besides its place and kind. */
interface JournalFields {
  /** number of the planned step */
  step: number;
  /** id of the guard that judged or refused */
  guard: string;
  /** reason, output line, note: for a person */
  said: string;
  /** of the data root's filesystem */
  availableBytes: number;
  usedBytes: number;
  /** `before`, `during` (between effects, in a run of more than two seconds), `after`, `settled` */
  when: string;
  /** 0…1 */
  fraction: number;
  doneBytes: number;
  doneObjects: number;
  totalObjects: number;
  /** an estimate from the speed so far */
  secondsLeft: number;
  /** of a migration: what is true from here on (lib/domain/migration.ts) */
  phase: MigrationPhase;
  outcome: 'succeeded' | 'failed' | 'refused' | 'cancelled';
  /** where it runs and what it is */
  directory: string;
  isVolatile: boolean;
  pid: number;
  digest: string;
}
type FieldName = keyof JournalFields;

type JournalLine<Type extends JournalType, Always extends FieldName, Sometimes extends FieldName = never> = {
  runId: RunId;
  /** counts from 1 within the run; the SSE event id */
  seq: number;
  at: string;
  type: Type;
} & Pick<JournalFields, Always> &
  Partial<Pick<JournalFields, Sometimes>> & { [Never in Exclude<FieldName, Always | Sometimes>]?: never };

type StepLine<Type extends JournalType> = Type extends unknown ? JournalLine<Type, 'step', 'said' | 'guard'> : never;

/** One line of the journal on the host. */
export type JournalEntry =
  | JournalLine<'run.started', never, 'said' | 'directory' | 'isVolatile' | 'pid' | 'digest'>
  | JournalLine<'run.note', never, 'said'>
  | JournalLine<'run.space', 'when' | 'availableBytes' | 'usedBytes'>
  | JournalLine<'run.checkpoint', 'phase', 'said'>
  | JournalLine<'guard.judged', 'guard', 'said'>
  | StepLine<
      | 'step.intended'
      | 'step.output'
      | 'step.done'
      | 'step.already-done'
      | 'step.refused'
      | 'step.failed'
      | 'step.undone'
    >
  | JournalLine<
      'step.progress',
      'step',
      'said' | 'fraction' | 'doneBytes' | 'doneObjects' | 'totalObjects' | 'secondsLeft'
    >
  | JournalLine<'run.ended', 'outcome', 'said' | 'guard'>;

/** What a line of this type says, without its place in the journal. */
export type JournalText<Type extends JournalType> = Omit<
  Extract<JournalEntry, { type: Type }>,
  'runId' | 'seq' | 'at' | 'type'
>;

export function journalEntry<Type extends JournalType>(
  place: Pick<JournalEntry, 'runId' | 'seq' | 'at'>,
  type: Type,
  text: JournalText<Type>,
): JournalEntry {
  // The parts are those of one member of the union, which TypeScript cannot see through a type parameter.
  return { ...place, type, ...text } as unknown as JournalEntry;
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

/** How far a long step is, by its last word. */
export interface StepProgress {
  /** 0…1 */
  fraction: number;
  doneBytes: number | null;
  doneObjects: number | null;
  totalObjects: number | null;
  /** null = too early to tell */
  secondsLeft: number | null;
}

/** The last checkpoint of a run: where it stands, also when it is cut off after it. */
export interface RunCheckpoint {
  phase: MigrationPhase;
  at: string;
  said: string;
}

export interface RunStep {
  number: number;
  title: string;
  target: PlanTarget;
  bytes: Fact<number>;
  state: StepState;
  /** the excuse or the error, for a person */
  said: string | null;
  /** only while it is in progress */
  progress?: StepProgress;
}

export interface Run {
  id: RunId;
  planId: PlanId;
  hostId: HostId;
  /** simulated on a demo host: its bytes count in no total */
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
  /** only of runs that have checkpoints */
  checkpoint?: RunCheckpoint;
  freedBytes: { estimated: Fact<number>; measured: Fact<number> };
  space: { when: string; availableBytes: number; usedBytes: number; at: string }[];
  undo: { until: string | null; actionId: string } | { excuse: string };
  /** what it left as it was; null until a scan after it came through. Unknown as `not-collected`: the next scan may still tell */
  receipt: Fact<RunReceipt> | null;
  /** on the host; null until the launch has answered */
  directory: string | null;
  isVolatile: boolean;
  /** byte position in the host's journal up to which entries are stored */
  cursor: number;
  lastSeq: number;
  cancelRequested: boolean;
  /** only where the dashboard itself does the steps: the process that works on it, and when it was last seen to (ISO) */
  worker?: { process: string; seenAt: string };
  /** Set only where the stored run cannot be read: why. Never stored. */
  unreadable?: string;
}

export const finalRunStates: readonly RunState[] = ['succeeded', 'failed', 'refused', 'cancelled', 'interrupted'];

export function isFinal(state: RunState): boolean {
  return finalRunStates.includes(state);
}

/**
 * Whether a scan saw the host as a run left it. The end of a run is told by the host's clock, which may be wrong in both directions; its
 * begin and the scan are told by ours, so an end that cannot be is not believed.
 */
export function isSeenAfter(
  collectedAt: string,
  { startedAt, endedAt }: Pick<Run, 'startedAt' | 'endedAt'>,
  now: Date,
): boolean {
  if (endedAt === null) return false;
  const [scan, start, end] = [collectedAt, startedAt, endedAt].map(Date.parse) as [number, number, number];
  return end < start || end > now.getTime() ? scan > start : scan >= end;
}
