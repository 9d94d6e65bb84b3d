import type { PlanInput } from '../domain/action.ts';
import type { Fact } from '../domain/fact.ts';
import { known, unknown } from '../domain/fact.ts';
import type { GuardJudgement, PlannedStep, PlanTarget, Refusal, SkippedObject, StepArguments } from '../domain/plan.ts';
import { atOnce, type InPieces, mapInPieces } from '../domain/slices.ts';
import { type Guard, judge } from './guards/guard.ts';
import type { Op } from './ops/op.ts';
import { registry } from './ops/registry.generated.ts';

/** An object that an action considers: what would be done to it, and the verdict of every guard. */
export interface Candidate {
  target: PlanTarget;
  bytes: Fact<number>;
  op: string;
  args: StepArguments;
  guards: GuardJudgement[];
}

export const docker: PlanTarget = { kind: 'engine', id: 'docker', label: 'Docker', owner: null };
export const dataRootFilesystem: PlanTarget = {
  kind: 'filesystem',
  id: 'data-root',
  label: "the data root's filesystem",
  owner: null,
};

/** A step about something as a whole: it has no size of its own, and the guards of the plan are its guards. */
export function wholeStep(target: PlanTarget, op: string, args: StepArguments = {}): Candidate {
  return { target, bytes: known(0), op, args, guards: [] };
}

export interface SortedOut {
  chosen: Candidate[];
  skipped: SkippedObject[];
}

/** The first guard that does not pass is the reason; unknown does not pass. */
export function sortOut(candidates: readonly Candidate[]): SortedOut {
  const chosen: Candidate[] = [];
  const skipped: SkippedObject[] = [];
  for (const candidate of candidates) {
    const against = candidate.guards.find(({ state }) => state !== 'pass');
    if (against === undefined) chosen.push(candidate);
    else skipped.push(skip(candidate, against.guardId, against.said));
  }
  return { chosen, skipped };
}

export function skip(object: Pick<Candidate, 'target' | 'bytes'>, guardId: string, excuse: string): SkippedObject {
  return { target: object.target, bytes: object.bytes, guardId, excuse };
}

/** Numbers the steps and takes title and risk from their ops. */
export function stepsOf(candidates: readonly Candidate[]): PlannedStep[] {
  return atOnce(stepsInPieces(candidates));
}

export function* stepsInPieces(candidates: readonly Candidate[]): InPieces<PlannedStep[]> {
  let number = 0;
  return yield* mapInPieces(candidates, ({ target, bytes, op, args, guards }) => {
    const found = ops.get(op);
    if (found === undefined) throw new RangeError(`there is no op ${op}`);
    number += 1;
    return { number, op, args, target, title: found.title(args), bytes, risk: found.risk, guards };
  });
}

const ops: ReadonlyMap<string, Op> = new Map(registry.map((op) => [op.id, op]));

export function sumOfBytes(objects: readonly { bytes: Fact<number> }[]): Fact<number> {
  let total = 0;
  let unmeasured = 0;
  for (const { bytes } of objects) {
    if (bytes.state === 'known') total += bytes.value;
    else unmeasured += 1;
  }
  if (unmeasured === 0) return known(total);
  return unknown(
    'not-collected',
    `${unmeasured} of ${objects.length} ${objects.length === 1 ? 'object has' : 'objects have'} not been measured.`,
  );
}

/** Judges what the whole plan depends on. All refusals are reported at once, not one per attempt. */
export function judgeAll(guards: readonly Guard<null>[], input: PlanInput<unknown>): GuardJudgement[] {
  return guards.map((guard) => judge(guard, input, null));
}

export function refusal(actionId: string, guards: readonly GuardJudgement[], skipped: SkippedObject[] = []): Refusal {
  const excuses = guards
    .filter(({ state }) => state !== 'pass')
    .map(({ guardId, said }) => ({ guardId, excuse: said }));
  return { refused: true, actionId, excuses, skipped };
}

export function nothingToDo(actionId: string, excuse: string, skipped: SkippedObject[]): Refusal {
  return { refused: true, actionId, excuses: [{ guardId: 'nothing-to-do', excuse }], skipped };
}
