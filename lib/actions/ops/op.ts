import type { z } from 'zod';
import type { SimulatedOp } from '../../demo/simulated-op.ts';
import type { ContainerdApi } from '../../domain/containerd-api.ts';
import type { PlanSite, Risk, StepArguments } from '../../domain/plan.ts';
import type { EngineRequest } from '../../domain/session.ts';
import { type Sh, sh } from '../../shell/sh.ts';
import { pieces } from './shell/pieces.generated.ts';

/**
 * An op is the smallest effect. Its shell lives in ops/shell/*.sh as three functions that work on a whole batch:
 * `op_X_judge` (guards, right before the effect), `op_X_perform`, `op_X_probe` (did it succeed?); `op_X_undo` if it can be
 * undone. Here is its other half: what its arguments are, and how they become the words of one line in the script.
 */
export type PieceName = keyof typeof pieces;

export interface Op {
  /** = file name; `set-aside-layer` is `op_set_aside_layer_*` in the shell */
  id: string;
  risk: Risk;
  /** objects per batch, at most 64; 1 where the effect itself may take seconds */
  batchSize: number;
  pieces: readonly PieceName[];
  /** guards that the shell judges again at the effect */
  guards: readonly string[];
  /** what it leaves on a host, for `host remove`; null = nothing */
  leaves: string | null;
  /** tools that the host must have */
  tools: readonly string[];
  /** it moves or reads every block of the filesystem, whoever it belongs to: then no plan says that the rest of the disk is not touched */
  isOfWholeFilesystem?: true;
  /**
   * what it does to the copy of a recorded host; null where no recording has what it would do it to: something that runs, Docker's
   * configuration, the disk itself. Then plans with it are refused on demo hosts.
   */
  simulated: SimulatedOp<StepArguments> | null;
  title(args: StepArguments): string;
  /** what follows the step's number in its batch, by the name of its column */
  words(args: StepArguments): StepWords;
  /** variables that its pieces read, beside those of every script; null: none */
  variables: ((plan: ScriptPlan) => ScriptVariables) | null;
  /** how the dashboard does the same over the Engine API, on hosts without a shell; null: it needs a shell */
  engine: ((args: StepArguments) => EngineFace) | null;
  /** how the dashboard does it over containerd's socket; such an op has no pieces. null: it does not concern containerd */
  containerd: ((args: StepArguments) => ContainerdFace) | null;
}

/** Column → word, in the order in which the shell takes them. */
export type StepWords = Readonly<Record<string, string | number>>;

/** A plan as its script has it: `batch_1`, `batch_2` … */
export interface ScriptPlan {
  site: PlanSite;
  batches: readonly { name: string; op: Op }[];
}

/** A list is written with blanks between its words, so a word with anything else in it than letters, digits and `_./-` is left out. */
export type ScriptVariables = Readonly<Record<string, readonly string[]>>;

/** Looks only. Parsed JSON, or null where the Engine knows no such object. */
export type AskEngine = (path: string, query?: EngineRequest['query']) => Promise<unknown>;

export type EngineJudgement =
  | { state: 'go' }
  | { state: 'already'; said: string }
  | { state: 'refused'; guardId: string; said: string };
export type EngineOutcome =
  | { state: 'done'; said?: string }
  | { state: 'refused'; guardId: string; said: string }
  | { state: 'failed'; said: string };

/** The same as the three shell functions, over the Engine API: checked right before, done by id, probed after. */
export interface EngineFace {
  judge(ask: AskEngine): Promise<EngineJudgement>;
  /** in this order */
  requests: readonly EngineRequest[];
  /** `answers`: one for each request that was answered; fewer where the connection was lost */
  probe(ask: AskEngine, answers: readonly unknown[]): Promise<EngineOutcome>;
}

/** Whose a lease is: what must not be there right before the lease is deleted. */
export interface LeaseOwner {
  kind: 'container' | 'build-record' | 'history';
  id: string;
  namespace: string;
  /** directories of its snapshots below the store: `io.containerd.snapshotter.v1.overlayfs/snapshots/12` */
  folders: readonly string[];
}

/** A directory of the btrfs snapshotter as the host has it now. */
export interface SeenDirectory {
  /** null: it is no subvolume */
  uuid: string | null;
  /** why it must not be deleted now, for a person: it is mounted, or has subvolumes in it */
  inUse: string | null;
}

/** With what a step over containerd looks and acts. */
export interface StoreTools {
  containerd: ContainerdApi;
  ask: AskEngine;
  /** Reads the host again, as root. Null: nothing of the owner is there; else what was seen, for a person. @throws where that is unknown */
  seenOwner(owner: LeaseOwner): Promise<string | null>;
  /** Reads a directory of the btrfs snapshotter (`active/rm-30`) again, as root. Null: it is not there. @throws where that is unknown */
  seenDirectory(path: string): Promise<SeenDirectory | null>;
  /** Deletes it as a subvolume, if it still has that uuid. What came of it is looked at afterwards. */
  deleteSubvolume(path: string, uuid: string): Promise<void>;
  runId: string;
  /** ISO */
  now: string;
  /** what an earlier step of this run noted */
  notes: Map<string, string>;
}

/** The same as the three shell functions, over containerd's socket. */
export interface ContainerdFace {
  /** the calls that change something, for the person who reads the plan */
  calls: readonly string[];
  judge(store: StoreTools): Promise<EngineJudgement>;
  /** acts; a call whose answer was lost is not repeated */
  perform(store: StoreTools): Promise<void>;
  /** looks what came of it, also after a lost answer */
  probe(store: StoreTools): Promise<EngineOutcome>;
  /** restores what it changed, where a later check of the same run found something wrong */
  undo?(store: StoreTools): Promise<EngineOutcome>;
  /** where it fails, the run restores what it has changed and ends */
  isCheck?: true;
}

interface OpDefinition<S extends z.ZodType>
  extends Omit<Op, 'title' | 'words' | 'variables' | 'engine' | 'containerd' | 'simulated'> {
  args: S;
  simulated: SimulatedOp<z.output<S>> | null;
  title(args: z.output<S>): string;
  words(args: z.output<S>): StepWords;
  variables?: (plan: ScriptPlan) => ScriptVariables;
  engine?: (args: z.output<S>) => EngineFace;
  containerd?: (args: z.output<S>) => ContainerdFace;
}

/** Ties the arguments' schema to their use: a stored step is parsed again before it becomes shell. */
export function defineOp<S extends z.ZodType>(definition: OpDefinition<S>): Op {
  const { args, title, words, variables, engine, containerd, simulated, ...rest } = definition;
  if (rest.batchSize < 1 || rest.batchSize > 64) throw new RangeError(`${rest.id}: a batch holds 1 to 64 objects`);
  return {
    ...rest,
    title: (raw) => title(args.parse(raw)),
    words: (raw) => words(args.parse(raw)),
    variables: variables ?? null,
    engine: engine === undefined ? null : (raw) => engine(args.parse(raw)),
    containerd: containerd === undefined ? null : (raw) => containerd(args.parse(raw)),
    simulated: simulated && {
      isThere: (copy, raw) => simulated.isThere(copy, args.parse(raw)),
      perform: (copy, raw, context) => simulated.perform(copy, args.parse(raw), context),
    },
  };
}

export function shellFunction(opId: string): string {
  return opId.replaceAll('-', '_');
}

export function pieceText(name: PieceName): Sh {
  return sh.constant(pieces[name]);
}
