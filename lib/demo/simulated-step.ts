import type { PlanDraft, PlannedStep, StepArguments } from '../domain/plan.ts';
import type { DemoCopy } from './copy.ts';
import type { SimulatedOp, SimulationContext } from './simulated-op.ts';

/** An op's own simulation, by its id; null: it has none. Handed in, because this room may not import the ops. */
export type SimulationOf = (op: string) => SimulatedOp<StepArguments> | null;

/** Null if the whole plan can be simulated; otherwise the reason. */
export function demoExcuse(
  draft: Pick<PlanDraft, 'title' | 'steps' | 'stopsDocker'>,
  simulationOf: SimulationOf,
): string | null {
  const impossible = draft.stopsDocker || draft.steps.some(({ op }) => simulationOf(op) === null);
  if (!impossible) return null;
  return `A demo host cannot do this: it is a recording, without a running Docker or a real disk. On a real host the plan would be “${draft.title}”.`;
}

export type SimulatedStep = { state: 'done'; copy: DemoCopy } | { state: 'already-done' } | { state: 'refused' };

export function simulateStep(
  copy: DemoCopy,
  { op, args }: PlannedStep,
  { simulationOf, ...context }: SimulationContext & { simulationOf: SimulationOf },
): SimulatedStep {
  const simulated = simulationOf(op);
  if (simulated === null) return { state: 'refused' };
  if (!simulated.isThere(copy, args)) return { state: 'already-done' };
  return { state: 'done', copy: simulated.perform(copy, args, context) };
}
