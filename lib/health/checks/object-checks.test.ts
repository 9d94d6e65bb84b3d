import { expect, test } from 'vitest';
import type { ContainerSummary, ImageSummary } from '../../domain/engine-facts.ts';
import { known, unknown } from '../../domain/fact.ts';
import type { ContainerOnDisk } from '../../domain/layer-facts.ts';
import type { LayerRow, VolumeRow } from '../../domain/storage-report.ts';
import { findingKey } from '../finding-key.ts';
import { engineSubject } from '../subjects.ts';
import { describeCheck } from '../testing/check-cases.ts';
import { draftsOf, engineWith, examine, filesystemWith, previously } from '../testing/facts.ts';
import containerLogsUnbounded from './container-logs-unbounded.ts';
import largeBuildCache from './large-build-cache.ts';
import largeWritableLayer from './large-writable-layer.ts';
import oldStoppedContainers from './old-stopped-containers.ts';
import unusedAnonymousVolumes from './unused-anonymous-volumes.ts';
import unusedImages from './unused-images.ts';

const gib = 2 ** 30;
const volume = (more: Partial<VolumeRow> = {}): VolumeRow => ({
  name: 'a'.repeat(64),
  anonymous: true,
  driver: 'local',
  mountpoint: '',
  usedBy: [],
  usersKnown: true,
  labels: {},
  bytes: known(2 * gib),
  nestedDocker: known(null),
  deletable: { ok: true },
  knownAs: null,
  ...more,
});
const usage = (more = {}) => ({ rows: [], containers: [], volumes: [], ...more });
describeCheck(unusedAnonymousVolumes, {
  'pass: none': { storage: { volumes: known([]) } },
  'pass: used': { storage: { volumes: known([volume({ usedBy: ['db'] })]) } },
  'pass: named volume': { storage: { volumes: known([volume({ anonymous: false, name: 'photos' })]) } },
  'pass: small': { storage: { volumes: known([volume({ bytes: known(1000) })]) } },
  'warning: 2 GiB': { storage: { volumes: known([volume()]) } },
  'warning: small, with nested Docker data': {
    storage: { volumes: known([volume({ bytes: known(1), nestedDocker: known({ driver: 'btrfs', subvolumes: 3 }) })]) },
  },
  'warning: by docker system df -v': {
    dockerDiskUsage: usage({ volumes: [{ name: 'b'.repeat(64), links: 0, sizeBytes: 3 * gib }] }),
  },
  'pass: by docker system df -v': {
    dockerDiskUsage: usage({ volumes: [{ name: 'photos', links: 0, sizeBytes: 3 * gib }] }),
  },
  'unknown: not measured': { storage: { volumes: known([volume({ bytes: unknown('not-collected', '') })]) } },
  'unknown: not listed': {},
  'unknown: not known which containers use them': { storage: { volumes: known([volume({ usersKnown: false })]) } },
});
test('unused-anonymous-volumes gives no figure if nothing was measured', () => {
  const holdsDocker = volume({
    bytes: unknown('not-collected', ''),
    nestedDocker: known({ driver: 'btrfs', subvolumes: 3 }),
  });
  const [draft] = draftsOf(examine(unusedAnonymousVolumes, { storage: { volumes: known([holdsDocker]) } }));
  expect(draft?.title).toBe('1 unused anonymous volume: an unknown amount');
  expect(draft).not.toHaveProperty('reclaimable');
});

const layer = (bytes: number): LayerRow => ({
  name: 'x',
  path: '/var/lib/docker/overlay2/x',
  kind: 'container',
  images: [],
  containers: ['wiki'],
  bytes: known(bytes),
  bornSeconds: null,
  state: null,
  detail: '',
});
describeCheck(largeWritableLayer, {
  'pass: small': { storage: { layers: known([layer(1000)]) } },
  'warning: 2 GiB': { storage: { layers: known([layer(2 * gib)]) } },
  'warning: growing': {
    storage: { layers: known([layer(700 * 2 ** 20)]) },
    past: { samples: [{ at: '2026-11-20T03:00:00Z', name: 'writable-layer-bytes:wiki', value: 100 * 2 ** 20 }] },
  },
  'pass: no containers': { storage: { layers: known([]) } },
  'warning: by docker system df -v': {
    dockerDiskUsage: usage({ containers: [{ name: 'wiki', sizeBytes: 5 * gib, status: 'Up' }] }),
  },
  'unknown: not measured': {},
});
const log = (
  logBytes: number | null,
  logOptions: Record<string, string> = {},
  logDriver = 'json-file',
): ContainerOnDisk => ({ id: 'c1', config: null, logBytes, logDriver, logOptions });
describeCheck(containerLogsUnbounded, {
  'pass: limited': { containersOnDisk: [log(1000, { 'max-size': '10m' })] },
  'pass: local driver': { containersOnDisk: [log(null, {}, 'local')] },
  'warning: no limit': { containersOnDisk: [log(1000)] },
  'warning: 300 MiB although limited': { containersOnDisk: [log(300 * 2 ** 20, { 'max-size': '1g' })] },
  'pass: no containers': { containersOnDisk: [] },
  'unknown: not read': { engine: engineWith() },
});
const record = (sizeBytes: number) => ({
  id: '1',
  type: 'regular',
  description: '',
  inUse: false,
  shared: false,
  sizeBytes,
  createdAt: null,
  lastUsedAt: null,
  parents: [],
});
describeCheck(largeBuildCache, {
  'pass: small': { buildCache: [record(gib)] },
  'info: 11 GiB': { buildCache: [record(11 * gib)] },
  'pass: 9.5 GiB': { buildCache: [record(9.5 * gib)] },
  'info: 9.5 GiB, larger before': {
    buildCache: [record(9.5 * gib)],
    past: previously('large-build-cache', findingKey('large-build-cache', engineSubject), 'info'),
  },
  'info: a quarter of a small disk': {
    buildCache: [record(5 * gib)],
    filesystems: [filesystemWith({ totalBytes: 20 * gib })],
  },
  'info: by docker system df': {
    dockerDiskUsage: usage({
      rows: [
        { type: 'build-cache', total: 2532, active: 0, sizeBytes: 55_140_000_000, reclaimableBytes: 55_140_000_000 },
      ],
    }),
  },
  'unknown: not listed': {},
});
const image = (more: Partial<ImageSummary> = {}): ImageSummary => ({
  id: 'sha256:1',
  repoTags: ['a:1'],
  repoDigests: [],
  createdSeconds: 0,
  sizeBytes: 30 * gib,
  labels: {},
  parentId: null,
  ...more,
});
const container = (more: Partial<ContainerSummary> = {}): ContainerSummary => ({
  id: 'c1',
  names: ['/c1'],
  imageId: 'sha256:1',
  image: 'a:1',
  state: 'running',
  status: 'Up',
  createdSeconds: 0,
  labels: {},
  mounts: [],
  networkNames: [],
  ...more,
});
describeCheck(unusedImages, {
  'info: a third of the disk': { images: [image()], containers: [], filesystems: [filesystemWith()] },
  'pass: nearly a fifth of the disk': {
    images: [image({ sizeBytes: 19 * gib })],
    containers: [],
    filesystems: [filesystemWith()],
  },
  'info: nearly a fifth of the disk, more before': {
    images: [image({ sizeBytes: 19 * gib })],
    containers: [],
    filesystems: [filesystemWith()],
    past: previously('unused-images', findingKey('unused-images', engineSubject), 'info'),
  },
  'pass: used': { images: [image()], containers: [container()], filesystems: [filesystemWith()] },
  'pass: protected': {
    images: [image({ labels: { protected: '' } })],
    containers: [],
    filesystems: [filesystemWith()],
  },
  'info: by docker system df': {
    filesystems: [filesystemWith()],
    dockerDiskUsage: usage({
      rows: [{ type: 'images', total: 333, active: 0, sizeBytes: 50 * gib, reclaimableBytes: 50 * gib }],
    }),
  },
  'unknown: unknown disk': { images: [], containers: [] },
  'unknown: not listed': { filesystems: [filesystemWith()] },
});
describeCheck(oldStoppedContainers, {
  'pass: running': { containers: [container()] },
  'pass: last week': { containers: [container({ state: 'exited', status: 'Exited (0) 6 days ago' })] },
  'info: by its status': { containers: [container({ state: 'exited', status: 'Exited (137) 7 weeks ago' })] },
  'info: by its configuration': {
    containers: [container({ state: 'exited', status: '' })],
    containersOnDisk: [
      {
        id: 'c1',
        config: {
          name: 'c1',
          driver: '',
          imageId: '',
          image: '',
          running: false,
          labels: {},
          restartPolicy: null,
          finishedAt: '2026-01-01T00:00:00Z',
          logPath: null,
          mounts: [],
        },
        logBytes: null,
        logDriver: null,
        logOptions: {},
      },
    ],
  },
  'pass: protected': {
    containers: [container({ state: 'exited', status: 'Exited (137) 7 weeks ago', labels: { protected: '' } })],
  },
  'unknown: not listed': {},
});
