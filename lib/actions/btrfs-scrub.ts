import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { dataRootFilesystem, judgeAll, refusal, stepsOf, wholeStep } from './candidates.ts';
import { frame, freesNothing } from './frame.ts';
import { filesystemWhole } from './guards/filesystem-whole.ts';
import { identityKnown } from './guards/identity-known.ts';
import { onBtrfs } from './guards/on-btrfs.ts';
import { rootShell } from './guards/root-shell.ts';

const params = z.strictObject({});

const action: Action<typeof params> = {
  id: 'btrfs-scrub',
  title: 'Scrub btrfs',
  about: 'Reads the whole filesystem and verifies its checksums. Takes hours on large disks; can be cancelled.',
  words: ['check', 'checksum', 'errors', 'corruption'],
  label: () => 'Scrub the filesystem',
  group: 'maintain',
  effect: () => 'maintains',
  consequence: () => 'Frees nothing. Reads the whole filesystem, which can take hours; can be cancelled.',
  scope: 'objects',
  needs: ['platform', 'dataRoot', 'btrfsHealth', 'mounts'],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<z.output<typeof params>>): PlanDraft | Refusal {
  const guards = judgeAll([rootShell, identityKnown, onBtrfs, filesystemWhole], input);
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  return frame(action, input, {
    title: 'Scrub the filesystem of the data root',
    summary:
      'Reads all data and metadata at idle priority and verifies their checksums. Errors are repaired from a second copy where there is one.',
    steps: stepsOf([wholeStep(dataRootFilesystem, 'scrub')]),
    skipped: [],
    guards,
    estimate: freesNothing({
      objects: 1,
      how: 'a scrub frees nothing',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'There is nothing to undo.' },
  });
}
