import { describeCheck } from '../testing/check-cases.ts';
import { btrfsWith, mountWith } from '../testing/facts.ts';
import dockerSubvolumesBelowOldRoot from './docker-subvolumes-below-old-root.ts';
import snapshotsPinDocker from './snapshots-pin-docker.ts';

const layer = (character: string) => character.repeat(64);
const dataRoot = {
  path: '/var/lib/docker',
  requestedPath: '/var/lib/docker',
  filesystemMagic: '9123683e',
  filesystemId: '1',
  filesystemType: 'btrfs',
  entries: [],
  engineId: null,
  imageStores: [],
  driverDirectories: [],
  device: '0:44',
  inode: 256,
  tmpBirthSeconds: null,
  tmpModifiedSeconds: null,
  isMountPoint: false,
};
const disk = { type: 'btrfs', device: '0:44', source: '/dev/sda2' };
const mounts = [mountWith({ ...disk, root: '/@', mountPoint: '/' })];
const running = [
  `@/var/lib/docker/btrfs/subvolumes/${layer('a')}`,
  `@/var/lib/docker/btrfs/subvolumes/${layer('b')}-init`,
];
const below = (paths: readonly string[]) => [btrfsWith(['@', ...paths], { mountPoint: '/' })];
const old = [
  `@old/var/lib/docker/btrfs/subvolumes/${layer('c')}`,
  `@old/var/lib/docker/btrfs/subvolumes/${layer('d')}-init`,
];

describeCheck(dockerSubvolumesBelowOldRoot, {
  'pass: only the running data root’s own layers': { btrfs: below(running), mounts, dataRoot },
  'pass: nested Docker data has its own check': {
    btrfs: below([...running, `@/var/lib/docker/volumes/v/_data/btrfs/subvolumes/${layer('e')}`]),
    mounts,
    dataRoot,
  },
  'pass: a folder with a similar name': { btrfs: below(['@old/btrfs/subvolumes/photos']), mounts, dataRoot },
  'warning: layers below the root before a restore': { btrfs: below([...running, ...old]), mounts, dataRoot },
  'warning,warning: two old roots': {
    btrfs: below([...running, ...old, `@older/docker/btrfs/subvolumes/${layer('f')}`]),
    mounts,
    dataRoot,
  },
  'warning: names by BuildKit, at the top level': {
    btrfs: below([...running, 'btrfs/subvolumes/abcdefghijklmnopqrstuvwxy']),
    mounts,
    dataRoot,
  },
  'unknown: the subvolumes could not be listed': { mounts, dataRoot },
  'unknown: unknown location of the data root': { btrfs: below(old), mounts },
  'not-applicable: no btrfs below Docker': { btrfs: [], mounts, dataRoot },
});

const snapshot = { path: '@snapshots/1', uuid: 'u', label: 'snapshot of @, which holds Docker’s data root' };

describeCheck(snapshotsPinDocker, {
  'pass: no snapshot': { btrfs: below(running), mounts, dataRoot },
  'info: a snapshot of the root with Docker’s data': {
    btrfs: below(running),
    mounts,
    dataRoot,
    storage: { pinningSnapshots: [snapshot] },
  },
  'unknown: the subvolumes could not be listed': { mounts, dataRoot },
  'not-applicable: no btrfs below Docker': { btrfs: [], mounts, dataRoot },
});
