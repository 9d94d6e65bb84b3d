import type { Action, PlanInput } from '../domain/action.ts';
import { known } from '../domain/fact.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { judgeAll, nothingToDo, refusal, sortOut, stepsOf } from './candidates.ts';
import { count, estimateOf, frame } from './frame.ts';
import { identityKnown } from './guards/identity-known.ts';
import { quarantineKnown } from './guards/quarantine-known.ts';
import { rootShell } from './guards/root-shell.ts';
import { isInContainerd, planRestoreOfHolds } from './held-leases.ts';
import {
  entryCandidates,
  missingEntries,
  noneQuarantined,
  type QuarantineParams,
  quarantineParams,
} from './quarantined.ts';

const action: Action<typeof quarantineParams> = {
  id: 'restore-quarantine',
  title: 'Restore from the quarantine',
  about: 'Moves quarantined layers back to their original place.',
  words: ['undo', 'put', 'back', 'set', 'aside', 'revert', 'recover'],
  label: () => 'Restore quarantined layers',
  group: 'repair',
  effect: () => 'restores',
  consequence: () => 'Frees nothing: what was quarantined is leaked again.',
  scope: 'objects',
  onlyLeaked: true,
  defaults: { entries: 'all' },
  needs: ['platform', 'engine', 'quarantine', 'driverDirectories'],
  params: quarantineParams,
  onFailure: 'continue',
  plan,
};
export default action;

function plan(input: PlanInput<QuarantineParams>): PlanDraft | Refusal {
  if (isInContainerd(input)) return planRestoreOfHolds(action, input);
  const guards = judgeAll([rootShell, identityKnown, quarantineKnown], input);
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  const { chosen, skipped } = sortOut(entryCandidates(input, 'restore-entry'));
  skipped.push(...missingEntries(input));
  if (chosen.length === 0)
    return nothingToDo(action.id, `Nothing to restore: ${noneQuarantined(input, skipped)}`, skipped);
  const entries = count(chosen.length, 'quarantined layer');
  return frame(action, input, {
    title: `Restore ${entries}`,
    summary: `Moves ${entries} back to ${chosen.length === 1 ? 'its' : 'their'} original place. Nothing is overwritten.`,
    steps: stepsOf(chosen),
    skipped,
    guards,
    estimate: estimateOf({
      freedBytes: known(0),
      exact: true,
      freesNow: false,
      objects: chosen.length,
      seconds: 2,
      how: 'a restore frees nothing',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'They show as leaked again and can be quarantined again.' },
  });
}
