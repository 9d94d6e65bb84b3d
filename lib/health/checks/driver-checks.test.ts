import { expect, test } from 'vitest';
import type { ContainerSummary } from '../../domain/engine-facts.ts';
import { known } from '../../domain/fact.ts';
import type { DataRootListing } from '../../domain/layer-facts.ts';
import { describeCheck } from '../testing/check-cases.ts';
import {
  btrfsWith,
  draftsOf,
  engineWith,
  examine,
  filesystemWith,
  leakWith,
  mountWith,
  platformWith,
} from '../testing/facts.ts';
import aufsRemovedDriver from './aufs-removed-driver.ts';
import btrfsDriverUnsupportedDistribution from './btrfs-driver-unsupported-distribution.ts';
import btrfsRootNotDedicated from './btrfs-root-not-dedicated.ts';
import containerdRootElsewhere from './containerd-root-elsewhere.ts';
import devicemapperDeferredRemovalOff from './devicemapper-deferred-removal-off.ts';
import devicemapperLoopLvm from './devicemapper-loop-lvm.ts';
import devicemapperMetadataNearlyFull from './devicemapper-metadata-nearly-full.ts';
import devicemapperPoolNearlyFull from './devicemapper-pool-nearly-full.ts';
import devicemapperPoolOvercommitted from './devicemapper-pool-overcommitted.ts';
import devicemapperRemovedDriver from './devicemapper-removed-driver.ts';
import devicemapperWithoutUdevSync from './devicemapper-without-udev-sync.ts';
import engine29UpgradeTrap from './engine-29-upgrade-trap.ts';
import engineEndOfLife from './engine-end-of-life.ts';
import fuseOverlayfsUnneeded from './fuse-overlayfs-unneeded.ts';
import overlayRemovedDriver from './overlay-removed-driver.ts';
import overlay2NativeDiffOff from './overlay2-native-diff-off.ts';
import overlay2WithoutDType from './overlay2-without-d-type.ts';
import staleContainerdLeases from './stale-containerd-leases.ts';
import synologyLogDriverLost from './synology-log-driver-lost.ts';
import thinPoolFailed from './thin-pool-failed.ts';
import vfsDriver from './vfs-driver.ts';
import xfsWithoutFtype from './xfs-without-ftype.ts';

const status = (lines: Record<string, string>): [string, string][] => Object.entries(lines);

// The `docker info` of the forum's question "Clean docker environment: devicemapper", as DriverStatus.
const loop = engineWith({
  storageDriver: 'devicemapper',
  version: '1.12.3',
  backingFilesystem: 'ext4',
  driverStatus: status({
    'Pool Name': 'docker-202:1-xxx-pool',
    'Pool Blocksize': '65.54 kB',
    'Base Device Size': '10.74 GB',
    'Backing Filesystem': 'ext4',
    'Data file': '/dev/loop0',
    'Metadata file': '/dev/loop1',
    'Data Space Used': '5.377 GB',
    'Data Space Total': '107.4 GB',
    'Data Space Available': '28.8 GB',
    'Metadata Space Used': '6.148 MB',
    'Metadata Space Total': '2.147 GB',
    'Metadata Space Available': '2.141 GB',
    'Udev Sync Supported': 'true',
  }),
});
const direct = (lines: Record<string, string> = {}) =>
  engineWith({
    storageDriver: 'devicemapper',
    version: '18.09.9',
    driverStatus: status({
      'Pool Name': 'docker-thinpool',
      'Data Space Used': '15GB',
      'Data Space Total': '100GB',
      'Data Space Available': '85GB',
      'Metadata Space Used': '10MB',
      'Metadata Space Total': '1GB',
      'Thin Pool Minimum Free Space': '10GB',
      'Udev Sync Supported': 'true',
      'Deferred Removal Enabled': 'true',
      ...lines,
    }),
  });
const overlay2 = engineWith();
const silent = engineWith({ storageDriver: 'devicemapper', driverStatus: [], version: '' });

describeCheck(devicemapperLoopLvm, {
  'critical: loop files, from a forum': { engine: loop },
  'critical: engine 1.3 prints the sparse file': {
    engine: engineWith({
      storageDriver: 'devicemapper',
      driverStatus: status({ 'Data file': '/var/lib/docker/devicemapper/devicemapper/data' }),
    }),
  },
  'pass: direct-lvm': { engine: direct() },
  'unknown: no status': { engine: silent },
  'unknown: no engine': {},
  'not-applicable: overlay2': { engine: overlay2 },
});

test('devicemapper-loop-lvm shows the real fill, by the space that can still be written', () => {
  expect(draftsOf(examine(devicemapperLoopLvm, { engine: loop }))[0]?.detail).toContain('15.7% full');
});

test('devicemapper-loop-lvm shows fill bars for metadata, and for data by the space that can be written', () => {
  expect(draftsOf(examine(devicemapperLoopLvm, { engine: loop }))[0]?.fills).toEqual([
    { label: 'Data', usedBytes: 5_377_000_000, totalBytes: 34_177_000_000 },
    { label: 'Metadata', usedBytes: 6_148_000, totalBytes: 2_147_000_000 },
  ]);
});

describeCheck(devicemapperPoolNearlyFull, {
  'pass: enough space': { engine: direct() },
  'pass: loop files with room, from a forum': { engine: loop },
  'warning: 85%': { engine: direct({ 'Data Space Used': '85GB', 'Data Space Available': '15GB' }) },
  'critical: 95%': { engine: direct({ 'Data Space Used': '95GB', 'Data Space Available': '5GB' }) },
  'critical: below the minimum': { engine: direct({ 'Thin Pool Minimum Free Space': '90GB' }) },
  'critical: message of the daemon': {
    engine: silent,
    logLines: [
      {
        text: 'devmapper: Thin Pool has 2930 free data blocks which is less than minimum required 163840 free data blocks.',
      },
    ],
  },
  'unknown: no sizes': { engine: silent },
  'unknown: no engine': {},
  'not-applicable: overlay2': { engine: overlay2 },
});

test('devicemapper-pool-nearly-full does not call a nearly empty pool below its minimum full', () => {
  const engine = direct({
    'Data Space Used': '0.4GB',
    'Data Space Available': '4GB',
    'Data Space Total': '107GB',
    'Thin Pool Minimum Free Space': '10.7GB',
  });
  const [draft] = draftsOf(examine(devicemapperPoolNearlyFull, { engine }));
  expect(draft?.title).toBe('The device mapper pool is below its minimum free space');
  expect(draft?.detail).toContain('10.0 GiB');
});

describeCheck(devicemapperMetadataNearlyFull, {
  'pass: loop files with room, from a forum': { engine: loop },
  'warning: 70%': { engine: direct({ 'Metadata Space Used': '700MB' }) },
  'critical: 85%': { engine: direct({ 'Metadata Space Used': '850MB' }) },
  'critical: by lvs, of Docker’s pool': {
    engine: direct({ 'Pool Name': 'docker-thinpool' }),
    thinPools: [
      {
        volumeGroup: 'docker',
        name: 'thinpool',
        attributes: 'twi-aot---',
        sizeBytes: null,
        dataPercent: 20,
        metadataPercent: 91,
      },
    ],
  },
  'critical: lvs and the engine name one pool': {
    engine: direct({ 'Pool Name': 'docker-docker--pool', 'Metadata Space Used': '910MB' }),
    thinPools: [
      {
        volumeGroup: 'docker',
        name: 'docker-pool',
        attributes: 'twi-aot---',
        sizeBytes: null,
        dataPercent: 20,
        metadataPercent: 91,
      },
    ],
  },
  'critical: message of the daemon': {
    logLines: [
      {
        text: 'devmapper: Thin Pool has 1325 free metadata blocks which is less than minimum required 1331 free metadata blocks.',
      },
    ],
  },
  'unknown: not shown': { engine: silent },
  'not-applicable: overlay2': { engine: overlay2 },
});
describeCheck(devicemapperPoolOvercommitted, {
  'warning: loop files, from a forum': { engine: loop },
  'pass: enough free disk space': {
    engine: engineWith({
      ...loop,
      driverStatus: status({
        'Data file': '/dev/loop0',
        'Data Space Used': '5 GB',
        'Data Space Total': '107 GB',
        'Data Space Available': '102 GB',
      }),
    }),
  },
  'not-applicable: direct-lvm': { engine: direct() },
  'unknown: not shown': {
    engine: engineWith({ storageDriver: 'devicemapper', driverStatus: status({ 'Data file': '/dev/loop0' }) }),
  },
  'unknown: no engine': {},
});
describeCheck(devicemapperWithoutUdevSync, {
  'critical: false': { engine: direct({ 'Udev Sync Supported': 'false' }) },
  'pass: true': { engine: direct() },
  'unknown: old engine': { engine: silent },
  'not-applicable: overlay2': { engine: overlay2 },
});
describeCheck(devicemapperDeferredRemovalOff, {
  'info: false': { engine: direct({ 'Deferred Removal Enabled': 'false' }) },
  'pass: true': { engine: direct() },
  'unknown: old engine': { engine: loop },
});
describeCheck(devicemapperRemovedDriver, {
  'warning: any error': { engine: direct() },
  'not-applicable: overlay2': { engine: overlay2 },
  'unknown: no engine': {},
});
const pool = (attributes: string) => ({
  thinPools: [{ volumeGroup: 'vg', name: 'pool', attributes, sizeBytes: null, dataPercent: 100, metadataPercent: 10 }],
});
test('a full metadata area is extended before anything is stopped', () => {
  const damaged = { volumeGroup: 'pve', name: 'data', sizeBytes: null, dataPercent: 40, metadataPercent: 100 };
  const [draft] = draftsOf(examine(thinPoolFailed, { thinPools: [{ ...damaged, attributes: 'twi-aotzM-' }] }));
  const order = [
    'Back up',
    'lvextend --poolmetadatasize +1G pve/data',
    'stop what writes',
    'lvconvert --repair pve/data',
  ];
  const places = order.map((words) => draft?.detail.indexOf(words) ?? -1);
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((one, other) => one - other));
});

describeCheck(thinPoolFailed, {
  'pass: healthy': pool('twi-aot---'),
  'critical: out of data': pool('twi-aot-D-'),
  'critical: failed': pool('twi-aot-F-'),
  'critical: metadata read-only': pool('twi-aot-M-'),
  'critical: message of the kernel': {
    logLines: [{ text: 'device-mapper: thin: 253:4: switching pool to out-of-data-space mode' }],
  },
  'critical: metadata needs a check': pool('twi-cot---'),
  'critical: not active': {
    thinPools: [
      {
        ...pool('twi---tz--').thinPools[0],
        volumeGroup: 'pve',
        name: 'data',
        dataPercent: null,
        metadataPercent: null,
        attributes: 'twi---tz--',
        sizeBytes: null,
      },
    ],
  },
  'pass: kept inactive on purpose': {
    thinPools: [
      {
        volumeGroup: 'pve',
        name: 'data',
        dataPercent: null,
        metadataPercent: null,
        attributes: 'twi---tz-k',
        sizeBytes: null,
      },
    ],
  },
  'critical: LVM and the pool count differently': {
    logLines: [{ text: 'Thin pool pve-data-tpool (253:2) transaction_id is 91, while expected 92.' }],
  },
  'critical: the check before activation failed': {
    logLines: [{ text: 'Check of pool pve/data failed (status:1). Manual repair required!' }],
  },
  'unknown: the pool writes again': {
    logLines: [{ text: 'device-mapper: thin: 252:9: switching pool to write mode' }],
  },
  'pass: the log is about a past state': {
    ...pool('twi-aot---'),
    kernelLog: {
      devices: [],
      lines: [{ text: 'device-mapper: thin: 253:4: switching pool to read-only mode', secondsAgo: 9 }],
    },
  },
  'not-applicable: none': { thinPools: [] },
  'unknown: not read': {},
});
describeCheck(aufsRemovedDriver, {
  'warning: aufs': { engine: engineWith({ storageDriver: 'aufs' }) },
  'warning: aufs on Synology': {
    engine: engineWith({ storageDriver: 'aufs' }),
    platform: platformWith({ id: 'synology-dsm' }),
  },
  'not-applicable: overlay2': { engine: overlay2 },
  'unknown: no engine': {},
});
describeCheck(overlayRemovedDriver, {
  'warning: overlay': { engine: engineWith({ storageDriver: 'overlay' }) },
  'not-applicable: overlay2': { engine: overlay2 },
  'unknown: no engine': {},
});
describeCheck(vfsDriver, {
  'critical: vfs': { engine: engineWith({ storageDriver: 'vfs', driverStatus: [] }) },
  'not-applicable: overlay2': { engine: overlay2 },
  'unknown: no engine': {},
});
describeCheck(fuseOverlayfsUnneeded, {
  'info: new kernel': { engine: engineWith({ storageDriver: 'fuse-overlayfs' }) },
  'pass: old kernel': { engine: engineWith({ storageDriver: 'fuse-overlayfs', kernel: '5.4.0-42-generic' }) },
  'unknown: kernel': { engine: engineWith({ storageDriver: 'fuse-overlayfs', kernel: '' }) },
  'not-applicable: overlay2': { engine: overlay2 },
});

const listing = (...drivers: { driver: string; entries: number }[]): DataRootListing => ({
  path: '/var/lib/docker',
  requestedPath: '/var/lib/docker',
  filesystemType: 'ext4',
  filesystemMagic: 'ef53',
  device: '8:1',
  inode: 2,
  tmpBirthSeconds: 1,
  tmpModifiedSeconds: 1,
  engineId: null,
  entries: [],
  driverDirectories: drivers,
  imageStores: [],
  isMountPoint: false,
});
describeCheck(engine29UpgradeTrap, {
  'critical: vfs on 28': { engine: engineWith({ storageDriver: 'vfs' }) },
  'critical: devicemapper on 20.10': {
    engine: engineWith({ storageDriver: 'devicemapper', version: '20.10.24+dfsg1' }),
  },
  'critical: already happened': {
    engine: engineWith({ version: '29.1.0', storageDriver: 'overlayfs', imageStore: 'containerd' }),
    dataRoot: listing({ driver: 'vfs', entries: 12 }),
  },
  'not-applicable: overlay2': { engine: overlay2 },
  'not-applicable: 1.12, far older': { engine: loop },
  'unknown: version': { engine: engineWith({ storageDriver: 'vfs', version: '' }) },
  'unknown: no engine': {},
});
describeCheck(engineEndOfLife, {
  'pass: 28': { engine: overlay2 },
  'pass: 29': { engine: engineWith({ version: '29.7.2' }) },
  'warning: Debian 12': { engine: engineWith({ version: '20.10.24+dfsg1' }) },
  'warning: QNAP': { engine: engineWith({ version: '27.1.2-qnap8' }) },
  'warning: 1.10 or older': { engine: engineWith({ version: '≤ 1.10' }) },
  'warning: ancient API': { engine: engineWith({ version: '', apiVersion: '1.19' }) },
  'unknown: nothing printed': { engine: engineWith({ version: '', apiVersion: '' }) },
  'unknown: no engine': {},
});
test('engine-end-of-life names the distribution that still patches its package', () => {
  const titleOf = (version: string) =>
    draftsOf(examine(engineEndOfLife, { engine: engineWith({ version }) })).map(({ title }) => title);
  expect(titleOf('26.1.5+dfsg1')).toEqual(['Docker 26.1.5+dfsg1 gets security fixes only from Debian']);
  expect(titleOf('20.10.12-0ubuntu4')).toEqual(['Docker 20.10.12-0ubuntu4 gets security fixes only from Ubuntu']);
  expect(titleOf('26.1.5')).toEqual(['Docker 26.1.5 no longer gets security fixes']);
});
describeCheck(btrfsDriverUnsupportedDistribution, {
  'pass: Debian': { engine: engineWith({ storageDriver: 'btrfs' }) },
  'info: Arch': { engine: engineWith({ storageDriver: 'btrfs', os: 'Arch Linux' }) },
  'not-applicable: Synology': { engine: engineWith({ storageDriver: 'btrfs', os: '', dataRoot: '/volume1/@docker' }) },
  'not-applicable: Unraid': {
    engine: engineWith({ storageDriver: 'btrfs', os: 'Slackware 15.0', kernel: '6.6.78-Unraid' }),
  },
  'unknown: not printed': { engine: engineWith({ storageDriver: 'btrfs', os: ' (containerized)' }) },
  'not-applicable: overlay2': { engine: overlay2 },
});
const onBtrfs = engineWith({ storageDriver: 'btrfs' });
const btrfsMount = (mountPoint: string, root: string, extra = {}) =>
  mountWith({ id: 40, parentId: 30, device: '0:44', type: 'btrfs', source: '/dev/sdb1', mountPoint, root, ...extra });
const onPool = engineWith({ storageDriver: 'btrfs', dataRoot: '/mnt/pool/docker' });
const poolMounts = [
  mountWith(),
  btrfsMount('/mnt/pool', '/'),
  btrfsMount('/mnt/pool/docker/btrfs', '/docker/btrfs', { id: 41, parentId: 40 }),
];
const poolSubvolumes = (...paths: string[]) => [btrfsWith(paths, { mountPoint: '/mnt/pool/docker' })];
const binding = (source: string): ContainerSummary => ({
  id: 'c',
  names: ['web'],
  imageId: 'i',
  image: 'web',
  state: 'running',
  status: 'Up 2 days',
  createdSeconds: 1,
  labels: {},
  mounts: [{ type: 'bind', name: null, source, destination: '/data', readWrite: true }],
  networkNames: [],
});
const notDocker = (bytes: number) => ({
  ledger: known([
    {
      filesystem: 'fs-1',
      row: 'not-docker' as const,
      bytes: known(bytes),
      exact: false,
      how: '',
      measuredAt: null,
      objects: null,
    },
  ]),
});
const poolUsage = [filesystemWith({ type: 'btrfs', mountPoint: '/mnt/pool' })];
describeCheck(btrfsRootNotDedicated, {
  'pass: a folder of a nearly empty filesystem': {
    engine: onPool,
    mounts: poolMounts,
    filesystems: [filesystemWith({ type: 'btrfs', mountPoint: '/mnt/pool', usedBytes: 2 ** 20 })],
    btrfs: poolSubvolumes('docker', `docker/btrfs/subvolumes/${'a'.repeat(64)}`),
  },
  'warning: your subvolumes beside it': {
    engine: onPool,
    mounts: poolMounts,
    btrfs: poolSubvolumes('docker', 'photos', 'docker-backup'),
  },
  'warning: a container uses a folder beside it': {
    engine: onPool,
    mounts: poolMounts,
    btrfs: poolSubvolumes('docker'),
    containers: [binding('/mnt/pool/photos')],
  },
  'pass: a container uses another disk, or Docker’s own folder': {
    engine: onPool,
    mounts: poolMounts,
    filesystems: poolUsage,
    storage: notDocker(0),
    btrfs: poolSubvolumes('docker'),
    containers: [binding('/etc/localtime'), binding('/mnt/pool/docker/volumes/v/_data')],
  },
  'warning: most of the disk is not Docker’s': {
    engine: onPool,
    mounts: poolMounts,
    filesystems: poolUsage,
    storage: notDocker(30 * 2 ** 30),
  },
  'pass: measured, almost nothing else there': {
    engine: onPool,
    mounts: poolMounts,
    filesystems: poolUsage,
    storage: notDocker(2 ** 20),
  },
  'unknown: no other subvolume, folders not measured': {
    engine: onPool,
    mounts: poolMounts,
    filesystems: poolUsage,
    btrfs: poolSubvolumes('docker'),
  },
  'unknown: neighbouring data not read': { engine: onPool, mounts: poolMounts },
  'warning: a subvolume of a disk with others': {
    engine: onBtrfs,
    mounts: [mountWith(), btrfsMount('/var/lib/docker', '/@docker')],
    btrfs: poolSubvolumes('@docker', '@photos').map((each) => ({ ...each, mountPoint: '/var/lib/docker' })),
  },
  'pass: a separate filesystem': { engine: onBtrfs, mounts: [mountWith(), btrfsMount('/var/lib/docker', '/')] },
  'pass: with dockerd’s self-binds': {
    engine: onBtrfs,
    mounts: [
      mountWith(),
      btrfsMount('/var/lib/docker', '/'),
      btrfsMount('/var/lib/docker/btrfs', '/btrfs', { id: 41, parentId: 40 }),
    ],
  },
  'warning: Synology': {
    engine: engineWith({ storageDriver: 'btrfs', dataRoot: '/volume1/@docker', os: '' }),
    mounts: [
      mountWith(),
      btrfsMount('/volume1', '/@syno'),
      btrfsMount('/volume1/@docker', '/@syno/@docker', { id: 41, parentId: 40 }),
    ],
  },
  'warning: on the root filesystem': {
    engine: onBtrfs,
    mounts: [mountWith({ device: '0:20', type: 'btrfs', root: '/@' })],
  },
  'warning: also mounted elsewhere': {
    engine: onBtrfs,
    mounts: [mountWith(), btrfsMount('/var/lib/docker', '/docker'), btrfsMount('/home', '/home', { id: 42 })],
  },
  'not-applicable: overlay2': { engine: overlay2 },
  'unknown: no mounts': { engine: onBtrfs },
});
describeCheck(overlay2WithoutDType, {
  'pass: true': { engine: overlay2 },
  'critical: false': {
    engine: engineWith({ driverStatus: status({ 'Backing Filesystem': 'xfs', 'Supports d_type': 'false' }) }),
  },
  'unknown: not printed': { engine: engineWith({ driverStatus: [] }) },
  'not-applicable: btrfs': { engine: onBtrfs },
});
describeCheck(xfsWithoutFtype, {
  'pass: d_type is supported': { engine: overlay2 },
  'critical: reported by the engine': {
    engine: engineWith({
      backingFilesystem: 'xfs',
      driverStatus: status({ 'Backing Filesystem': 'xfs', 'Supports d_type': 'false' }),
    }),
  },
  // xfs_info of CentOS 7.2: "naming   =version 2   bsize=4096   ascii-ci=0 ftype=0"
  'critical: xfs_info': {
    xfsFormats: [
      {
        mountPoint: '/',
        source: '/dev/sda1',
        hasFtype: false,
        line: 'naming   =version 2   bsize=4096   ascii-ci=0 ftype=0',
      },
    ],
  },
  'pass: xfs_info ftype=1': { xfsFormats: [{ mountPoint: '/', source: '/dev/sda1', hasFtype: true, line: 'ftype=1' }] },
  'not-applicable: ext4': { engine: engineWith({ driverStatus: [] }), filesystems: [filesystemWith()] },
  'unknown: no facts': {},
});
describeCheck(overlay2NativeDiffOff, {
  'pass: true': { engine: overlay2 },
  'info: QNAP': {
    engine: engineWith({
      version: '27.1.2-qnap8',
      driverStatus: status({ 'Using metacopy': 'true', 'Native Overlay Diff': 'false' }),
    }),
  },
  'unknown: old engine': { engine: engineWith({ driverStatus: [] }) },
  'not-applicable: btrfs': { engine: onBtrfs },
});
const containerdEngine = engineWith({
  storageDriver: 'overlayfs',
  imageStore: 'containerd',
  driverStatus: status({ 'driver-type': 'io.containerd.snapshotter.v1' }),
});
const containerdFacts = { root: '/var/lib/containerd', snapshots: [], leases: [], contentBytes: null };
const gib = 2 ** 30;
describeCheck(containerdRootElsewhere, {
  'info: unknown': { engine: containerdEngine },
  'pass: one filesystem': {
    engine: containerdEngine,
    containerd: containerdFacts,
    filesystems: [filesystemWith({ roles: ['data-root', 'containerd-root'] })],
  },
  'warning: another filesystem': {
    engine: containerdEngine,
    containerd: containerdFacts,
    filesystems: [filesystemWith(), filesystemWith({ id: 'fs-2', roles: ['containerd-root'], mountPoint: '/var' })],
  },
  'critical: another filesystem, nearly full': {
    engine: containerdEngine,
    containerd: containerdFacts,
    filesystems: [
      filesystemWith(),
      filesystemWith({
        id: 'fs-2',
        roles: ['containerd-root'],
        mountPoint: '/var',
        usedBytes: 95 * gib,
        freeBytes: 5 * gib,
      }),
    ],
  },
  'not-applicable: graph driver': { engine: overlay2 },
  'unknown: no engine': {},
});
describeCheck(staleContainerdLeases, {
  'pass: none': { containerd: containerdFacts, storage: { leaks: known([]) } },
  'warning: one': { containerd: containerdFacts, storage: { leaks: known([leakWith({ kind: 'containerd-lease' })]) } },
  'warning: two that hold one image together': {
    containerd: containerdFacts,
    storage: {
      leakedLeaseBytes: known(5 * 2 ** 30),
      leaks: known([
        leakWith({ kind: 'containerd-lease', bytes: known(0) }),
        leakWith({ kind: 'containerd-lease', name: 'b', bytes: known(0) }),
      ]),
    },
  },
  'pass: only what was cut off': {
    containerd: containerdFacts,
    storage: { leaks: known([leakWith({ kind: 'containerd-lease', state: 'unfinished' })]) },
  },
  'info: another data root’s': {
    containerd: containerdFacts,
    storage: {
      leaks: known([
        leakWith({ kind: 'containerd-lease', state: 'other-data-root' }),
        leakWith({ kind: 'containerd-lease', name: 'b', state: 'too-young' }),
      ]),
    },
  },
  'unknown: not read': {},
});
describeCheck(synologyLogDriverLost, {
  'pass: json-file': { engine: overlay2 },
  'info: log driver db on the vendor’s engine': { engine: engineWith({ version: '20.10.3', loggingDriver: 'db' }) },
  'warning: log driver db on an upstream engine': { engine: engineWith({ version: '28.5.2', loggingDriver: 'db' }) },
  'warning: the error': {
    logLines: [
      {
        text: 'Error response from daemon: failed to create task for container: failed to initialize logging driver: logger: no log driver named ‘db’ is registered'.replaceAll(
          /[‘’]/g,
          "'",
        ),
      },
    ],
  },
  'unknown: no engine': { platform: platformWith() },
});
