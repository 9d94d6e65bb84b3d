import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { formatBytes } from '../domain/bytes.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { bytesOfSize, sizeParam } from '../domain/size-param.ts';
import { imageBelowDocker } from '../facts/views/migration/setup.ts';
import { judgeAll, refusal, stepsOf, wholeStep } from './candidates.ts';
import { frame, freesNothing } from './frame.ts';
import { judge } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { imageGrowable, onImage } from './guards/image-guards.ts';
import { rootShell } from './guards/root-shell.ts';

const params = z.strictObject({ size: z.literal('').or(sizeParam).default('') });

/** Larger while Docker runs. With the size that it has, what trimming or a sparse start left open is reserved again. */
const action: Action<typeof params> = {
  id: 'grow-loopback',
  title: 'Grow Docker’s image file',
  about: 'Makes the image file that Docker’s data root lies in larger, and its filesystem with it, while Docker runs.',
  words: ['loop', 'image', 'loopback', 'enlarge', 'resize', 'reserve', 'allocate'],
  label: (_, { size = '' }) =>
    size === '' ? 'Grow Docker’s image file' : `Grow Docker’s image file to ${formatBytes(bytesOfSize(size))}`,
  group: 'maintain',
  effect: () => 'maintains',
  consequence: () => 'Takes space from the disk below; it does not come back. Containers run on.',
  scope: 'objects',
  needs: ['platform', 'dataRoot', 'mounts', 'loopDevices'],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<z.output<typeof params>>): PlanDraft | Refusal {
  const bytes = bytesOfSize(input.params.size);
  const guards = judgeAll([rootShell, identityKnown, onImage], input);
  if (guards.every(({ state }) => state === 'pass')) guards.push(judge(imageGrowable, input, { bytes }));
  const found = imageBelowDocker(input.facts);
  if (guards.some(({ state }) => state !== 'pass') || found.state === 'unknown' || found.value === null)
    return refusal(action.id, guards);
  const { loop, mountPoint, type } = found.value;
  const image = loop.backingFile;
  return frame(action, input, {
    title: `Grow ${image} to ${formatBytes(bytes)}`,
    summary: `Allocates ${formatBytes(bytes)} for the image, which has ${formatBytes(loop.apparentBytes ?? 0)}, and grows the ${type} in it. Docker runs on.`,
    steps: stepsOf([
      wholeStep({ kind: 'file', id: image, label: image, owner: null }, 'grow-image', { image, mountPoint, bytes }),
    ]),
    skipped: [],
    guards,
    estimate: freesNothing({ objects: 1, seconds: 10, how: 'growing takes space from the disk below' }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'An image is not made smaller while it is in use.' },
  });
}
