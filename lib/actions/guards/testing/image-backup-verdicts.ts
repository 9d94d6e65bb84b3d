import type { ImageSummary } from '../../../domain/engine-facts.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { ImageBackup } from '../../../domain/image-backup.ts';
import { changed } from '../../../facts/views/testing/changed.ts';
import { bigDisk, gib, movable, withSections } from '../../testing/migration-facts.ts';
import { inputOf } from '../../testing/plan-on.ts';
import {
  backupKnown,
  backupTarget,
  imagesListed,
  namesFree,
  roomForArchive,
  roomForBackup,
  roomToLoad,
  roomToSave,
} from '../image-backup-guards.ts';
import { blind, type VerdictCase, type VerdictTable, verdictsOf } from './verdict-case.ts';

/** Guards of saved images: where they must not lie, and what must not be loaded. */
const disk = (change: Partial<typeof bigDisk>) => withSections(movable, { moveTargets: [{ ...bigDisk, ...change }] });
const place = verdictsOf(backupTarget);
const at = (folder: string, facts: HostFacts = movable) => ({ input: inputOf(facts, {}), args: { folder } });
const folder = '/mnt/big/docker-images';
const places: readonly VerdictCase[] = [
  place('pass', 'a new folder on the second disk', { ...at(folder), says: /\/mnt\/big \(ext4, 800 GiB free\)/ }),
  place('refuse', 'none is named', { ...at(''), says: /folder=\/mnt\/big\/docker-images/ }),
  place('refuse', 'the suggested name is taken', {
    ...at('', disk({ taken: ['docker-images'] })),
    says: /docker-images-2/,
  }),
  place('refuse', 'there is no place', { ...at('', withSections(movable, { moveTargets: [] })), says: /was found/ }),
  place('refuse', 'inside the data root', { ...at('/var/lib/docker/saved'), says: /inside Docker/ }),
  place('refuse', 'around the data root', { ...at('/var/lib'), says: /is inside \/var\/lib/ }),
  place('refuse', 'the system’s folders', { ...at('/etc/images'), says: /belongs to the system/ }),
  place('refuse', 'a disk that is not mounted', { ...at('/mnt/gone/images'), says: /not mounted now/ }),
  place('refuse', 'a network filesystem', { ...at('/mnt/nas/images'), says: /nfs4/ }),
  place('refuse', 'others can write above it', {
    ...at(folder, disk({ unsafe: 'every user may write to /mnt/big' })),
    says: /every user may write/,
  }),
  place('unknown', 'the mounts are unknown', { ...at(folder, blind(movable, 'mounts')), says: /could not be read/ }),
];

const all = verdictsOf(roomForBackup);
const needs = (bytes: number, facts = movable) => ({ input: inputOf(facts, {}), args: { folder, bytes } });
const rooms: readonly VerdictCase[] = [
  all('pass', 'the disk has room', { ...needs(5 * gib), says: /up to 5\.0 GiB are needed, 800 GiB are free/ }),
  all('refuse', 'it has not', { ...needs(5 * gib, disk({ freeBytes: 5 * gib })), says: /larger disk/ }),
  all('unknown', 'what is free is unknown', { ...needs(1, blind(movable, 'moveTargets')), says: /unknown/ }),
];

const containerd = changed(movable, 'engine', (now) => ({ ...now, imageStore: 'containerd' as const }));
const onDockers = disk({ device: '8:2', source: '/dev/8:2', mountPoint: '/mnt/big' });
const save = verdictsOf(roomToSave);
const image = (bytes: number, facts: HostFacts) => ({
  input: inputOf(facts, {}),
  args: { bytes, room: roomForArchive(facts, folder, 10 * gib) },
});
const saves: readonly VerdictCase[] = [
  save('pass', 'Docker’s disk has room for it', { ...image(14 * gib, movable), says: /14\.9 GiB can be used/ }),
  save('pass', 'Docker writes none first', { ...image(900 * gib, containerd), says: /as it makes it/ }),
  save('refuse', 'Docker’s disk has no room', { ...image(15 * gib, movable), says: /Free some space first/ }),
  save('refuse', 'what is saved takes it from the same disk', { ...image(5 * gib, onDockers), says: /4\.9 GiB can/ }),
  save('unknown', 'what is free is unknown', { ...image(1, blind(movable, 'filesystems')), says: /unknown/ }),
];

const imagesOf = (change: Partial<ImageSummary>[]) =>
  changed(movable, 'images', ([first]) => change.map((each) => ({ ...(first as ImageSummary), ...each })));
const pulled = { id: `sha256:${'b'.repeat(64)}`, repoTags: ['pulled:1'], repoDigests: ['pulled@sha256:c'] };
const listed = verdictsOf(imagesListed);
const own = (facts: HostFacts) => ({ input: inputOf(facts, {}), args: { images: 'own' as const } });
const lists: readonly VerdictCase[] = [
  listed('pass', 'Docker has images of its own', { ...own(movable), says: /1 of Docker/ }),
  listed('refuse', 'all can be pulled', { ...own(imagesOf([pulled])), says: /images=all/ }),
  listed('refuse', 'there are none', { ...own(imagesOf([])), says: /no images/ }),
  listed('unknown', 'what uses them is unknown', { ...own(blind(movable, 'containers')), says: /unknown/ }),
];

export const savedBackup: ImageBackup = {
  runId: 'run_aaaaaaaa',
  folder,
  at: '2026-11-30T10:00:00Z',
  archives: [
    {
      file: 'images-1.tar',
      bytes: 3 * gib,
      sha256: 'a'.repeat(64),
      images: [{ id: `sha256:${'d'.repeat(64)}`, references: ['own:1', 'own:latest'] }],
    },
  ],
  pullable: [{ id: pulled.id, references: pulled.repoTags, digest: 'pulled@sha256:c' }],
};
const [archive] = savedBackup.archives;
if (archive === undefined) throw new Error('the backup of the tables has an archive');
const names = verdictsOf(namesFree);
const loading = (facts: HostFacts) => ({ input: inputOf(facts, {}), args: archive });
const frees: readonly VerdictCase[] = [
  names('pass', 'no image has its names', { ...loading(movable), says: /None of its names/ }),
  names('pass', 'the same image has one of them', {
    ...loading(imagesOf([{ id: archive.images[0]?.id ?? '', repoTags: ['own:1'] }])),
    says: /None of its names/,
  }),
  names('refuse', 'another image has one', {
    ...loading(imagesOf([{ repoTags: ['other:1', 'own:latest'] }])),
    says: /own:latest is another image now/,
  }),
  names('unknown', 'the images are unknown', { ...loading(blind(movable, 'images')), says: /unknown/ }),
];

const load = verdictsOf(roomToLoad);
const sized = (bytes: number, facts = movable) => ({ input: inputOf(facts, {}), args: { bytes } });
const loads: readonly VerdictCase[] = [
  load('pass', 'there is room for it twice', { ...sized(7 * gib), says: /14\.0 GiB are needed/ }),
  load('refuse', 'there is room for it once', { ...sized(8 * gib), says: /Free some space first/ }),
  load('unknown', 'what is free is unknown', { ...sized(1, blind(movable, 'filesystems')), says: /unknown/ }),
];

const backup = verdictsOf(backupKnown);
const of = (id: string, imageBackups: ImageBackup[]) => ({
  input: inputOf(withSections(movable, { imageBackups }), {}),
  args: { backup: id },
});
const backups: readonly VerdictCase[] = [
  backup('pass', 'it is there', { ...of('run_aaaaaaaa', [savedBackup]), says: /in \/mnt\/big\/docker-images/ }),
  backup('refuse', 'there is none', { ...of('', []), says: /docker load -i/ }),
  backup('refuse', 'none is named', { ...of('', [savedBackup]), says: /backup=run_aaaaaaaa/ }),
  backup('refuse', 'another one is named', { ...of('run_b', [savedBackup]), says: /no backup run_b/ }),
  backup('refuse', 'it was cut off', {
    ...of('run_aaaaaaaa', [{ ...savedBackup, archives: [] }]),
    says: /cut off/,
  }),
  backup('unknown', 'the records are unknown', {
    input: inputOf(blind(movable, 'imageBackups'), {}),
    args: { backup: '' },
    says: /could not be read/,
  }),
];

export const imageBackupVerdicts: VerdictTable = [
  ...places,
  ...rooms,
  ...saves,
  ...lists,
  ...frees,
  ...loads,
  ...backups,
];
