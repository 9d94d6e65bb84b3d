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
  'pass: nothing is mounted there': { volumesOnDisk: [volume()], namespaceMounts: seen('/'), containers: [] },
  'pass: a name that only begins alike': {
    volumesOnDisk: [volume()],
    namespaceMounts: seen('/var/lib/docker/volumes/v/_data2/x'),
    containers: [],
  },
  'pass: a volume with options is a mount itself while it is used': {
    volumesOnDisk: [volume({ hasOptions: true })],
    namespaceMounts: seen('/var/lib/docker/volumes/v/_data'),
    containers: [uses],
  },
  'pass: a Docker inside has a finding of its own': {
    volumesOnDisk: [volume({ nestedDrivers: ['btrfs'] })],
    namespaceMounts: seen('/var/lib/docker/volumes/v/_data/btrfs'),
    containers: [],
  },
  'info: a tmpfs below it': {
    volumesOnDisk: [volume()],
    namespaceMounts: seen('/var/lib/docker/volumes/v/_data/cache'),
    containers: [],
  },
  'info: something over an ordinary volume': {
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
  'warning: dead, nothing holds it': { containers: [container('dead')], namespaceMounts: seen('/') },
  'warning: removing, a mount is left': {
    containers: [container('removing')],
    namespaceMounts: seen(`/var/lib/docker/containers/${id}/mounts/shm`),
  },
  'warning: dead, without the mounts': { containers: [container('dead')] },
  'unknown: no list of containers': {},
});
