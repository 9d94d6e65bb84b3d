import type { PlanInput } from '../../domain/action.ts';
import type { GuardJudgement, Verdict } from '../../domain/plan.ts';

/**
 * A guard checks twice: `check` judges the collected facts while planning, and the shell of an op checks the host again right
 * before the effect (`recheck` names that function in ops/shell). Both must agree. What is unknown never passes.
 */
export interface Guard<A> {
  id: string;
  /** what it protects from, for the plan page */
  about: string;
  /**
   * Shell function that checks the same at the effect, for all ops or for each op that the guard covers. Null: it is about facts that
   * cannot change during the run, or only the engine can check it. every-guard.test.ts checks that the op really calls it.
   */
  recheck: string | null | Readonly<Record<string, string | null>>;
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
