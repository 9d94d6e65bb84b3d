import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { formatBytes } from '../domain/bytes.ts';
import { known } from '../domain/fact.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import type { ImageArchive, ImageBackup, PullableImage } from '../domain/image-backup.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { type Candidate, judgeAll, nothingToDo, refusal, skip, sortOut, stepsOf } from './candidates.ts';
import { count, frame, freesNothing } from './frame.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { judge } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { backupKnown, namesFree, roomToLoad } from './guards/image-backup-guards.ts';
import { rootShell } from './guards/root-shell.ts';
import { savedImageOf } from './ops/saved-image.ts';

const params = z.strictObject({
  backup: z
    .string()
    .regex(/^$|^run_[0-9a-z]+$/)
    .default(''),
});
type Params = z.output<typeof params>;

const action: Action<typeof params> = {
  id: 'restore-images',
  title: 'Load saved images',
  about: 'Loads images from the archives that Bilge saved on this host. Each archive’s checksum is compared first.',
  words: ['backup', 'restore', 'docker load', 'import', 'archive', 'images', 'tar'],
  label: () => 'Load saved images',
  group: 'repair',
  effect: () => 'maintains',
  consequence: () => 'Takes space on Docker’s disk. Images that are there stay as they are.',
  scope: 'objects',
  needs: ['platform', 'engine', 'images', 'imageBackups', 'filesystems'],
  params,
  choices: ({ sections: { imageBackups } }: HostFacts) =>
    imageBackups.state === 'unknown' ? [] : imageBackups.value.map(({ runId }) => ({ backup: runId })),
  onFailure: 'continue',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const { imageBackups } = input.facts.sections;
  const guards = judgeAll([rootShell, dockerCli, identityKnown], input);
  guards.push(judge(backupKnown, input, { backup: input.params.backup }));
  const backup =
    imageBackups.state === 'known' ? imageBackups.value.find(({ runId }) => runId === input.params.backup) : undefined;
  if (guards.some(({ state }) => state !== 'pass') || backup === undefined) return refusal(action.id, guards);
  const isThere = hasAll(input.facts);
  const wanted = backup.archives.filter(({ images }) => !isThere(images));
  const sorted = sortOut(wanted.map((archive) => candidate(input, backup, archive)));
  const skipped = [
    ...sorted.skipped,
    ...backup.archives
      .filter(({ images }) => isThere(images))
      .map((archive) => skip(fileOf(backup, archive), 'nothing-to-do', 'Docker has all of its images.')),
    ...backup.pullable.filter((image) => !isThere([image])).map(toPull),
  ];
  if (sorted.chosen.length === 0)
    return nothingToDo(action.id, 'No archive of this backup has to be loaded, or can be now.', skipped);
  const loaded = wanted.filter(({ file }) => sorted.chosen.some(({ args }) => args.file === file));
  const bytes = loaded.reduce((sum, each) => sum + each.bytes, 0);
  const images = loaded.reduce((sum, each) => sum + each.images.length, 0);
  return frame(action, input, {
    title: `Load ${count(images, 'image')} from ${backup.folder}`,
    summary: `Compares the checksum of ${count(sorted.chosen.length, 'archive')} (${formatBytes(bytes)}) that Bilge saved at ${backup.at}, and loads ${sorted.chosen.length === 1 ? 'it' : 'them'} into Docker. No image that is there is changed.`,
    warnings: [],
    steps: stepsOf(sorted.chosen),
    skipped,
    guards,
    estimate: freesNothing({
      objects: images,
      seconds: 5 + Math.round(bytes / (60 * 2 ** 20)),
      how: 'loading takes space',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'Remove the images that you do not want (prune-images).' },
  });
}

/** Docker has these images under these very names. */
function hasAll({
  sections: { images },
}: HostFacts): (saved: readonly { id: string; references: string[] }[]) => boolean {
  const now = new Map(images.state === 'known' ? images.value.map((each) => [each.id, each.repoTags]) : []);
  return (saved) =>
    saved.every(({ id, references }) => {
      const names = now.get(id);
      return names !== undefined && references.every((each) => names.includes(each));
    });
}

const fileOf = ({ folder }: ImageBackup, { file, bytes, images }: ImageArchive) => ({
  target: {
    kind: 'file' as const,
    id: `${folder}/${file}`,
    label: images.map(({ id, references }) => references[0] ?? id.slice(7, 19)).join(', '),
    owner: null,
  },
  bytes: known(bytes),
});

function candidate(input: PlanInput<Params>, backup: ImageBackup, archive: ImageArchive): Candidate {
  const { file, bytes, sha256, images } = archive;
  return {
    ...fileOf(backup, archive),
    op: 'load-images',
    args: { folder: backup.folder, file, bytes, sha256, images: images.map(savedImageOf) },
    guards: [judge(namesFree, input, archive), judge(roomToLoad, input, { bytes })],
  };
}

function toPull({ id, digest, references }: PullableImage) {
  const target = { kind: 'image' as const, id, label: references[0] ?? digest, owner: null };
  return skip(
    { target, bytes: known(0) },
    'images-listed',
    `It was not saved, because a registry had it. Pull it by hand: docker pull ${digest}`,
  );
}
