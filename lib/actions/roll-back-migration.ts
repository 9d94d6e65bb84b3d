import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { currentMigration, rootInUse } from '../facts/views/migration/setup.ts';
import { judgeAll, refusal, stepsOf } from './candidates.ts';
import { frame, freesNothing } from './frame.ts';
import { dataRootConfiguration } from './guards/data-root-configuration.ts';
import { dockerStoppable } from './guards/docker-stoppable.ts';
import { migrationRecorded, wayBackThere } from './guards/migration-guards.ts';
import { rootShell } from './guards/root-shell.ts';
import { sinceWords } from './migration/since.ts';
import { returnSteps, runningWords } from './migration/steps.ts';

const params = z.strictObject({});

/** Possible until the move is finished, also where Docker does not start any more: the old data root was never changed. */
const action: Action<typeof params> = {
  id: 'roll-back-migration',
  title: 'Move Docker back',
  about:
    'Starts Docker on its old data root again, as it was at the switch. The plan first says what was made and written since.',
  words: ['migration', 'migrate', 'rollback', 'undo', 'go back'],
  label: () => 'Go back to the old data root',
  group: 'maintain',
  effect: () => 'maintains',
  consequence: () => 'What was written since the switch stays on the new disk and is no longer in use.',
  scope: 'objects',
  needs: ['platform', 'migrations', 'daemonConfiguration'],
  params,
  onFailure: 'compensate',
  undo: () => ({
    excuse: 'The copy is kept until the move is finished. To move again, finish first and then plan a new move.',
  }),
  plan,
};
export default action;

function plan(input: PlanInput<z.output<typeof params>>): PlanDraft | Refusal {
  const guards = judgeAll([rootShell, migrationRecorded, dockerStoppable, dataRootConfiguration], input);
  if (guards.every(({ state }) => state === 'pass')) guards.push(...judgeAll([wayBackThere], input));
  const migration = currentMigration(input.facts);
  if (guards.some(({ state }) => state !== 'pass') || migration === null) return refusal(action.id, guards);
  const { from, to, wasStarted } = migration;
  const used = rootInUse(input.facts);
  const stops = used !== from.path;
  return frame(action, input, {
    title: `Move Docker back to ${from.path}`,
    summary: stops
      ? `Stops Docker with ${runningWords(input)} and starts it on ${from.path}, as it was at the switch. What lies at ${to.path} is kept there.`
      : `Docker runs from ${from.path} already. Takes back what the move has prepared, and starts what ran before. What was copied to ${to.path} is kept there.`,
    warnings: sinceWords(input, migration),
    steps: stepsOf(returnSteps(input, migration, used)),
    skipped: [],
    guards,
    estimate: freesNothing({
      objects: 1,
      seconds: 40,
      how: 'going back frees nothing; the copy is kept until the move is finished',
    }),
    confirmation: wasStarted ? 'host-name' : 'click',
    undo: {
      possible: false,
      excuse: 'What was written since the switch stays at the new place, and can be copied from there by hand.',
    },
    stopsDocker: stops,
  });
}
