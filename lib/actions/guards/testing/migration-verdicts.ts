import type { HostFacts } from '../../../domain/host-facts.ts';
import type { BtrfsSubvolume } from '../../../domain/storage-facts.ts';
import { changed } from '../../../facts/views/testing/changed.ts';
import { btrfsWith, oneSubvolume } from '../../../health/testing/facts.ts';
import { bigDisk, gib, keptMigration, movable, movedHost, withSections } from '../../testing/migration-facts.ts';
import { inputOf, platform } from '../../testing/plan-on.ts';
import { dataRootConfiguration } from '../data-root-configuration.ts';
import { dataRootMovable } from '../data-root-movable.ts';
import { keptDataDeletable, migrationRecorded, oneMigration, wayBackThere } from '../migration-guards.ts';
import { moveTarget, roomOnTarget } from '../move-target.ts';
import { blind, type VerdictCase, type VerdictTable, verdictsOf } from './verdict-case.ts';

/** Guards of a move of the data root: each way in which it must not begin, go back or end. */
const on = (facts: HostFacts) => ({ input: inputOf(facts, {}), args: null });
const engine = (change: object) => changed(movable, 'engine', (now) => ({ ...now, ...change }));
const mounts = (mountPoint: string, type = 'tmpfs') =>
  changed(movable, 'mounts', (all) => [
    ...all,
    { ...(all[0] as (typeof all)[number]), mountPoint, type, device: '0:99' },
  ]);
const container = (source: string, readWrite: boolean) =>
  changed(movable, 'containers', (all) =>
    all.map((each) => ({
      ...each,
      mounts: [{ type: 'bind', name: null, source, destination: '/x', readWrite }],
    })),
  );
const quarantined = {
  entry: 'a.set-aside',
  driver: 'overlay2',
  path: '',
  originalName: 'a',
  device: '1',
  inode: 1,
  note: {},
};
const nested: BtrfsSubvolume = { ...oneSubvolume(), id: 300, hostPath: '/var/lib/docker/volumes/a/_data/x' };
const onBtrfs = changed(movable, 'dataRoot', (root) => ({ ...root, filesystemType: 'btrfs' }));
const btrfs = (subvolumes: BtrfsSubvolume[]) =>
  withSections(onBtrfs, {
    btrfs: [btrfsWith([], { mountPoint: '/var/lib/docker', subvolumes })],
  });

const kind = verdictsOf(dataRootMovable);
const refusedKinds: readonly (readonly [string, HostFacts, RegExp])[] = [
  ['the driver is btrfs', engine({ storageDriver: 'btrfs' }), /btrfs driver/],
  ['the driver is another', engine({ storageDriver: 'vfs' }), /has vfs/],
  ['images are in containerd’s store', engine({ imageStore: 'containerd' }), /containerd/],
  ['Docker is rootless', engine({ securityOptions: ['name=rootless'] }), /Rootless/],
  ['users are remapped', engine({ securityOptions: ['name=userns'] }), /userns-remap/],
  ['containers outlive the stop', engine({ liveRestore: true }), /live-restore/],
  ['the host is in a swarm', engine({ swarmActive: true }), /swarm/],
  ['there is no systemd', changed(movable, 'platform', (now) => ({ ...now, init: 'openrc' as const })), /systemd/],
  [
    'there is no rsync',
    changed(movable, 'platform', (now) => ({ ...now, tools: platform().tools })),
    /apt-get install rsync/,
  ],
  ['a disk is mounted in it', mounts('/var/lib/docker/volumes/photos/_data', 'ext4'), /mount inside the data root/],
  ['volumes are split off', mounts('/var/lib/docker/volumes', 'ext4'), /mount inside the data root/],
  ['a container writes to it by a bind mount', container('/var/lib/docker/volumes', true), /agent/],
  ['layers are quarantined', withSections(movable, { quarantine: [quarantined] }), /quarantined/],
  ['a subvolume lies in it', btrfs([nested]), /btrfs subvolume/],
];
const movables: readonly VerdictCase[] = [
  kind('pass', 'overlay2 on its own disk', { ...on(movable), says: /overlay2/ }),
  kind('pass', 'Docker’s own mounts are in it', {
    ...on(mounts(`/var/lib/docker/overlay2/x/merged`, 'overlay')),
    says: /overlay2/,
  }),
  kind('pass', 'a container only reads it', { ...on(container('/var/lib/docker', false)), says: /overlay2/ }),
  kind('pass', 'on btrfs without subvolumes', { ...on(btrfs([])), says: /overlay2/ }),
  ...refusedKinds.map(([when, facts, says]) => kind('refuse', when, { ...on(facts), says })),
  kind('unknown', 'Docker does not answer', { ...on(blind(movable, 'engine')), says: /does not answer/ }),
  kind('unknown', 'the mounts are unknown', { ...on(blind(movable, 'mounts')), says: /could not be read/ }),
  kind('unknown', 'the subvolumes are unknown', { ...on(blind(onBtrfs, 'btrfs')), says: /subvolumes/ }),
];

const to = verdictsOf(moveTarget);
const at = (target: string, facts = movable) => ({ input: inputOf(facts, {}), args: { target } });
const disk = (change: Partial<typeof bigDisk>) => withSections(movable, { moveTargets: [{ ...bigDisk, ...change }] });
const targets: readonly VerdictCase[] = [
  to('pass', 'a folder on the second disk', { ...at('/mnt/big/docker'), says: /\/mnt\/big \(ext4, 800 GiB free\)/ }),
  to('refuse', 'none is named', { ...at(''), says: /target=\/mnt\/big\/docker/ }),
  to('refuse', 'there is none', {
    ...at('', withSections(movable, { moveTargets: [] })),
    says: /no other local filesystem/,
  }),
  to('refuse', 'inside the data root', { ...at('/var/lib/docker/new'), says: /inside/ }),
  to('refuse', 'around the data root', { ...at('/var/lib'), says: /inside \/var\/lib/ }),
  to('refuse', 'the system’s folders', { ...at('/etc/docker'), says: /belongs to the system/ }),
  to('refuse', 'a disk that is not mounted', { ...at('/mnt/gone/docker'), says: /not mounted now/ }),
  to('refuse', 'a network filesystem', { ...at('/mnt/nas/docker'), says: /network filesystem/ }),
  to('refuse', 'in memory', { ...at('/mnt/ram/docker', mounts('/mnt/ram')), says: /is tmpfs/ }),
  to('refuse', 'FUSE', { ...at('/mnt/fuse/docker', mounts('/mnt/fuse', 'fuse.mergerfs')), says: /fuse\.mergerfs/ }),
  to('refuse', 'not in fstab', {
    ...at(
      '/mnt/big/docker',
      changed(movable, 'bootConfiguration', (boot) => ({ ...boot, fstab: [] })),
    ),
    says: /not mounted at boot/,
  }),
  to('refuse', 'others may write there', {
    ...at('/mnt/big/docker', disk({ unsafe: '/mnt/big may be written by others' })),
    says: /root’s alone/,
  }),
  to('refuse', 'it cannot be written to', {
    ...at('/mnt/big/docker', withSections(movable, { moveTargets: [] })),
    says: /cannot be written/,
  }),
  to('refuse', 'the disk that Docker is on', {
    ...at('/mnt/big/docker', disk({ device: '8:2' })),
    says: /gain nothing/,
  }),
  to('unknown', 'the mounts are unknown', {
    ...at('/mnt/big/docker', blind(movable, 'mounts')),
    says: /could not be read/,
  }),
];

const room = verdictsOf(roomOnTarget);
const rooms: readonly VerdictCase[] = [
  room('pass', 'there is', { ...at('/mnt/big/docker'), says: /800 GiB free/ }),
  room('pass', 'the size is measured by the run', {
    ...at('/mnt/big/docker', withSections(movable, { filesystems: [] })),
    says: /measures/,
  }),
  room('refuse', 'there is too little', {
    ...at('/mnt/big/docker', disk({ freeBytes: 4 * gib })),
    says: /1\.3 GiB more are needed/,
  }),
  room('unknown', 'its filesystem is unknown', {
    ...at('/mnt/big/docker', blind(movable, 'moveTargets')),
    says: /unknown/,
  }),
];

const configuration = verdictsOf(dataRootConfiguration);
const file = (change: object) => changed(movable, 'daemonConfiguration', (now) => ({ ...now, ...change }));
const configurations: readonly VerdictCase[] = [
  configuration('pass', 'the file is the administrator’s', { ...on(movable), says: /can be changed/ }),
  configuration('refuse', 'the vendor writes it', {
    ...on(changed(movable, 'platform', (now) => ({ ...now, id: 'unraid' as const }))),
    says: /writes Docker’s configuration itself.*Settings/,
  }),
  configuration('refuse', 'it does not parse', { ...on(file({ problem: 'line 3' })), says: /does not parse/ }),
  configuration('refuse', 'it is immutable', { ...on(file({ isImmutable: true })), says: /immutable/ }),
  configuration('refuse', 'a flag names the data root', {
    ...on(file({ flags: ['--data-root=/data'] })),
    says: /--data-root=\/data/,
  }),
  configuration('refuse', 'an old key names it', { ...on(file({ values: { graph: '/data' } })), says: /graph/ }),
  configuration('unknown', 'it could not be read', {
    ...on(blind(movable, 'daemonConfiguration')),
    says: /could not be read/,
  }),
];

const one = verdictsOf(oneMigration);
const alone = (facts: HostFacts, resumed: string | null = null) => ({ input: inputOf(facts, {}), args: { resumed } });
const phase = (change: Partial<typeof keptMigration>) =>
  withSections(movedHost, { migrations: [{ ...keptMigration, ...change }] });
const ones: readonly VerdictCase[] = [
  one('pass', 'there is none', { ...alone(movable), says: /No other/ }),
  one('pass', 'it is the one that goes on', {
    ...alone(phase({ phase: 'copying' }), keptMigration.runId),
    says: /No other/,
  }),
  one('pass', 'only a copy that Docker never used', {
    ...alone(phase({ phase: 'left', wasStarted: false })),
    says: /No other/,
  }),
  one('refuse', 'one is kept', { ...alone(movedHost), says: /keeps \/var\/lib\/docker.*go back/ }),
  one('refuse', 'one was cut off', { ...alone(phase({ phase: 'switched' })), says: /cut off/ }),
  one('unknown', 'the records are unknown', { ...alone(blind(movable, 'migrations')), says: /could not be read/ }),
];

const recorded = verdictsOf(migrationRecorded);
const back = verdictsOf(wayBackThere);
const end = verdictsOf(keptDataDeletable);
const there = (side: 'from' | 'to', isThere: boolean, change: Partial<typeof keptMigration> = {}) =>
  phase({ ...change, [side]: { ...keptMigration[side], isThere } });
const kept: readonly VerdictCase[] = [
  recorded('pass', 'there is a record', { ...on(movedHost), says: /is there/ }),
  recorded('refuse', 'there is none', { ...on(movable), says: /No migration/ }),
  recorded('unknown', 'the records are unknown', { ...on(blind(movable, 'migrations')), says: /could not be read/ }),
  back('pass', 'the old data root is there', { ...on(movedHost), says: /as it was recorded/ }),
  back('refuse', 'its disk is not mounted', { ...on(there('from', false)), says: /disk mounted/ }),
  back('refuse', 'its deletion was begun', { ...on(phase({ isBeingDeleted: true })), says: /no way back/ }),
  back('refuse', 'Docker is back already', { ...on(phase({ phase: 'left' })), says: /already/ }),
  back('unknown', 'there is no record', { ...on(blind(movable, 'migrations')), says: /no record/ }),
  end('pass', 'Docker runs from the new one', { ...on(movedHost), says: /what was kept/ }),
  end('pass', 'its deletion was cut off', {
    ...on(there('from', false, { isBeingDeleted: true })),
    says: /goes on/,
  }),
  end('refuse', 'the move was cut off', { ...on(phase({ phase: 'switched' })), says: /cut off/ }),
  end('refuse', 'Docker runs from the kept one', {
    ...on(withSections(movable, { migrations: [keptMigration] })),
    says: /Nothing is deleted/,
  }),
  end('refuse', 'its disk is not mounted', { ...on(there('from', false)), says: /disk mounted/ }),
  end('refuse', 'there is no record', { ...on(movable), says: /No migration/ }),
  end('unknown', 'Docker does not answer', { ...on(blind(movedHost, 'engine')), says: /Nothing is deleted/ }),
];

export const migrationVerdicts: VerdictTable = [...movables, ...targets, ...rooms, ...configurations, ...ones, ...kept];
