import { known } from '../../domain/fact.ts';
import type { LoopDevice } from '../../domain/health-facts.ts';
import type { FactSections, HostFacts, SectionId } from '../../domain/host-facts.ts';
import type { Migration, MoveTarget } from '../../domain/migration.ts';
import type { MountEntry } from '../../domain/storage-facts.ts';
import { DockerHost } from '../../facts/views/testing/docker-host.ts';
import { factsOf, platform } from './plan-on.ts';

/** A host that Docker could be moved on: a second disk at /mnt/big, mounted at boot, and rsync. */
export const gib = 2 ** 30;

function mount(mountPoint: string, type: string, device: string): MountEntry {
  return {
    id: 1,
    parentId: 0,
    device,
    root: '/',
    mountPoint,
    options: ['rw'],
    optionalFields: [],
    type,
    source: `/dev/${device}`,
    superOptions: ['rw'],
  };
}

export const bigDisk: MoveTarget = {
  mountPoint: '/mnt/big',
  type: 'ext4',
  source: '/dev/8:17',
  device: '8:17',
  fsid: 'abc1',
  totalBytes: 900 * gib,
  freeBytes: 800 * gib,
  unsafe: null,
  taken: [],
};

export const keptMigration: Migration = {
  runId: 'run_aaaaaaaa',
  record: '/var/lib/bilge/migrations/run_aaaaaaaa',
  phase: 'kept',
  phaseAt: '2026-11-30T10:00:00Z',
  from: { path: '/var/lib/docker', inode: 2, filesystem: 'fs-1', isMountPoint: true, isThere: true },
  to: { path: '/mnt/big/docker', inode: 12, filesystem: 'fs-2', isMountPoint: false, isThere: true },
  image: null,
  bytes: 5 * gib,
  configuredBefore: null,
  wasStarted: true,
  isBeingDeleted: false,
  listedAt: '2026-11-30T09:59:00Z',
  lists: { containers: [], volumes: [], images: [], networks: [] },
};

export function withSections(facts: HostFacts, change: { [K in SectionId]?: FactSections[K] }): HostFacts {
  const given = Object.entries(change).map(([id, value]) => [id, known(value)] as const);
  return { ...facts, sections: { ...facts.sections, ...Object.fromEntries(given) } };
}

const host = new DockerHost();
host.container('agent', host.image('app:1'));
const plain = factsOf(host, {
  tools: { ...platform().tools, rsync: { path: '/usr/bin/rsync', version: '3.2.7', busybox: false } },
});
const { dataRoot } = plain.sections;
if (dataRoot.state === 'unknown') throw new Error('the model host has a data root');

export const movable: HostFacts = withSections(plain, {
  dataRoot: { ...dataRoot.value, filesystemType: 'ext4' },
  mounts: [
    mount('/', 'ext4', '8:1'),
    mount('/var/lib/docker', 'ext4', '8:2'),
    mount('/mnt/big', 'ext4', '8:17'),
    mount('/mnt/nas', 'nfs4', '0:50'),
  ],
  filesystems: [
    {
      id: 'fs-1',
      roles: ['data-root'],
      type: 'ext4',
      source: '/dev/8:2',
      mountPoint: '/var/lib/docker',
      device: '8:2',
      totalBytes: 20 * gib,
      usedBytes: 5 * gib,
      freeBytes: 15 * gib,
      inodesTotal: null,
      inodesUsed: null,
      isReadOnly: false,
      isNetwork: false,
    },
  ],
  moveTargets: [bigDisk],
  migrations: [],
  quarantine: [],
  volumesOnDisk: [],
  daemonConfiguration: {
    path: '/etc/docker/daemon.json',
    exists: true,
    values: {},
    problem: null,
    flags: [],
    isImmutable: false,
  },
  bootConfiguration: {
    fstab: [
      { source: '/dev/8:17', mountPoint: '/mnt/big', type: 'ext4', options: ['defaults'], line: '' },
      { source: '/dev/8:33', mountPoint: '/mnt/gone', type: 'ext4', options: ['nofail'], line: '' },
    ],
    dockerUnit: null,
    bareDirectoryIsImmutable: null,
    openrcNeeds: null,
  },
});

/** Docker runs from the second disk, and the old data root is kept. */
export const movedHost: HostFacts = withSections(movable, {
  migrations: [keptMigration],
  ...(movable.sections.engine.state === 'known'
    ? { engine: { ...movable.sections.engine.value, dataRoot: '/mnt/big/docker' } }
    : {}),
});

export const imageLoop: LoopDevice = {
  device: '/dev/loop3',
  backingFile: '/mnt/big/docker.img',
  isDeleted: false,
  backingIdentity: '8:17:12',
  isAutoclear: false,
  isReadOnly: false,
  mountPoints: ['/mnt/big/docker'],
  apparentBytes: 20 * gib,
  allocatedBytes: 20 * gib,
  backing: { type: 'ext4', mountPoint: '/mnt/big', freeBytes: 40 * gib },
  innerUsedBytes: 5 * gib,
  isNoCow: null,
  extents: null,
  snapshotsOfItsSubvolume: null,
};

/** Docker's data root lies in an image file. */
export const imageHost: HostFacts = withSections(movable, {
  dataRoot: { ...dataRoot.value, path: '/mnt/big/docker', requestedPath: '/mnt/big/docker', filesystemType: 'ext4' },
  mounts: [
    ...(movable.sections.mounts.state === 'known' ? movable.sections.mounts.value : []),
    { ...mount('/mnt/big/docker', 'ext4', '7:3'), source: '/dev/loop3' },
  ],
  loopDevices: [imageLoop],
});
