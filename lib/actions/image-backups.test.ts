import { describe, expect, it } from 'vitest';
import type { ImageSummary } from '../domain/engine-facts.ts';
import { isRefusal } from '../domain/plan.ts';
import { parseImageBackups } from '../facts/parsers/docker/image-backups.ts';
import { changed } from '../facts/views/testing/changed.ts';
import backupImages from './backup-images.ts';
import { savedBackup } from './guards/testing/image-backup-verdicts.ts';
import { gib, movable, withSections } from './testing/migration-facts.ts';
import { planOn, refusedBy, sparedBy } from './testing/plan-on.ts';

const id = (letter: string) => `sha256:${letter.repeat(64)}`;
const plain = { createdSeconds: 1, labels: {}, parentId: null };
const images: ImageSummary[] = [
  { ...plain, id: id('1'), repoTags: ['own:1'], repoDigests: [], sizeBytes: 8 * gib },
  { ...plain, id: id('2'), repoTags: ['own:2', 'also:2'], repoDigests: [], sizeBytes: 8 * gib },
  { ...plain, id: id('3'), repoTags: ['huge:1'], repoDigests: [], sizeBytes: 40 * gib },
  { ...plain, id: id('4'), repoTags: ['pulled:1'], repoDigests: ['pulled@sha256:f'], sizeBytes: gib },
  { ...plain, id: id('5'), repoTags: [], repoDigests: [], sizeBytes: gib },
  // Made on the way to own:1 by a legacy build.
  { ...plain, id: id('6'), repoTags: [], repoDigests: [], sizeBytes: gib },
];
const host = changed(movable, 'images', () =>
  images.map((image) => (image.id === id('1') ? { ...image, parentId: id('6') } : image)),
);
const folder = '/mnt/big/docker-images';

describe('backup-images', () => {
  it('offers what cannot be pulled, and everything, on the disk that Docker is not on', () => {
    expect(backupImages.choices?.(host)).toEqual([
      { folder, images: 'own' },
      { folder, images: 'all' },
    ]);
  });

  it('saves as few archives as Docker’s own disk has room for, lists what can be pulled, and says what is left out', () => {
    const draft = planOn(host, 'backup-images', { folder });
    if (isRefusal(draft)) throw new Error(JSON.stringify(draft));
    expect(draft.steps.map(({ op, args }) => [op, args.images ?? args.image ?? args.folder])).toEqual([
      ['prepare-backup', folder],
      ['list-image', `${id('4')}=pulled:1`],
      ['save-images', [`${id('1')}=own:1`]],
      ['save-images', [`${id('2')}=also:2,own:2`]],
    ]);
    expect(sparedBy(draft)).toEqual({ 'huge:1': 'room-to-save', [id('5').slice(7, 19)]: 'images-listed' });
    expect(draft).toMatchObject({ onFailure: 'compensate', stopsDocker: false });
  });

  it('saves all together where Docker stages nothing, and there every image, because each has a digest', () => {
    const containerd = changed(host, 'engine', (now) => ({ ...now, imageStore: 'containerd' as const }));
    const draft = planOn(containerd, 'backup-images', { folder });
    if (isRefusal(draft)) throw new Error(JSON.stringify(draft));
    expect(draft.steps.map(({ op }) => op)).toEqual(['prepare-backup', 'save-images']);
    expect(draft.steps[1]?.args.images).toHaveLength(4);
    expect(draft.steps[1]?.args).toMatchObject({ staged: false });
  });

  it('an image without a name is saved where a container uses it', () => {
    const used = changed(host, 'containers', (all) => all.map((each) => ({ ...each, imageId: id('5') })));
    const draft = planOn(used, 'backup-images', { folder });
    if (isRefusal(draft)) throw new Error(JSON.stringify(draft));
    expect(draft.steps.flatMap(({ args }) => args.images ?? [])).toContain(`${id('5')}=-`);
  });
});

describe('restore-images', () => {
  const saved = withSections(movable, { imageBackups: [savedBackup] });

  it('loads the archives whose images are gone, and says how to pull the rest', () => {
    const draft = planOn(saved, 'restore-images', { backup: 'run_aaaaaaaa' });
    if (isRefusal(draft)) throw new Error(JSON.stringify(draft));
    expect(draft.steps.map(({ op, args }) => [op, args.file, args.images])).toEqual([
      ['load-images', 'images-1.tar', [`${id('d')}=own:1,own:latest`]],
    ]);
    expect(draft.skipped.map(({ excuse }) => excuse)).toEqual([
      'It was not saved, because a registry had it. Pull it by hand: docker pull pulled@sha256:c',
    ]);
  });

  it('has nothing to do where Docker has them all', () => {
    const there = changed(saved, 'images', ([first]) => [
      { ...(first as ImageSummary), id: id('d'), repoTags: ['own:1', 'own:latest'] },
    ]);
    expect(refusedBy(planOn(there, 'restore-images', { backup: 'run_aaaaaaaa' }))).toEqual(['nothing-to-do']);
  });
});

describe('the record of saved images', () => {
  const parts = (text: string) => ({
    part: () => Buffer.from(''),
    optional: () => null,
    withPrefix: () => [{ key: '1', bytes: Buffer.from(text) }],
  });
  const sum = 'e'.repeat(64);

  it('is read line by line', () => {
    const text = `run_a1\n# by hand: docker load\nfolder /mnt/x\nat 2026-12-01T09:00:00Z\npull ${id('4')} pulled@sha256:f pulled:1,pulled:2\nsaved images-1.tar 12 ${sum} ${id('1')} own:1\nsaved images-1.tar 12 ${sum} ${id('5')} -\n`;
    expect(parseImageBackups(parts(text))).toEqual([
      {
        runId: 'run_a1',
        folder: '/mnt/x',
        at: '2026-12-01T09:00:00Z',
        archives: [
          {
            file: 'images-1.tar',
            bytes: 12,
            sha256: sum,
            images: [
              { id: id('1'), references: ['own:1'] },
              { id: id('5'), references: [] },
            ],
          },
        ],
        pullable: [{ id: id('4'), digest: 'pulled@sha256:f', references: ['pulled:1', 'pulled:2'] }],
      },
    ]);
  });

  it.each([
    'run_a1\nat now\n',
    `run_a1\nfolder /x\nsaved ../images-1.tar 12 ${sum} ${id('1')} own:1\n`,
    `run_a1\nfolder /x\nsaved images-1.tar many ${sum} ${id('1')} own:1\n`,
    `run_a1\nfolder /x\nsaved images-1.tar 12 none ${id('1')} own:1\n`,
    `run_a1\nfolder /x\npull ${id('1')} nodigest own:1\n`,
  ])('one of another form is no record: %j', (text) => {
    expect(() => parseImageBackups(parts(text))).toThrow(/could not be understood/);
  });
});
