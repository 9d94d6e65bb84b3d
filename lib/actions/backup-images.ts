import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { formatBytes } from '../domain/bytes.ts';
import type { ImageSummary } from '../domain/engine-facts.ts';
import { known } from '../domain/fact.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { migrationPath } from '../domain/migration.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { type ImagesToSave, imagesToSave, nameOf } from '../facts/views/images-to-save.ts';
import { suggestedFolders, targetOf } from '../facts/views/migration/setup.ts';
import { type Candidate, judgeAll, nothingToDo, refusal, skip, stepsOf, wholeStep } from './candidates.ts';
import { count, frame, freesNothing } from './frame.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { judge } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { backupTarget, imagesListed, roomForArchive, roomForBackup, roomToSave } from './guards/image-backup-guards.ts';
import { rootShell } from './guards/root-shell.ts';
import { savedImageOf } from './ops/saved-image.ts';

const params = z.strictObject({
  folder: z.literal('').or(migrationPath).default(''),
  images: z.enum(['own', 'all']).default('own'),
});
type Params = z.output<typeof params>;

/** Before anything that may lose images. What a registry has is listed by its digest, which costs nothing; the rest is saved whole. */
const action: Action<typeof params> = {
  id: 'backup-images',
  title: 'Save images to a folder',
  about:
    'Saves Docker’s images into archives on a disk of this host, so that they can be loaded again. Images that came from a registry are listed by digest, or saved too.',
  words: ['backup', 'docker save', 'export', 'archive', 'images', 'tar'],
  label: (_, { images = 'own' }) => (images === 'all' ? 'Save all images' : 'Save the images that cannot be pulled'),
  group: 'maintain',
  effect: () => 'maintains',
  consequence: () => 'Frees nothing, and takes space where they are saved. Containers run on.',
  scope: 'objects',
  needs: ['platform', 'engine', 'images', 'containers', 'dataRoot', 'mounts', 'moveTargets', 'filesystems'],
  params,
  choices: (facts: HostFacts) =>
    suggestedFolders(facts, 'docker-images')
      .slice(0, 1)
      .flatMap(({ path }) => [
        { folder: path, images: 'own' },
        { folder: path, images: 'all' },
      ]),
  onFailure: 'compensate',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const { folder, images } = input.params;
  const guards = judgeAll([rootShell, dockerCli, identityKnown], input);
  guards.push(judge(imagesListed, input, { images }), judge(backupTarget, input, { folder }));
  const found = imagesToSave(input.facts, images);
  if (guards.some(({ state }) => state !== 'pass') || found.state === 'unknown') return refusal(action.id, guards);
  const allBytes = bytesOf(found.value.toSave);
  guards.push(judge(roomForBackup, input, { folder, bytes: allBytes }));
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  const room = roomForArchive(input.facts, folder, allBytes);
  const judged = found.value.toSave.map((image) => ({
    image,
    verdict: judge(roomToSave, input, { bytes: image.sizeBytes, room }),
  }));
  const chosen = judged.flatMap(({ image, verdict }) => (verdict.state === 'pass' ? [image] : []));
  const skipped = [
    ...judged.flatMap(({ image, verdict }) =>
      verdict.state === 'pass' ? [] : [skip(object(image), verdict.guardId, verdict.said)],
    ),
    ...found.value.leftOut.map((image) =>
      skip(object(image), 'images-listed', 'It has no name, and no container uses it.'),
    ),
  ];
  if (chosen.length === 0) return nothingToDo(action.id, 'None of the images can be saved now.', skipped);
  const archives = archivesOf(chosen, typeof room === 'number' ? room : null);
  const { pullable } = found.value;
  return frame(action, input, {
    title: `Save ${count(chosen.length, 'image')} to ${folder}`,
    summary: `Makes ${folder} for root alone and saves ${count(chosen.length, 'image')} there with docker save, in ${count(archives.length, 'archive')}; layers that they share are saved once in each. Each archive is read back and listed with its checksum.${pullable.length === 0 ? '' : ` ${count(pullable.length, 'image')} from a registry ${pullable.length === 1 ? 'is' : 'are'} listed by digest and not saved.`}`,
    warnings: [
      'Volumes and the files of containers are not saved.',
      ...(pullable.length === 0
        ? []
        : ['A registry may delete what it has. To save those images too, choose images=all.']),
    ],
    steps: stepsOf([folderStep(input, folder), ...listSteps(folder, pullable), ...saveSteps(folder, archives, room)]),
    skipped,
    guards,
    estimate: freesNothing({
      objects: chosen.length + pullable.length,
      seconds: 5 + Math.round(allBytes / (60 * 2 ** 20)),
      how: `up to ${formatBytes(allBytes)} are written`,
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'Nothing is taken away. Delete the folder when you no longer need it.' },
  });
}

const object = (image: ImageSummary) => ({
  target: { kind: 'image' as const, id: image.id, label: nameOf(image), owner: null },
  bytes: known(image.sizeBytes),
});

/** As Docker lists them: what images share is counted for each. */
const bytesOf = (images: readonly ImageSummary[]): number => images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** As few as fit: Docker saves a layer once in each. */
function archivesOf(images: readonly ImageSummary[], room: number | null): ImageSummary[][] {
  const archives: ImageSummary[][] = [];
  let left = 0;
  for (const image of images) {
    const last = archives.at(-1);
    if (last === undefined || (room !== null && image.sizeBytes > left)) {
      archives.push([image]);
      left = (room ?? 0) - image.sizeBytes;
    } else {
      last.push(image);
      left -= image.sizeBytes;
    }
  }
  return archives;
}

function folderStep({ facts }: PlanInput<Params>, folder: string): Candidate {
  const target = targetOf(folder, facts)?.target;
  return wholeStep({ kind: 'file', id: folder, label: folder, owner: null }, 'prepare-backup', {
    folder,
    mountPoint: target?.mountPoint ?? '',
    fsid: target?.fsid ?? '',
  });
}

function listSteps(folder: string, pullable: ImagesToSave['pullable']): Candidate[] {
  return pullable.map(({ image, digest }) => ({
    ...object(image),
    bytes: known(0),
    op: 'list-image',
    args: { folder, image: wordOf(image), digest, label: nameOf(image) },
    guards: [],
  }));
}

function saveSteps(
  folder: string,
  archives: readonly ImageSummary[][],
  room: ReturnType<typeof roomForArchive>,
): Candidate[] {
  return archives.map((images, index) => {
    const file = `images-${index + 1}.tar`;
    const bytes = bytesOf(images);
    const names = images.map(nameOf).join(', ');
    return {
      target: { kind: 'file', id: `${folder}/${file}`, label: names, owner: null },
      bytes: known(bytes),
      op: 'save-images',
      args: { folder, file, bytes, staged: room !== null, images: images.map(wordOf) },
      guards: [],
    };
  });
}

const wordOf = (image: ImageSummary): string => savedImageOf({ id: image.id, references: image.repoTags });
