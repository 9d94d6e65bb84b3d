import type { Action, PlanInput } from '../domain/action.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { judgeAll, nothingToDo, refusal, sortOut, stepsOf, sumOfBytes } from './candidates.ts';
import { count, estimateOf, frame } from './frame.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { identityKnown } from './guards/identity-known.ts';
import { quarantineKnown } from './guards/quarantine-known.ts';
import { rootShell } from './guards/root-shell.ts';
import { storageProvable } from './guards/storage-provable.ts';
import { isInContainerd, planEndOfHolds } from './held-leases.ts';
import {
  entryCandidates,
  missingEntries,
  noneQuarantined,
  type QuarantineParams,
  quarantineParams,
} from './quarantined.ts';

/** Each entry is proven again: what Docker references by now stays in the quarantine. */
const action: Action<typeof quarantineParams> = {
  id: 'purge-quarantine',
  title: 'Purge the quarantine',
  about: 'Frees the space of quarantined layers. They cannot be restored afterwards.',
  words: ['free now', 'delete now', 'set', 'aside', 'cleanup', 'full', 'empty'],
  label: (amount) => `Free ${amount ?? 'quarantined layers'} now`,
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'Deletes what is quarantined. No way back.',
  scope: 'objects',
  onlyLeaked: true,
  defaults: { entries: 'all' },
  needs: ['platform', 'engine', 'quarantine', 'layerdb', 'driverDirectories'],
  params: quarantineParams,
  onFailure: 'continue',
  plan,
};
export default action;

function plan(input: PlanInput<QuarantineParams>): PlanDraft | Refusal {
  if (isInContainerd(input)) return planEndOfHolds(action, input);
  const guards = judgeAll([rootShell, dockerCli, identityKnown, storageProvable, quarantineKnown], input);
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  const { chosen, skipped } = sortOut(entryCandidates(input, 'purge-entry'));
  skipped.push(...missingEntries(input));
  if (chosen.length === 0)
    return nothingToDo(action.id, `Nothing to purge: ${noneQuarantined(input, skipped)}`, skipped);
  const entries = count(chosen.length, 'quarantined layer');
  return frame(action, input, {
    title: `Delete ${entries}`,
    summary: `Deletes ${entries} for good. Each is checked again right before: what Docker references by now is kept.`,
    steps: stepsOf(chosen),
    skipped,
    guards,
    estimate: estimateOf({
      freedBytes: sumOfBytes(chosen),
      objects: chosen.length,
      seconds: Math.ceil(2 + chosen.length * 0.1),
    }),
    confirmation: 'host-name',
    undo: { possible: false, excuse: 'Deleted layers cannot be restored.' },
  });
}
