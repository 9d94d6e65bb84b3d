import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { migrationPath } from '../domain/migration.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { suggestedTargets } from '../facts/views/migration/setup.ts';
import { judgeAll, refusal, stepsOf } from './candidates.ts';
import { frame, freesNothing } from './frame.ts';
import { dataRootConfiguration } from './guards/data-root-configuration.ts';
import { dataRootMovable } from './guards/data-root-movable.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { dockerStoppable, quotasKept } from './guards/docker-stoppable.ts';
import { judge } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { oneMigration } from './guards/migration-guards.ts';
import { moveTarget, roomOnTarget } from './guards/move-target.ts';
import { rootShell } from './guards/root-shell.ts';
import { copySeconds, keptUntilFinished, moveSteps, runningWords } from './migration/steps.ts';

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
  needs: [
    'platform',
    'engine',
    'dataRoot',
    'mounts',
    'containers',
    'quarantine',
    'daemonConfiguration',
    'migrations',
    'moveTargets',
  ],
  params,
  choices: (facts: HostFacts) => suggestedTargets(facts).map(({ path }) => ({ target: path })),
  onFailure: 'compensate',
  undo: () => keptUntilFinished.undo,
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const { target } = input.params;
  const guards = [
    ...judgeAll(
      [rootShell, dockerCli, identityKnown, dockerStoppable, quotasKept, dataRootMovable, dataRootConfiguration],
      input,
    ),
    judge(oneMigration, input, { resumed: null }),
    judge(moveTarget, input, { target }),
  ];
  if (guards.every(({ state }) => state === 'pass')) guards.push(judge(roomOnTarget, input, { target }));
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  return frame(action, input, movePlan(input, target, guards));
}

/** The same plan for a move that was cut off before the switch and goes on. */
export function movePlan(input: PlanInput<unknown>, target: string, guards: PlanDraft['guards']) {
  return {
    title: `Move Docker to ${target}`,
    summary: `Copies the data root to ${target} while Docker runs. Then stops Docker with ${runningWords(input)}, copies what has changed meanwhile, starts Docker there and compares. The old data root stays as it is.`,
    warnings: [
      'A container that was started with --rm is removed by Docker when it stops, as at every stop.',
      'Not carried over: attributes that only lsattr shows (immutable, no copy-on-write).',
    ],
    steps: stepsOf(moveSteps(input, target)),
    skipped: [],
    guards,
    estimate: freesNothing({
      objects: 1,
      seconds: copySeconds(input) ?? 300,
      how: keptUntilFinished.how,
    }),
    confirmation: 'click' as const,
    undo: { possible: true as const, until: null, actionId: 'roll-back-migration' },
    stopsDocker: true,
  };
}
