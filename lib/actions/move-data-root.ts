import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { migrationPath } from '../domain/migration.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { suggestedTargets } from '../facts/views/migration/setup.ts';
import { refusal } from './candidates.ts';
import { frame } from './frame.ts';
import { judge } from './guards/guard.ts';
import { moveTarget, roomOnTarget } from './guards/move-target.ts';
import { moveDraft, moveGuards, moveNeeds } from './migration/move.ts';
import { keptUntilFinished, moveSteps } from './migration/steps.ts';

const params = z.strictObject({ target: z.literal('').or(migrationPath).default('') });
type Params = z.output<typeof params>;

/**
 * The data root is copied while Docker runs, and again while it is stopped; then one file is renamed, and Docker starts on the copy. The
 * old one stays whole until a person signs it off (docs/reference/guard-lessons.md#g19).
 */
const action: Action<typeof params> = {
  id: 'move-data-root',
  title: 'Move Docker to another disk',
  about:
    'Copies Docker’s data root to another filesystem and starts Docker there. The old data is kept until you finish the move, and you can go back until then.',
  words: ['migrate', 'migration', 'disk', 'data-root', 'var lib docker', 'relocate', 'full'],
  label: (_, { target = '' }) => (target === '' ? 'Move Docker to another disk' : `Move Docker to ${target}`),
  group: 'maintain',
  effect: () => 'maintains',
  consequence: () => 'Containers are down during the last part. Frees space only when the move is finished.',
  scope: 'objects',
  needs: moveNeeds,
  params,
  choices: (facts: HostFacts) => suggestedTargets(facts).map(({ path }) => ({ target: path })),
  onFailure: 'compensate',
  undo: () => keptUntilFinished.undo,
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const { target } = input.params;
  const guards = [...moveGuards(input), judge(moveTarget, input, { target })];
  if (guards.every(({ state }) => state === 'pass')) guards.push(judge(roomOnTarget, input, { target }));
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  return frame(action, input, movePlan(input, target, guards));
}

/** The same plan for a move that was cut off before the switch and goes on. */
export function movePlan(input: PlanInput<unknown>, target: string, guards: PlanDraft['guards']) {
  const title = `Move Docker to ${target}`;
  const before = `Copies the data root to ${target} while Docker runs.`;
  return moveDraft(input, { title, before, warnings: [], steps: moveSteps(input, target) }, guards);
}
