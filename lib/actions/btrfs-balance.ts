import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { unknown } from '../domain/fact.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { dataRootFilesystem, judgeAll, refusal, stepsOf, wholeStep } from './candidates.ts';
import { estimateOf, frame } from './frame.ts';
import { filesystemWhole } from './guards/filesystem-whole.ts';
import { identityKnown } from './guards/identity-known.ts';
import { onBtrfs } from './guards/on-btrfs.ts';
import { rootShell } from './guards/root-shell.ts';

const params = z.strictObject({ usage: z.coerce.number().int().min(0).max(90).default(10) });

/** Low usage first: empty chunks need no room to work in (platforms 3.5). Only data: metadata needs its unused space. */
const ladder = [0, 5, 10, 25, 50, 75, 90];

const action: Action<typeof params> = {
  id: 'btrfs-balance',
  title: 'Balance btrfs',
  about: 'Merges half-empty data chunks and returns the space to unallocated. Can be cancelled at any time.',
  words: ['unallocated', 'chunks', 'rebalance', 'full'],
  label: () => 'Balance the filesystem',
  group: 'repair',
  effect: () => 'repairs',
  consequence: () => 'Gives btrfs room to write; deletes nothing and frees no space by itself. Can be cancelled.',
  scope: 'objects',
  needs: ['platform', 'dataRoot', 'btrfsUsage', 'btrfsHealth', 'mounts'],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<z.output<typeof params>>): PlanDraft | Refusal {
  const guards = judgeAll([rootShell, identityKnown, onBtrfs, filesystemWhole], input);
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  const { usage } = input.params;
  const rungs = [...ladder.filter((rung) => rung < usage), usage];
  return frame(action, input, {
    title: `Balance data chunks up to ${usage}% full`,
    summary: `Merges data chunks that are less than ${usage}% full, emptiest first. Files and Docker are not affected, but the disks are busy. It can be cancelled at any time.`,
    steps: stepsOf(rungs.map((rung) => wholeStep(dataRootFilesystem, 'balance-data', { usage: rung }))),
    skipped: [],
    guards,
    estimate: estimateOf({
      freedBytes: unknown(
        'not-collected',
        'A balance turns allocated into unallocated space; the amount is known afterwards.',
      ),
      freesNow: false,
      objects: rungs.length,
      how: 'a balance deletes nothing',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'There is nothing to undo: no data changes.' },
  });
}
