import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { isCutOff, type Migration } from '../domain/migration.ts';
import type { GuardJudgement, PlanDraft, Refusal } from '../domain/plan.ts';
import { currentMigration, rootInUse } from '../facts/views/migration/setup.ts';
import { judgeAll, nothingToDo, refusal, stepsOf } from './candidates.ts';
import { frame, freesNothing } from './frame.ts';
import { dataRootConfiguration } from './guards/data-root-configuration.ts';
import { dataRootMovable } from './guards/data-root-movable.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { dockerStoppable, quotasKept } from './guards/docker-stoppable.ts';
import { judge } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { migrationRecorded, oneMigration } from './guards/migration-guards.ts';
import { moveTarget } from './guards/move-target.ts';
import { rootShell } from './guards/root-shell.ts';
import { imagePlan } from './migrate-to-loopback.ts';
import { compareSteps, keptUntilFinished } from './migration/steps.ts';
import { movePlan } from './move-data-root.ts';

const params = z.strictObject({});

/** Planned from the record and from where Docker runs now, never from what the dashboard remembers. */
const action: Action<typeof params> = {
  id: 'resume-migration',
  title: 'Go on with the move of Docker',
  about: 'Goes on with a move of Docker that was cut off, from where the host stands now.',
  words: ['migration', 'migrate', 'resume', 'continue', 'go on'],
  label: () => 'Go on with the move',
  group: 'maintain',
  effect: () => 'maintains',
  consequence: () => 'What was copied is not copied again. Frees nothing by itself.',
  scope: 'objects',
  needs: ['platform', 'engine', 'migrations', 'moveTargets', 'daemonConfiguration'],
  params,
  onFailure: 'compensate',
  undo: () => keptUntilFinished.undo,
  plan,
};
export default action;

function plan(input: PlanInput<z.output<typeof params>>): PlanDraft | Refusal {
  const guards = judgeAll([rootShell, dockerCli, identityKnown, dockerStoppable, migrationRecorded], input);
  const migration = currentMigration(input.facts);
  if (guards.some(({ state }) => state !== 'pass') || migration === null) return refusal(action.id, guards);
  if (!isCutOff(migration)) return nothingToDo(action.id, 'No move of Docker was cut off on this host.', []);
  const used = rootInUse(input.facts);
  if (used === migration.to.path) return compare(input, migration, guards);
  if (used !== migration.from.path || migration.phase === 'returning' || migration.wasStarted)
    return nothingToDo(
      action.id,
      'Docker runs from the old data root and has run on the new one, so only the way back is left.',
      [],
    );
  return again(input, migration, guards);
}

function compare(input: PlanInput<z.output<typeof params>>, migration: Migration, guards: GuardJudgement[]): PlanDraft {
  return frame(action, input, {
    title: `Go on with the move to ${migration.to.path}`,
    summary:
      'Docker runs on the new data root already. Compares what it shows with what was noted before the switch, and starts what ran before.',
    steps: stepsOf(compareSteps(migration)),
    skipped: [],
    guards,
    estimate: freesNothing({
      objects: 1,
      seconds: 30,
      how: keptUntilFinished.how,
    }),
    confirmation: 'click',
    undo: { possible: true, until: null, actionId: 'roll-back-migration' },
    stopsDocker: false,
  });
}

function again(
  input: PlanInput<z.output<typeof params>>,
  migration: Migration,
  before: GuardJudgement[],
): PlanDraft | Refusal {
  const target = migration.to.path;
  const { image } = migration;
  const guards = [
    ...before,
    ...judgeAll([quotasKept, dataRootMovable, dataRootConfiguration], input),
    judge(oneMigration, input, { resumed: migration.runId }),
    ...(image === null ? [judge(moveTarget, input, { target })] : []),
  ];
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  // Of an image the host judges place and room: what is made of it already takes its own.
  if (image !== null)
    return frame(action, input, {
      ...imagePlan(input, image, guards),
      title: `Go on with the move into ${image.path}`,
    });
  // No roomOnTarget: what is copied already takes room there and needs none any more. The host counts both.
  return frame(action, input, { ...movePlan(input, target, guards), title: `Go on with the move to ${target}` });
}
