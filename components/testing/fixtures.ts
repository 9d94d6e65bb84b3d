/**
 * Hosts as a person would meet them, for building and testing components: a Synology with a dind volume, a build server
 * with 452 GiB of leaked overlay2 directories, a local engine seen without root, a host that does not answer.
 * Made by hand from the shapes in lib/domain; the numbers add up, none of it is a recording.
 */

import type { Offer } from '@/lib/domain/answers/offer';
import { type Fact, known, unknown } from '@/lib/domain/fact';
import type { OfferedFinding } from '@/lib/domain/finding';
import { nothingReclaimable, type ReclaimableKind, type ReclaimablePart, totalOf } from '@/lib/domain/reclaimable';
import type { HostCard, Report, SectionState } from '@/lib/domain/report';
import type { FilesystemUsage } from '@/lib/domain/storage-facts';
import { type LayerRow, type Leak, type LedgerRow, type LedgerRowId, ledgerRowIds } from '@/lib/domain/storage-report';
import { unknownSections } from '@/lib/domain/unknown-sections';

const gib = 1024 ** 3;
const part = (kind: ReclaimableKind, amount: number): ReclaimablePart => ({
  kind,
  bytes: Math.round(amount * gib),
  exact: false,
  atLeast: false,
  objects: 1,
});
const noRoot = unknown(
  'no-capability',
  'Reading Docker’s own records needs root on the host. Add a user who may use sudo, or allow the helper container.',
);

function hex(seed: number, length: number): string {
  let state = (seed + 1) * 2654435761;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0;
    text += state.toString(16).padStart(8, '0');
  }
  return text.slice(0, length);
}

function filesystem(part: Partial<FilesystemUsage>): FilesystemUsage {
  return {
    id: 'b7f1e2aa-0d7e-4b0e-9d0f-52a1c3a7e001',
    roles: ['data-root'],
    type: 'ext4',
    source: '/dev/sda2',
    mountPoint: '/',
    device: '8:2',
    totalBytes: 931 * gib,
    usedBytes: 0,
    freeBytes: 0,
    inodesTotal: 61_054_976,
    inodesUsed: 4_115_230,
    isReadOnly: false,
    isNetwork: false,
    ...part,
  };
}

interface LedgerAmounts {
  filesystem: string;
  amounts: Partial<Record<LedgerRowId, number | Fact<number>>>;
  objects?: Partial<Record<LedgerRowId, number>>;
}

const howMeasured: Record<LedgerRowId, string> = {
  'image-layers': 'recorded by layerdb',
  'compressed-copies': 'size of the files',
  'unproven-leases': 'size of the files',
  'unfinished-transfers': 'size of the files',
  'other-containerd-users': 'size of the files',
  'writable-layers': 'walked on a read-only, noatime view',
  volumes: 'walked on a read-only, noatime view',
  'build-cache': 'recorded by the engine',
  'container-logs': 'size of the log files',
  'deleted-files': 'blocks of files without a name',
  'leaked-layers': 'qgroup exclusive where quotas are on, else walked',
  'nested-docker': 'walked on a read-only, noatime view',
  quarantine: 'walked when it was set aside',
  'abandoned-stores': 'walked on a read-only, noatime view',
  'unused-data-roots': 'walked on a read-only, noatime view',
  'hidden-data': 'walked on a read-only, noatime view',
  'docker-other': 'size of the files',
  'not-docker': 'used bytes minus everything of Docker',
  'filesystem-overhead': 'statfs minus data chunks',
  unaccounted: 'what is left',
};

function ledger({ filesystem: id, amounts, objects = {} }: LedgerAmounts): LedgerRow[] {
  return ledgerRowIds.map((row) => {
    const amount = amounts[row] ?? 0;
    return {
      filesystem: id,
      row,
      bytes: typeof amount === 'number' ? known(amount) : amount,
      exact: row !== 'volumes' && row !== 'not-docker',
      how: howMeasured[row],
      measuredAt: '2026-11-21T02:41:00.000Z',
      objects: objects[row] ?? null,
    };
  });
}

const proof = [
  { source: 'layerdb cache-id', checked: '412 entries of layerdb/sha256, none names it' },
  { source: 'layerdb mounts', checked: '38 entries, mount-id and init-id: none names it' },
  { source: 'layerdb tmp', checked: 'empty: no registration is in flight' },
  { source: 'BuildKit snapshots.db', checked: '1,204 buckets at transaction 88213, none names it' },
  { source: 'live mounts', checked: '61 mount namespaces, no overlay mount uses it as lower, upper or work directory' },
  { source: 'containers on disk', checked: '38 config.v2.json, none is of this layer' },
  { source: 'lower links', checked: 'closed over 2,304 links, none reaches it' },
  { source: 'age', checked: 'born 2026-03-02, the running daemon started 2026-10-30' },
];

function overlayLeaks(count: number): Leak[] {
  return Array.from({ length: count }, (_, index) => {
    const name = hex(index + 9000, 64);
    const state = index % 41 === 0 ? 'too-young' : 'orphan';
    return {
      kind: 'overlay2-directory',
      name,
      path: `/var/lib/docker/overlay2/${name}`,
      subvolume: null,
      owner: null,
      bytes:
        index % 97 === 3
          ? unknown('timed-out', 'The walk of this directory was stopped after 30 s; it goes on with the next scan.')
          : known(Math.round(((index * 7919) % 977) * 1.35 * 1024 ** 2) + 4096),
      proof: state === 'orphan' ? proof : proof.slice(0, 7),
      nested: [],
      state,
      since: '2026-11-02T04:00:00.000Z',
      removableLive: true,
      identity: `8:2:${131_072 + index}:${1_772_400_000 + index}`,
    } satisfies Leak;
  });
}

function layersOf(leaks: Leak[], count: number): LayerRow[] {
  const kinds = ['image', 'image', 'image', 'build-cache', 'container', 'init'] as const;
  const images = ['node:24-slim', 'postgres:16', 'registry.lan/app:1.42', 'golang:1.25', 'nginx:1.29', 'redis:8'];
  const used = Array.from({ length: count }, (_, index): LayerRow => {
    const kind = kinds[index % kinds.length] ?? 'image';
    const image = images[index % images.length] ?? 'node:24-slim';
    return {
      name: `${hex(index, 64)}${kind === 'init' ? '-init' : ''}`,
      path: `/var/lib/docker/overlay2/${hex(index, 64)}${kind === 'init' ? '-init' : ''}`,
      kind,
      images: kind === 'image' ? [image] : [],
      containers: kind === 'container' || kind === 'init' ? [`ci-runner-${index % 17}`] : [],
      bytes: known(Math.round(((index * 5303) % 1013) * 0.31 * 1024 ** 2) + 8192),
      bornSeconds: 1_772_000_000 + index * 3600,
      state: null,
      detail: '',
    };
  });
  const orphans = leaks.map(
    (leak, index): LayerRow => ({
      name: leak.name,
      path: leak.path,
      kind: 'orphan',
      images: [],
      containers: [],
      bytes: leak.bytes,
      bornSeconds: leak.state === 'orphan' ? 1_772_400_000 + index * 900 : 1_763_600_000,
      state: leak.state,
      detail: '',
    }),
  );
  return [...orphans, ...used];
}

function sections(unknowns: Record<string, SectionState> = {}): Report['sections'] {
  const made = Object.fromEntries(
    [...Object.keys(unknownSections()), 'leaks', 'layers', 'subvolumes', 'ledger'].map((id) => [
      id,
      unknowns[id] ?? { state: 'known' },
    ]),
  );
  return made as Report['sections'];
}

const passedChecks: Report['checks'] = [
  { id: 'inodes-nearly-exhausted', title: 'Inodes nearly exhausted', status: 'pass', why: '' },
  { id: 'overlay2-without-d-type', title: 'overlay2 on a filesystem without d_type', status: 'pass', why: '' },
  { id: 'docker-socket-without-tls', title: 'Docker socket open without TLS', status: 'pass', why: '' },
  { id: 'filesystem-read-only', title: 'Filesystem went read-only', status: 'pass', why: '' },
  { id: 'md-array-degraded', title: 'RAID array degraded', status: 'pass', why: '' },
  {
    id: 'btrfs-scrub-overdue',
    title: 'btrfs scrub overdue',
    status: 'unknown',
    why: 'The scrub status file lies on a RAM disk here and is lost at every boot; the vendor schedules scrubs itself.',
  },
  {
    id: 'zfs-pool-unhealthy',
    title: 'ZFS pool unhealthy',
    status: 'not-applicable',
    why: 'The storage driver is not zfs.',
  },
  {
    id: 'devicemapper-loop-lvm',
    title: 'devicemapper on loop-lvm',
    status: 'not-applicable',
    why: 'The storage driver is not devicemapper.',
  },
];

function offerWith(parts: Pick<Offer, 'actionId' | 'params' | 'label'> & Partial<Offer>): Offer {
  return {
    consequence: 'No way back.',
    effect: 'frees-now',
    amount: null,
    freesAt: null,
    reversible: false,
    blocked: null,
    ...parts,
  };
}

const nestedFinding: OfferedFinding = {
  key: 'nested-docker-in-volume.5e3a',
  checkId: 'nested-docker-in-volume',
  severity: 'critical',
  subject: { kind: 'volume', id: hex(77, 64), label: `volume ${hex(77, 12)}` },
  title: 'A volume cannot be deleted: Docker ran inside it and left 63 btrfs subvolumes',
  detail:
    'A docker:dind container used this anonymous volume as its own data root. Its btrfs driver made subvolumes inside, and `docker volume rm` on kernel 4.4 cannot remove a directory that contains subvolumes. Every CI run leaves another volume like this.\n\nBilge can delete the 63 inner subvolumes, deepest first, and then ask Docker to remove the volume. Mount the host’s Docker socket into CI jobs, or give dind a tmpfs, and it does not come back.',
  evidence: {
    command: 'btrfs subvolume list -puqR /volume1',
    columns: ['ID', 'Parent', 'Path below the volume'],
    rows: Array.from({ length: 8 }, (_, index) => [
      String(9120 + index),
      String(9102),
      `btrfs/subvolumes/${hex(index + 400, 64)}`,
    ]),
  },
  reclaimable: { bytes: Math.round(38.2 * gib), exact: false },
  remedies: [
    offerWith({ actionId: 'clean-nested-docker', params: { volume: hex(77, 64) }, label: 'Remove the volume' }),
  ],
  docs: 'https://docs.docker.com/engine/storage/drivers/btrfs-driver/',
};

const leakFinding: OfferedFinding = {
  key: 'leaked-layers.91bc',
  checkId: 'leaked-layers',
  severity: 'critical',
  subject: { kind: 'data-root', id: '/var/lib/docker', label: '/var/lib/docker' },
  title: '704 layer directories are leaked: 452 GiB that Docker will never free',
  detail:
    'No image, container, build cache record or mount refers to these directories, and all of them are older than the running daemon. `docker system df` does not count them, and no prune removes them.\n\nBilge can set them aside now and free them after a week, or free them at once.',
  evidence: {
    command: null,
    columns: ['Class', 'Entries', 'Bytes', 'Oldest'],
    rows: [
      ['unreferenced overlay2 directories', '704', '452 GiB', '2024-08-11'],
      ['unreachable layerdb chains', '0', '0 B', ''],
      ['container layers without a container', '0', '0 B', ''],
      ['stale -removing entries', '0', '0 B', ''],
    ],
  },
  reclaimable: { bytes: 452 * gib, exact: true },
  remedies: [
    offerWith({
      actionId: 'remove-leaked-layers',
      params: { mode: 'delete', names: 'all' },
      label: 'Free 452 GiB now',
    }),
    offerWith({
      actionId: 'remove-leaked-layers',
      params: { mode: 'quarantine', names: 'all' },
      label: 'Quarantine 452 GiB',
      consequence: 'Frees nothing until 28 Nov; can be restored until then.',
      effect: 'frees-later',
      freesAt: '2026-11-28T02:55:00.000Z',
      reversible: true,
    }),
  ],
};

const logFinding: OfferedFinding = {
  key: 'container-logs-unbounded.11aa',
  checkId: 'container-logs-unbounded',
  severity: 'warning',
  subject: { kind: 'container', id: hex(3, 64), label: 'container plex' },
  title: 'The log of plex is 6.1 GiB and has no limit',
  detail: 'The json-file driver keeps everything unless max-size is set. The log is on the data root’s filesystem.',
  evidence: {
    command: 'docker inspect -f {{.LogPath}} plex',
    columns: ['Container', 'Driver', 'max-size', 'Size'],
    rows: [['plex', 'json-file', 'not set', '6.1 GiB']],
  },
  reclaimable: { bytes: Math.round(6.1 * gib), exact: true },
  remedies: [
    offerWith({ actionId: 'truncate-container-logs', params: { containers: 'plex' }, label: 'Empty the logs' }),
  ],
};

const eolFinding: OfferedFinding = {
  key: 'engine-end-of-life.77',
  checkId: 'engine-end-of-life',
  severity: 'info',
  subject: { kind: 'engine', id: 'engine', label: 'Docker Engine 20.10.23' },
  title: 'Docker Engine 20.10 gets no more fixes',
  detail: 'Synology ships this version. Do not replace it by hand: DSM starts it and keeps its configuration.',
  evidence: { command: 'docker version', columns: ['Engine', 'Supported'], rows: [['20.10.23-1437', '28, 29']] },
  remedies: [],
};

const synologyFs = filesystem({
  id: '4c0c4b1e-93f7-4f6d-a3be-0f62f1f4a001',
  type: 'btrfs',
  source: '/dev/mapper/cachedev_0',
  mountPoint: '/volume1',
  device: '0:36',
  totalBytes: 7446 * gib,
  usedBytes: 6912 * gib,
  freeBytes: 534 * gib,
  inodesTotal: null,
  inodesUsed: null,
});
const buildFs = filesystem({ usedBytes: 874 * gib, freeBytes: 10 * gib });
const localFs = filesystem({ totalBytes: 476 * gib, usedBytes: 211 * gib, freeBytes: 241 * gib, type: 'xfs' });

const identity: Report['identity'] = {
  machineId: known('5f6c0f4c8d7b4a3f9f0de1c2b3a49587'),
  engineId: known('QHXD:5E2B:VKQH:NG6A:QW4K:7YJZ:ICLR:UMXN'),
  dataRoot: known('/var/lib/docker'),
  dataRootFsid: known(buildFs.id),
};

const synologyLedger = ledger({
  filesystem: synologyFs.id,
  amounts: {
    'image-layers': 41 * gib,
    'writable-layers': 3.4 * gib,
    volumes: 212 * gib,
    'build-cache': 0,
    'container-logs': 6.3 * gib,
    'leaked-layers': 11.6 * gib,
    'nested-docker': 38.2 * gib,
    'docker-other': 0.2 * gib,
    'not-docker': 6570 * gib,
    'filesystem-overhead': 22 * gib,
    unaccounted: unknown('not-collected', 'Two volumes are still being measured, so the remainder is not known yet.'),
  },
  objects: { 'image-layers': 88, 'writable-layers': 12, volumes: 31, 'leaked-layers': 44, 'nested-docker': 1 },
});

const buildLeaks = overlayLeaks(704);
const buildLedger = ledger({
  filesystem: buildFs.id,
  amounts: {
    'image-layers': 0,
    'writable-layers': 1.2 * gib,
    volumes: 96 * gib,
    'build-cache': 118 * gib,
    'container-logs': 0.7 * gib,
    'leaked-layers': 452 * gib,
    quarantine: 22.5 * gib,
    'docker-other': 0.4 * gib,
    'not-docker': 171 * gib,
    'filesystem-overhead': 11 * gib,
    unaccounted: 1.2 * gib,
  },
  objects: { 'build-cache': 1204, volumes: 18, 'leaked-layers': 704, quarantine: 31 },
});

export const synologyReport: Report = {
  leakedLeaseBytes: known(0),
  unreferenced: null,
  host: { id: 'host_synology', name: 'diskstation', url: 'ssh://bilge@diskstation.lan' },
  collectedAt: '2026-11-21T02:41:00.000Z',
  identity: { ...identity, dataRoot: known('/volume1/@docker'), dataRootFsid: known(synologyFs.id) },
  cost: { wallMs: 3120, roundTrips: 1, engineRequests: 9, bytes: 214_221, remoteCpuMs: 310 },
  sections: sections({
    btrfsUsage: { state: 'unknown', reason: 'tool-missing', detail: 'This btrfs has no `filesystem usage`.' },
  }),
  engine: {
    version: '20.10.23',
    apiVersion: '1.41',
    storageDriver: 'btrfs',
    backingFilesystem: 'btrfs',
    imageStore: 'graphdriver',
    driverStatus: [
      ['Build Version', 'Btrfs v4.0'],
      ['Library Version', '101'],
    ],
    kernel: '4.4.302+',
    os: 'Synology DSM 7.2.1',
    dataRoot: '/volume1/@docker',
  },
  platform: {
    id: 'synology-dsm',
    init: 'synology',
    title: 'Synology DSM 7.2.1-69057',
    hostname: 'diskstation',
    kernel: '4.4.302+',
    asRoot: true,
  },
  filesystems: [synologyFs],
  ledger: synologyLedger,
  leaks: [
    {
      kind: 'nested-docker-root',
      name: hex(77, 64),
      path: `/volume1/@docker/volumes/${hex(77, 64)}/_data`,
      subvolume: null,
      owner: { kind: 'volume', id: hex(77, 64) },
      bytes: known(Math.round(38.2 * gib)),
      proof: [
        { source: 'containers', checked: '12 containers, running and stopped: none mounts this volume' },
        { source: 'subvolumes', checked: '63 subvolumes below the volume, deepest 3 levels down' },
      ],
      nested: Array.from({ length: 63 }, (_, index) => ({
        path: `@docker/volumes/${hex(77, 64)}/_data/btrfs/subvolumes/${hex(index + 400, 64)}`,
        id: 9120 + index,
        uuid: `${hex(index, 8)}-0000-4000-8000-${hex(index, 12)}`,
        depth: index < 4 ? 3 : 2,
      })),
      state: 'orphan',
      since: '2026-11-01T02:00:00.000Z',
      removableLive: true,
      identity: '0:36:9102',
    },
    ...Array.from(
      { length: 44 },
      (_, index): Leak => ({
        kind: 'btrfs-subvolume',
        name: hex(index + 5000, 64),
        path: `/volume1/@docker/btrfs/subvolumes/${hex(index + 5000, 64)}`,
        subvolume: { id: 7000 + index, uuid: `${hex(index + 5000, 8)}-1111-4000-8000-${hex(index, 12)}` },
        owner: null,
        bytes: known(Math.round((11.6 * gib) / 44)),
        proof,
        nested: [],
        state: index === 0 ? 'unconfirmed' : 'orphan',
        since: '2026-11-01T02:00:00.000Z',
        removableLive: true,
        identity: null,
      }),
    ),
  ],
  layers: layersOf([], 100),
  subvolumes: Array.from({ length: 140 }, (_, index) => ({
    id: 6900 + index,
    uuid: `${hex(index, 8)}-2222-4000-8000-${hex(index, 12)}`,
    parentUuid: index % 3 === 0 ? null : `${hex(index - 1, 8)}-2222-4000-8000-${hex(index - 1, 12)}`,
    path: index === 0 ? '@docker' : `@docker/btrfs/subvolumes/${hex(index, 64)}`,
    topLevel: 5,
    readOnly: false,
    owner:
      index === 0
        ? { kind: 'docker-other' as const, label: 'data root' }
        : index % 7 === 0
          ? { kind: 'orphan' as const, label: 'nothing refers to it' }
          : { kind: 'image' as const, label: 'linuxserver/plex:latest' },
    exclusiveBytes:
      index % 5 === 0
        ? unknown('no-capability', 'Quotas are off on this filesystem, and Bilge never switches them on.')
        : known(index * 2_400_000),
    referencedBytes: known(index * 21_400_000 + 5_000_000),
    filesystem: synologyFs.id,
    createdSeconds: 1_760_000_000 + index * 5000,
  })),
  volumes: [
    {
      name: hex(77, 64),
      anonymous: true,
      driver: 'local',
      mountpoint: `/volume1/@docker/volumes/${hex(77, 64)}/_data`,
      usedBy: [],
      usersKnown: true,
      labels: {},
      bytes: known(Math.round(38.2 * gib)),
      nestedDocker: known({ driver: 'btrfs', subvolumes: 63 }),
      deletable: { excuse: 'It holds 63 btrfs subvolumes that kernel 4.4 cannot remove with rmdir. Clean it first.' },
      knownAs: 'data root of docker:dind',
    },
    {
      name: 'photoprism_storage',
      anonymous: false,
      driver: 'local',
      mountpoint: '/volume1/@docker/volumes/photoprism_storage/_data',
      usedBy: ['photoprism'],
      usersKnown: true,
      labels: { 'com.docker.compose.project': 'photoprism', protected: '' },
      bytes: known(161 * gib),
      nestedDocker: known(null),
      deletable: { excuse: 'The container photoprism uses it, and it carries the label protected.' },
      knownAs: null,
    },
    ...Array.from({ length: 28 }, (_, index) => ({
      name: index % 3 === 0 ? hex(index + 700, 64) : `stack_${['db', 'cache', 'config'][index % 3]}_${index}`,
      anonymous: index % 3 === 0,
      driver: 'local',
      mountpoint: `/volume1/@docker/volumes/v${index}/_data`,
      usedBy: index % 3 === 0 ? [] : [`stack-${index}`],
      usersKnown: true,
      labels: {},
      bytes: index === 9 ? unknown('timed-out', 'Still being measured: 1.2 million files.') : known(index * 0.11 * gib),
      nestedDocker: known(null),
      deletable:
        index % 3 === 0
          ? { ok: true as const }
          : { excuse: `The container stack-${index} uses it (stopped 4 days ago).` },
      knownAs: null,
    })),
  ],
  dockerSays: [
    { what: 'images', dockerBytes: known(41 * gib), diskBytes: known(41 * gib) },
    { what: 'containers', dockerBytes: known(3.4 * gib), diskBytes: known(9.7 * gib) },
    {
      what: 'volumes',
      dockerBytes: unknown('not-collected', 'Asking Docker for volume sizes walks every volume; Bilge does not.'),
      diskBytes: known(212 * gib),
    },
    { what: 'build-cache', dockerBytes: known(0), diskBytes: known(0) },
  ],
  deletedFiles: [],
  otherDataRoots: [],
  hiddenData: [],
  refusals: [],
  pinningSnapshots: [
    { path: '@syno/@docker_snapshot_2026-11-01', uuid: hex(8, 32), label: 'Synology Snapshot Replication, 1 November' },
  ],
  reclaimable: totalOf([part('nested-docker', 38.2), part('container-logs', 6.1)], []),
  findings: [nestedFinding, logFinding, eolFinding],
  checks: [
    { id: 'nested-docker-in-volume', title: 'Nested Docker in a volume', status: 'fail', why: '' },
    { id: 'container-logs-unbounded', title: 'Container logs without a limit', status: 'fail', why: '' },
    { id: 'engine-end-of-life', title: 'Engine out of support', status: 'fail', why: '' },
    ...passedChecks,
  ],
};

export const buildReport: Report = {
  ...synologyReport,
  host: { id: 'host_build', name: 'build-01', url: 'ssh://root@build-01.lan:2222' },
  identity,
  sections: sections(),
  engine: {
    version: '26.1.4',
    apiVersion: '1.45',
    storageDriver: 'overlay2',
    backingFilesystem: 'extfs',
    imageStore: 'graphdriver',
    driverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    kernel: '6.1.0-26-amd64',
    os: 'Debian GNU/Linux 12 (bookworm)',
    dataRoot: '/var/lib/docker',
  },
  platform: {
    id: 'debian',
    init: 'systemd',
    title: 'Debian GNU/Linux 12 (bookworm)',
    hostname: 'build-01',
    kernel: '6.1.0-26-amd64',
    asRoot: true,
  },
  filesystems: [buildFs],
  ledger: buildLedger,
  leaks: buildLeaks,
  layers: layersOf(buildLeaks, 4600),
  subvolumes: [],
  volumes: synologyReport.volumes.filter((volume) => !volume.anonymous),
  pinningSnapshots: [],
  dockerSays: [
    { what: 'images', dockerBytes: known(0), diskBytes: known(0) },
    { what: 'containers', dockerBytes: known(0.3 * gib), diskBytes: known(1.9 * gib) },
    { what: 'volumes', dockerBytes: unknown('not-collected', 'Not asked.'), diskBytes: known(96 * gib) },
    { what: 'build-cache', dockerBytes: known(118 * gib), diskBytes: known(118 * gib) },
  ],
  reclaimable: totalOf([part('leaked-layers', 452), part('container-logs', 6.1)], []),
  findings: [leakFinding, logFinding],
};

const localReport: Report = {
  ...buildReport,
  host: { id: 'host_local', name: 'this-machine', url: 'unix:///var/run/docker.sock' },
  sections: sections({
    leaks: noRoot,
    layers: noRoot,
    subvolumes: noRoot,
    ledger: noRoot,
    layerdb: noRoot,
    driverDirectories: noRoot,
    buildkitSnapshots: noRoot,
  }),
  filesystems: [localFs],
  ledger: [],
  leaks: [],
  layers: [],
  reclaimable: totalOf([], [{ kind: 'leaked-layers', detail: noRoot.detail }]),
  findings: [],
  checks: passedChecks.map((check) =>
    check.status === 'pass' ? check : { ...check, status: 'unknown', why: noRoot.detail },
  ),
};

function cardOf(report: Report, leaked: HostCard['leaked']): HostCard {
  const count = (severity: OfferedFinding['severity']) =>
    report.findings.filter((finding) => finding.severity === severity).length;
  return {
    id: report.host.id,
    name: report.host.name,
    url: report.host.url,
    state: { state: 'reachable', at: report.collectedAt, problem: null },
    collectedAt: report.collectedAt,
    asleep: null,
    platformTitle: 'title' in report.platform ? report.platform.title : null,
    storageDriver: 'storageDriver' in report.engine ? report.engine.storageDriver : null,
    backingFilesystem: 'storageDriver' in report.engine ? report.engine.backingFilesystem : null,
    engineVersion: 'version' in report.engine ? report.engine.version : null,
    dataRootFilesystem: report.filesystems[0] ?? null,
    ledger: report.ledger,
    leaked,
    findings: { critical: count('critical'), warning: count('warning'), info: count('info') },
    reclaimable: report.reclaimable,
    worst: report.findings[0] ?? null,
    offers: report.findings[0]?.remedies.slice(0, 2) ?? [],
  };
}

function leakedSum(bytes: number, count: number, exact: boolean) {
  return { bytes, count, exact, layers: { bytes, count }, nested: { bytes: 0, count: 0 }, unproven: 0 };
}

export const hostCards: HostCard[] = [
  cardOf(synologyReport, known(leakedSum(Math.round(49.8 * gib), 45, false))),
  cardOf(buildReport, known(leakedSum(452 * gib, 704, true))),
  cardOf(localReport, noRoot),
  {
    id: 'host_shed',
    name: 'shed-nas',
    url: 'ssh://admin@10.0.8.20',
    state: {
      state: 'unreachable',
      at: '2026-11-21T02:55:00.000Z',
      problem: {
        code: 'unreachable',
        step: 'connect',
        userMessage:
          'Connecting to 10.0.8.20 port 22 timed out after 10 s. Is the machine on, and does it listen for SSH?',
      },
    },
    collectedAt: '2026-11-18T11:20:00.000Z',
    asleep: null,
    platformTitle: 'OpenMediaVault 7',
    storageDriver: 'overlay2',
    backingFilesystem: 'extfs',
    engineVersion: '28.3.0',
    dataRootFilesystem: filesystem({ totalBytes: 222 * gib, usedBytes: 60 * gib, freeBytes: 151 * gib }),
    ledger: ledger({
      filesystem: 'b7f1e2aa-0d7e-4b0e-9d0f-52a1c3a7e001',
      amounts: { 'image-layers': 14 * gib, volumes: 6 * gib, 'not-docker': 40 * gib },
    }),
    leaked: known(leakedSum(0, 0, true)),
    findings: { critical: 0, warning: 0, info: 0 },
    reclaimable: nothingReclaimable,
    worst: null,
    offers: [],
  },
];
