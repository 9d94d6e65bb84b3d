import { expect, test } from 'vitest';
import { judgeRecording, readRecording } from '../../../test/states/recorded-states.ts';
import { known, unknown } from '../../domain/fact.ts';
import type { DockerDiskUsage, PastedFacts } from '../../domain/health-facts.ts';
import type { VolumeRow } from '../../domain/storage-report.ts';
import { describeCheck } from '../testing/check-cases.ts';
import { draftsOf, engineWith, examine, platformWith } from '../testing/facts.ts';
import buildkitBuilderCache from './buildkit-builder-cache.ts';
import engineInDesktopVm from './engine-in-desktop-vm.ts';
import engineIsPodman from './engine-is-podman.ts';
import engineStorageFaults from './engine-storage-faults.ts';
import storageDriverRefused from './storage-driver-refused.ts';

const gib = 2 ** 30;
const pasted = (more: Partial<PastedFacts> = {}): PastedFacts => ({
  product: null,
  context: null,
  isDataRootAssumed: false,
  directories: [],
  logFiles: [],
  fileCounts: [],
  buildCaches: [],
  brokenMounts: [],
  allMountPoints: null,
  ...more,
});
const log = (...lines: string[]) => lines.map((text) => ({ text }));

describeCheck(engineIsPodman, {
  'info: an engine with that name': { engine: engineWith({ product: 'podman', version: '5.2.3' }) },
  'info: pasted commands of Podman': { pasted: pasted({ product: 'podman' }) },
  'info: refused on zfs': {
    pasted: pasted({ product: 'podman' }),
    logLines: log("Error: 'overlay' is not supported over zfs, a mount_program is required"),
  },
  'pass: Docker': { engine: engineWith() },
  'unknown: no facts': {},
});

describeCheck(engineStorageFaults, {
  'info: leaks and more': { engine: engineWith({ version: '24.0.2' }) },
  'info: the containerd store, wrong figures only': {
    engine: engineWith({ version: '28.5.2', imageStore: 'containerd', storageDriver: 'overlayfs' }),
  },
  'info: wrong figures only, graph driver': { engine: engineWith({ version: '29.3.1' }) },
  'info: a distribution’s package': { engine: engineWith({ version: '26.1.5+dfsg1' }) },
  'pass: all mended': { engine: engineWith({ version: '29.6.0' }) },
  'pass: all mended, containerd store': {
    engine: engineWith({ version: '29.7.2', imageStore: 'containerd', storageDriver: 'overlayfs' }),
  },
  'unknown: no version': { engine: engineWith({ version: '' }) },
  'unknown: no facts': {},
  'not-applicable: Podman': { engine: engineWith({ product: 'podman', version: '5.2.3' }) },
  'not-applicable: a paste': { engine: engineWith({ version: '24.0.2' }), pasted: pasted() },
});

describeCheck(engineInDesktopVm, {
  'info: Docker Desktop': {
    engine: engineWith({ os: 'Docker Desktop', kernel: '6.10.14-linuxkit', name: 'docker-desktop' }),
  },
  'info: Colima by its name': { engine: engineWith({ name: 'colima-arm' }) },
  'info: OrbStack by its kernel': { engine: engineWith({ os: 'OrbStack', kernel: '6.12.5-orbstack-00287' }) },
  'info: Rancher Desktop': { engine: engineWith({ os: 'Rancher Desktop WSL Distribution', name: 'pc' }) },
  'info: a distribution in WSL': {
    engine: engineWith({ kernel: '5.15.167.4-microsoft-standard-WSL2', os: 'Ubuntu 24.04 LTS', name: 'pc' }),
  },
  'info: boot2docker': { engine: engineWith({ os: 'Boot2Docker 19.03.12 (TCL 10.1)', name: 'default' }) },
  'info: the client’s context': { engine: engineWith({ name: 'vm' }), pasted: pasted({ context: 'colima' }) },
  'pass: a server': { engine: engineWith(), platform: platformWith() },
  'not-applicable: Podman in WSL': {
    engine: engineWith({ product: 'podman', kernel: '5.15.167.4-microsoft-standard-WSL2' }),
  },
  'unknown: a paste without an operating system': { engine: engineWith({ os: '', kernel: '', name: '' }) },
});

const overNfs =
  'failed to register layer: ApplyLayer exit status 1 stdout:  stderr: lsetxattr security.capability /usr/bin/ping: operation not supported';
describeCheck(storageDriverRefused, {
  'critical: overlay2 on zfs': {
    logLines: log(
      `time="2024-05-01T10:00:00Z" level=error msg="'overlay2' is not supported over zfs" storage-driver=overlay2`,
      'failed to start daemon: error initializing graphdriver: backing file system is unsupported for this graph driver',
    ),
  },
  'critical: a removed driver': {
    logLines: log(
      'failed to start daemon: error initializing graphdriver: prior storage driver aufs failed: driver not supported',
    ),
  },
  'critical: a kernel without overlay': {
    logLines: log(
      'level=error msg="failed to mount overlay: invalid argument" storage-driver=overlay2',
      'failed to start daemon: error initializing graphdriver: driver not supported: overlay2',
    ),
  },
  'critical: btrfs on ext4': {
    logLines: log(
      'failed to start daemon: error initializing graphdriver: prerequisites for driver not satisfied (wrong filesystem?): btrfs',
    ),
  },
  'critical: a driver removed in 25': {
    logLines: log(
      'failed to start daemon: error initializing graphdriver: [graphdriver] ERROR: the devicemapper storage-driver has been deprecated and removed; visit https://docs.docker.com/go/storage-driver/ for more information: devicemapper',
    ),
  },
  'critical: a removed option': {
    logLines: log(
      'failed to start daemon: error initializing graphdriver: overlay2: unknown option overlay2.override_kernel_check: overlay2',
    ),
  },
  'critical: xfs without ftype': {
    logLines: log(
      'failed to start daemon: error initializing graphdriver: overlay2: the backing xfs filesystem is formatted without d_type support, which leads to incorrect behavior.',
    ),
  },
  'pass: data of two drivers': {
    logLines: log(
      'error initializing graphdriver: /var/lib/docker contains several valid graphdrivers: overlay2, aufs; Please cleanup or explicitly choose storage driver',
    ),
  },
  'pass: refused in an earlier start': {
    logLines: log(
      'failed to start daemon: error initializing graphdriver: driver not supported: overlay2',
      'msg="Docker daemon" commit=1 storage-driver=vfs version=27.4.1',
      'msg="Daemon has completed initialization"',
    ),
  },
  'pass: the engine continued with another driver': {
    pasted: pasted(),
    engine: engineWith({ storageDriver: 'zfs' }),
    logLines: log(`level=error msg="'overlay2' is not supported over zfs" storage-driver=overlay2`),
  },
  'critical: layers without extended attributes': { logLines: log(overNfs) },
  'critical: message of the kernel': {
    logLines: log(
      "overlayfs: filesystem on '/data/docker/overlay2/check-overlayfs-support1/upper' not supported as upperdir",
    ),
  },
  'not-applicable: data root on NFS': {
    pasted: pasted(),
    engine: engineWith({ backingFilesystem: 'nfs' }),
    logLines: log(overNfs),
  },
  'pass: a layer that failed for lack of space': {
    logLines: log('failed to register layer: write /usr/lib/x.so: no space left on device'),
  },
  'pass: containerd skips plugins it has no filesystem for': {
    logLines: log(
      'level=info msg="skip loading plugin" error="path /var/lib/containerd/io.containerd.snapshotter.v1.btrfs (ext4) must be a btrfs filesystem to be used with the btrfs snapshotter: skip plugin"',
    ),
  },
  'not-applicable: the engine responds': { engine: engineWith() },
  'unknown: no log': {},
});

test.each([
  ['driver-refused-on-fuse', 'overlay2 does not work on fuse.fuse-overlayfs', 'a local ext4, xfs or btrfs filesystem'],
  ['driver-refused-on-overlay', 'overlay2 does not work on overlay', 'is itself on an overlay'],
  ['driver-refused-on-ext4', 'btrfs does not work on ext4', '`findmnt -T /var/lib/docker`'],
])('%s: the reason is the filesystem, and no kernel module is looked for', (recording, reason, advice) => {
  const refused = judgeRecording(readRecording(recording)).outcomes.find(
    ({ checkId }) => checkId === 'storage-driver-refused',
  );
  expect(refused).toMatchObject({
    findings: [{ title: `Docker does not start: ${reason}`, detail: expect.stringContaining(advice) }],
  });
  expect(JSON.stringify(refused)).not.toContain('modprobe');
});

const volume = (bytes: number | null, more: Partial<VolumeRow> = {}): VolumeRow => ({
  name: 'buildx_buildkit_b0_state',
  anonymous: false,
  driver: 'local',
  mountpoint: '/var/lib/docker/volumes/buildx_buildkit_b0_state/_data',
  usedBy: ['buildx_buildkit_b0'],
  usersKnown: true,
  labels: {},
  bytes: bytes === null ? unknown('not-collected', 'not measured') : known(bytes),
  nestedDocker: known(null),
  deletable: { excuse: 'in use' },
  knownAs: 'buildx builder state',
  ...more,
});
const volumesOf = (...volumes: DockerDiskUsage['volumes']): DockerDiskUsage => ({ rows: [], containers: [], volumes });
test('the volume of a removed builder can be removed by name, a volume in use cannot', () => {
  const name = 'buildx_buildkit_old0_state';
  const remedies = (usedBy: string[]) =>
    draftsOf(
      examine(buildkitBuilderCache, { storage: { volumes: known([volume(41 * gib, { name, usedBy })]) } }),
    ).flatMap((draft) => draft.remedies);
  expect(remedies([])).toEqual([{ actionId: 'prune-volumes', params: { names: name } }]);
  expect(remedies(['builder'])).toEqual([]);
});

test('a running builder is pruned by its own BuildKit; a stopped one, or one with a similar name, has no button', () => {
  const name = 'buildx_buildkit_ci0_state';
  const mounted = { type: 'volume', name, source: '', destination: '/var/lib/buildkit', readWrite: true };
  const given = (state: string, mount: object = {}) => ({
    storage: { volumes: known([volume(41 * gib, { name, usedBy: ['buildx_buildkit_ci0'] })]) },
    containers: [
      {
        id: 'c'.repeat(64),
        names: ['/buildx_buildkit_ci0'],
        imageId: 'i',
        image: 'moby/buildkit:buildx-stable-1',
        state,
        status: '',
        createdSeconds: 1,
        labels: {},
        mounts: [{ ...mounted, ...mount }],
        networkNames: [],
      },
    ],
  });
  const drafts = (state: string, mount?: object) => draftsOf(examine(buildkitBuilderCache, given(state, mount)));
  expect(drafts('running')).toMatchObject([
    {
      detail: expect.stringContaining('prune it here, or with'),
      remedies: [{ actionId: 'prune-builder', params: { volume: name } }],
    },
  ]);
  for (const draft of [
    ...drafts('exited'),
    ...drafts('running', { destination: '/data' }),
    ...drafts('running', { type: 'bind' }),
  ]) {
    expect(draft.remedies).toEqual([]);
    expect(draft.detail).not.toContain('prune it here, or with');
  }
});

describeCheck(buildkitBuilderCache, {
  'info: 41 GiB in a builder’s volume': { storage: { volumes: known([volume(41 * gib)]) } },
  'info,info: two builders': {
    storage: {
      volumes: known([volume(41 * gib), volume(12 * gib, { name: 'buildx_buildkit_ci_runner1_state', usedBy: [] })]),
    },
  },
  'pass: a small one': { storage: { volumes: known([volume(gib)]) } },
  'pass: no builder': { storage: { volumes: known([volume(90 * gib, { name: 'pgdata' })]) } },
  'unknown: not measured': { storage: { volumes: known([volume(null)]) } },
  'info: by docker system df -v': {
    dockerDiskUsage: volumesOf({ name: 'buildx_buildkit_multiarch0_state', links: 1, sizeBytes: 38 * gib }),
  },
  'info: by du': {
    pasted: pasted({
      directories: [{ path: '/data/docker/volumes/buildx_buildkit_b0_state/_data', bytes: 41 * gib }],
    }),
  },
  'info: by docker buildx du --builder': {
    pasted: pasted({ buildCaches: [{ builder: 'ci', tool: 'docker', bytes: 50 * gib, reclaimableBytes: 50 * gib }] }),
  },
  'unknown: nothing listed': {},
});
