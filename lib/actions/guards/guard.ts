import type { PlanInput } from '../../domain/action.ts';
import type { GuardJudgement, Verdict } from '../../domain/plan.ts';

/**
 * A guard has two faces: `check` judges the collected facts while planning, and the shell of an op judges the host again right
 * before the effect (`recheck` names that function in ops/shell). Both must agree. What is unknown never passes.
 */
export interface Guard<A> {
  id: string;
  /** what it protects from, for the plan page */
  about: string;
  /** shell function that judges the same at the effect; null: it is about facts that cannot change under the run */
  recheck: string | null;
  check(input: PlanInput<unknown>, args: A): Verdict;
}

export function pass(said: string): Verdict {
  return { state: 'pass', said };
}
export function refuse(said: string): Verdict {
  return { state: 'refuse', said };
}
export function notKnown(said: string): Verdict {
  return { state: 'unknown', said };
}

export function judge<A>(guard: Guard<A>, input: PlanInput<unknown>, args: A): GuardJudgement {
  return { guardId: guard.id, ...guard.check(input, args) };
}
