import type { PlanInput } from '../../domain/action.ts';
import type { SectionId } from '../../domain/host-facts.ts';
import type { GuardJudgement, PlanDraft } from '../../domain/plan.ts';
import { type Candidate, judgeAll, stepsOf } from '../candidates.ts';
import { freesNothing } from '../frame.ts';
import { dataRootConfiguration } from '../guards/data-root-configuration.ts';
import { dataRootMovable } from '../guards/data-root-movable.ts';
import { dockerCli } from '../guards/docker-cli.ts';
import { dockerStoppable, quotasKept } from '../guards/docker-stoppable.ts';
import { judge } from '../guards/guard.ts';
import { identityKnown } from '../guards/identity-known.ts';
import { oneMigration } from '../guards/migration-guards.ts';
import { rootShell } from '../guards/root-shell.ts';
import { copySeconds, keptUntilFinished, runningWords } from './steps.ts';

/** What every move of the data root reads, wherever it leads. */
export const moveNeeds: readonly SectionId[] = [
  'platform',
  'engine',
  'dataRoot',
  'mounts',
  'containers',
  'quarantine',
  'daemonConfiguration',
  'migrations',
  'moveTargets',
];

/** Whether the data root of this host may be moved at all; the guards of the target come after. */
export function moveGuards(input: PlanInput<unknown>): GuardJudgement[] {
  return [
    ...judgeAll(
      [rootShell, dockerCli, identityKnown, dockerStoppable, quotasKept, dataRootMovable, dataRootConfiguration],
      input,
    ),
    judge(oneMigration, input, { resumed: null }),
  ];
}

interface Move {
  title: string;
  /** what is done while Docker runs, in whole sentences */
  before: string;
  /** said before what every move warns of */
  warnings: string[];
  steps: Candidate[];
}

/** The frame of a move: what is made first and where it leads is the action's. */
export function moveDraft(input: PlanInput<unknown>, move: Move, guards: PlanDraft['guards']) {
  return {
    title: move.title,
    summary: `${move.before} Then stops Docker with ${runningWords(input)}, copies what has changed meanwhile, starts Docker there and compares. The old data root stays as it is.`,
    warnings: [
      ...move.warnings,
      'A container that was started with --rm is removed by Docker when it stops, as at every stop.',
      'Not carried over: attributes that only lsattr shows (immutable, no copy-on-write).',
    ],
    steps: stepsOf(move.steps),
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
