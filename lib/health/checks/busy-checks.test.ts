import type { ContainerSummary } from '../../domain/engine-facts.ts';
import { describeCheck } from '../testing/check-cases.ts';
import { mountWith } from '../testing/facts.ts';
import containerRemovalStuck from './container-removal-stuck.ts';
import volumeHasMounts from './volume-has-mounts.ts';

const id = 'c'.repeat(64);
const container = (state: string, more: Partial<ContainerSummary> = {}): ContainerSummary => ({
  id,
  names: ['/web'],
  imageId: 'sha256:1',
  image: 'busybox',
  state,
  status: '',
  createdSeconds: 0,
  labels: {},
  mounts: [],
  networkNames: [],
  ...more,
});
const volume = (more: object = {}) => ({
  name: 'v',
  dataPath: '/var/lib/docker/volumes/v/_data',
  device: null,
  inode: null,
  changedSeconds: null,
  firstLevel: [],
  nestedDrivers: null,
  hasOptions: false,
  ...more,
});
const seen = (...mountPoints: string[]) => ({
  namespaces: [
    {
      inode: '1',
      pid: 1,
      command: 'systemd',
      mounts: mountPoints.map((mountPoint) => mountWith({ mountPoint, type: 'tmpfs', source: 'tmpfs' })),
    },
  ],
  unreadable: 0,
  holders: [],
});
const uses = container('running', {
  mounts: [{ type: 'volume', name: 'v', source: '', destination: '/data', readWrite: true }],
});

describeCheck(volumeHasMounts, {
  'pass: not mounted': { volumesOnDisk: [volume()], namespaceMounts: seen('/'), containers: [] },
  'pass: a name with the same prefix': {
    volumesOnDisk: [volume()],
    namespaceMounts: seen('/var/lib/docker/volumes/v/_data2/x'),
    containers: [],
  },
  'pass: a used volume with options is itself a mount': {
    volumesOnDisk: [volume({ hasOptions: true })],
    namespaceMounts: seen('/var/lib/docker/volumes/v/_data'),
    containers: [uses],
  },
  'pass: nested Docker data has its own finding': {
    volumesOnDisk: [volume({ nestedDrivers: ['btrfs'] })],
    namespaceMounts: seen('/var/lib/docker/volumes/v/_data/btrfs'),
    containers: [],
  },
  'info: a tmpfs inside it': {
    volumesOnDisk: [volume()],
    namespaceMounts: seen('/var/lib/docker/volumes/v/_data/cache'),
    containers: [],
  },
  'info: a mount over an ordinary volume': {
    volumesOnDisk: [volume()],
    namespaceMounts: seen('/var/lib/docker/volumes/v/_data'),
    containers: [uses],
  },
  'info: a volume with options that no container uses': {
    volumesOnDisk: [volume({ hasOptions: true })],
    namespaceMounts: seen('/var/lib/docker/volumes/v/_data'),
    containers: [],
  },
  'unknown: the mounts could not be read': { volumesOnDisk: [volume()], containers: [] },
});

describeCheck(containerRemovalStuck, {
  'pass: running and stopped ones': { containers: [container('running'), container('exited', { id: 'd' })] },
  'warning: dead, no process uses it': { containers: [container('dead')], namespaceMounts: seen('/') },
  'warning: removing, a mount is left': {
    containers: [container('removing')],
    namespaceMounts: seen(`/var/lib/docker/containers/${id}/mounts/shm`),
  },
  'warning: dead, without the mounts': { containers: [container('dead')] },
  'unknown: no list of containers': {},
});
