import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { type Fact, known, unknown } from '../domain/fact.ts';
import type { LoopDevice } from '../domain/health-facts.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { imageBelowDocker } from '../facts/views/migration/setup.ts';
import { judgeAll, refusal, stepsOf } from './candidates.ts';
import { estimateOf, frame } from './frame.ts';
import { identityKnown } from './guards/identity-known.ts';
import { onImage } from './guards/image-guards.ts';
import { rootShell } from './guards/root-shell.ts';
import { withAmount } from './labels.ts';

const params = z.strictObject({});

/** What was deleted inside the image goes back to the disk that holds it. */
const action: Action<typeof params> = {
  id: 'trim-loopback',
  title: 'Trim Docker’s image file',
  about:
    'Returns what is free in the image file to the disk that holds it. Afterwards that space is no longer reserved for Docker.',
  words: ['loop', 'image', 'loopback', 'fstrim', 'discard', 'shrink'],
  label: (amount) => withAmount('Trim Docker’s image file', amount),
  group: 'free',
  effect: () => 'frees-now',
  consequence: () =>
    'The image is thin afterwards: keep that much free on its disk, or writes inside are lost. Containers run on.',
  scope: 'objects',
  needs: ['platform', 'dataRoot', 'mounts', 'loopDevices'],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<z.output<typeof params>>): PlanDraft | Refusal {
  const guards = judgeAll([rootShell, identityKnown, onImage], input);
  const found = imageBelowDocker(input.facts);
  if (guards.some(({ state }) => state !== 'pass') || found.state === 'unknown' || found.value === null)
    return refusal(action.id, guards);
  const { loop, mountPoint } = found.value;
  const image = loop.backingFile;
  const bytes = idleBytes(loop);
  return frame(action, input, {
    title: `Trim ${image}`,
    summary: `Returns what is free in ${image} to its disk (fstrim ${mountPoint}). Docker runs on.`,
    warnings: [
      'Afterwards the image is thin: what was returned is no longer reserved. If something else fills the disk below, writes inside are lost. “Grow Docker’s image file” with its present size reserves it again.',
    ],
    steps: stepsOf([
      {
        target: { kind: 'file', id: image, label: image, owner: null },
        bytes,
        op: 'trim-image',
        args: { image, mountPoint },
        guards: [],
      },
    ]),
    skipped: [],
    guards,
    estimate: estimateOf({
      freedBytes: bytes,
      objects: 1,
      how: 'allocated for the image and not used in it; returned to the disk below',
    }),
    confirmation: 'click',
    undo: {
      possible: false,
      excuse: 'The space is returned. To reserve it again, grow the image to its present size.',
    },
  });
}

function idleBytes({ allocatedBytes, innerUsedBytes }: LoopDevice): Fact<number> {
  return allocatedBytes === null || innerUsedBytes === null
    ? unknown('not-collected', 'How much of the image is unused was not measured.')
    : known(Math.max(0, allocatedBytes - innerUsedBytes));
}
