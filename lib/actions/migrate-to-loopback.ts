import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { formatBytes } from '../domain/bytes.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { imageTypes, type MigrationImage, migrationPath } from '../domain/migration.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { bytesOfSize, sizeParam } from '../domain/size-param.ts';
import { mountOfImage, suggestedImages } from '../facts/views/migration/setup.ts';
import { refusal } from './candidates.ts';
import { frame } from './frame.ts';
import { judge } from './guards/guard.ts';
import { imageTarget } from './guards/image-guards.ts';
import { moveDraft, moveGuards, moveNeeds } from './migration/move.ts';
import { imageSteps, keptUntilFinished } from './migration/steps.ts';

const params = z.strictObject({
  image: z.literal('').or(migrationPath).default(''),
  size: z.literal('').or(sizeParam).default(''),
  fs: z.enum(imageTypes).default('ext4'),
});
type Params = z.output<typeof params>;

/** A move whose target is made first: a filesystem of its own for Docker, in a file on a disk that holds other data too. */
const action: Action<typeof params> = {
  id: 'migrate-to-loopback',
  title: 'Give Docker a filesystem in a file',
  about:
    'Makes an image file with a filesystem of its own and moves Docker’s data root into it. The old data is kept until you finish, and you can go back until then.',
  words: ['migrate', 'migration', 'loop', 'image', 'loopback', 'img', 'dedicated filesystem', 'quota', 'limit'],
  label: (_, { image = '' }) => (image === '' ? 'Move Docker into an image file' : `Move Docker into ${image}`),
  group: 'maintain',
  effect: () => 'maintains',
  consequence: () => 'Containers are down during the last part. Takes the whole size of the image at once.',
  scope: 'objects',
  needs: moveNeeds,
  params,
  choices: (facts: HostFacts) => suggestedImages(facts).map(({ image, size }) => ({ image, size })),
  onFailure: 'compensate',
  undo: () => keptUntilFinished.undo,
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const [first] = suggestedImages(input.facts);
  const path = input.params.image || (first?.image ?? '');
  const image = { path, type: input.params.fs, bytes: bytesOfSize(input.params.size || (first?.size ?? '')) };
  const guards = [...moveGuards(input), judge(imageTarget, input, { image: path, bytes: image.bytes })];
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  return frame(action, input, imagePlan(input, image, guards));
}

/** The same plan for one that was cut off and goes on. */
export function imagePlan(input: PlanInput<unknown>, image: MigrationImage, guards: PlanDraft['guards']) {
  const size = formatBytes(image.bytes);
  return moveDraft(
    input,
    {
      title: `Move Docker into the image ${image.path}`,
      before: `Tries a small image first. Then makes ${image.path} with ${size} (${image.type}), mounts it at ${mountOfImage(image.path)}, and copies the data root there while Docker runs.`,
      warnings: [
        `${size} of the disk are taken at once and stay taken, so that a full disk cannot damage what is inside.`,
      ],
      steps: imageSteps(input, image),
    },
    guards,
  );
}
