import { expect, test } from 'vitest';
import type { BootConfiguration } from '../../domain/health-facts.ts';
import type { DaemonConfiguration } from '../../domain/host-facts.ts';
import type { DaemonProcesses } from '../../domain/layer-facts.ts';
import { findingKey } from '../finding-key.ts';
import { hostSubject } from '../subjects.ts';
import { describeCheck } from '../testing/check-cases.ts';
import {
  draftsOf,
  engineWith,
  examine,
  filesystemWith,
  mountWith,
  platformWith,
  previously,
} from '../testing/facts.ts';
import clockSkew from './clock-skew.ts';
import daemonConfigConflict from './daemon-config-conflict.ts';
import dataRootMountMissing from './data-root-mount-missing.ts';
import dataRootMountUnguarded from './data-root-mount-unguarded.ts';
import dataRootNearlyFull from './data-root-nearly-full.ts';
import dataRootOnNetworkOrFuse from './data-root-on-network-or-fuse.ts';
import dataRootOnTmpfs from './data-root-on-tmpfs.ts';
import dataRootQuotaReached from './data-root-quota-reached.ts';
import dataRootSharedByDaemons from './data-root-shared-by-daemons.ts';
import dockerSocketWithoutTls from './docker-socket-without-tls.ts';
import filesystemOperationRunning from './filesystem-operation-running.ts';
import filesystemReadOnly from './filesystem-read-only.ts';
import inodesNearlyExhausted from './inodes-nearly-exhausted.ts';
import loopMountBlockedByKernel from './loop-mount-blocked-by-kernel.ts';
import loopMountBootOrder from './loop-mount-boot-order.ts';
import mdArrayDegraded from './md-array-degraded.ts';
import systemPartitionFull from './system-partition-full.ts';
import writeBarriersOff from './write-barriers-off.ts';

const gib = 2 ** 30;
const overlay2 = engineWith();
const full = (used: number, more = {}) =>
  filesystemWith({ usedBytes: used * gib, freeBytes: (100 - used) * gib, ...more });

describeCheck(dataRootNearlyFull, {
  'pass: 40%': { filesystems: [full(40)] },
  'warning: 85%': { filesystems: [full(85)] },
  'critical: 92%': { filesystems: [full(92)] },
  'critical: 4 GiB left of 20': {
    filesystems: [filesystemWith({ totalBytes: 20 * gib, usedBytes: 15.5 * gib, freeBytes: 4 * gib })],
  },
  'pass: a small test disk': {
    filesystems: [filesystemWith({ totalBytes: 4 * gib, usedBytes: gib, freeBytes: 3 * gib })],
  },
  'pass: another filesystem is full': {
    filesystems: [full(10), full(99, { id: 'fs-2', roles: ['loop-backing'], mountPoint: '/mnt' })],
  },
  'critical: volumes on a separate disk': {
    filesystems: [full(10), full(96, { id: 'fs-2', roles: ['volumes'], mountPoint: '/vol' })],
  },
  'critical: 89% after critical': {
    filesystems: [full(89)],
    past: previously(
      'data-root-nearly-full',
      findingKey('data-root-nearly-full', { kind: 'filesystem', id: 'fs-1', label: '' }),
      'critical',
    ),
  },
  'unknown: unknown which filesystem': { filesystems: [full(99, { roles: [] })] },
  'unknown: no df': { engine: overlay2 },
});
describeCheck(systemPartitionFull, {
  'pass: enough space': { filesystems: [full(50, { roles: ['system'] })] },
  'warning: DSM root': {
    filesystems: [full(96, { roles: ['system'], mountPoint: '/' }), full(10, { id: 'fs-2', mountPoint: '/volume1' })],
  },
  'not-applicable: the data root is on it': { filesystems: [full(99)] },
  'not-applicable: squashfs is always full': { filesystems: [full(100, { roles: ['system'], type: 'squashfs' })] },
  'unknown: no df': {},
});
describeCheck(inodesNearlyExhausted, {
  'pass: 10%': { filesystems: [filesystemWith()] },
  'warning: 85%': { filesystems: [filesystemWith({ inodesUsed: 850_000 })] },
  'critical: 99%': { filesystems: [filesystemWith({ inodesUsed: 990_000 })] },
  'not-applicable: btrfs prints zeros': {
    filesystems: [filesystemWith({ type: 'btrfs', inodesTotal: 0, inodesUsed: 0 })],
  },
  'unknown: no inode counts': { filesystems: [filesystemWith({ inodesTotal: null, inodesUsed: null })] },
  'unknown: no df': {},
});
describeCheck(dataRootOnNetworkOrFuse, {
  'pass: ext4': { engine: overlay2, mounts: [mountWith()] },
  'critical: NFS': {
    engine: overlay2,
    mounts: [
      mountWith(),
      mountWith({
        id: 31,
        parentId: 30,
        device: '0:50',
        mountPoint: '/var/lib/docker',
        type: 'nfs4',
        source: 'nas:/docker',
      }),
    ],
  },
  'critical: EFS': {
    filesystems: [
      filesystemWith({
        type: 'nfs4',
        source: 'fs-0123abcd.efs.eu-west-1.amazonaws.com:/',
        mountPoint: '/var/lib/docker',
      }),
    ],
  },
  'critical: Unraid user share': {
    engine: engineWith({ dataRoot: '/mnt/user/docker' }),
    mounts: [
      mountWith(),
      mountWith({ id: 31, parentId: 30, device: '0:51', mountPoint: '/mnt/user', type: 'fuse.shfs', source: 'shfs' }),
    ],
  },
  'warning: not shown by the engine': { engine: engineWith({ backingFilesystem: '<unknown>' }) },
  'pass: an NFS mount elsewhere': {
    engine: overlay2,
    mounts: [mountWith(), mountWith({ id: 31, parentId: 30, mountPoint: '/mnt/media', type: 'nfs4' })],
  },
  'pass: a ZFS dataset': { engine: engineWith({ backingFilesystem: 'zfs' }) },
  'unknown: no facts': {},
});
describeCheck(dataRootOnTmpfs, {
  'pass: ext4': { engine: overlay2, mounts: [mountWith()] },
  'critical: tmpfs': { engine: engineWith({ backingFilesystem: 'tmpfs' }) },
  'info: an appliance in memory': {
    engine: engineWith({ kernel: '6.6.78-Unraid' }),
    mounts: [
      mountWith({ type: 'rootfs' }),
      mountWith({ id: 31, parentId: 30, device: '0:9', mountPoint: '/var/lib', type: 'tmpfs', source: 'tmpfs' }),
    ],
  },
  'unknown: no facts': {},
});
const daemon = (pid: number, identity: string | null, ...command: string[]): DaemonProcesses['daemons'][number] => ({
  pid,
  startedSeconds: 1,
  command: ['/usr/bin/dockerd', ...command],
  dataRoot: '/var/lib/docker',
  dataRootIdentity: identity,
  containerd: null,
});
const processes = (...daemons: DaemonProcesses['daemons']): DaemonProcesses => ({
  daemons,
  writeSetsInFlight: [],
  unpackers: [],
});
describeCheck(dataRootSharedByDaemons, {
  'pass: one': { daemonProcesses: processes(daemon(1, '8:1:2')) },
  'pass: two roots': { daemonProcesses: processes(daemon(1, '8:1:2'), daemon(2, '8:1:3')) },
  'critical: one root': { daemonProcesses: processes(daemon(1, '8:1:2'), daemon(2, '8:1:2')) },
  'unknown: not identified': { daemonProcesses: processes(daemon(1, '8:1:2'), daemon(2, null)) },
  'unknown: not read': {},
});
const configuration = (more: Partial<DaemonConfiguration>): DaemonConfiguration => ({
  path: '/etc/docker/daemon.json',
  exists: true,
  values: {},
  problem: null,
  flags: [],
  isImmutable: null,
  ...more,
});
/** One daemon with these flags, as its process and its file show it. */
const listening = (flags: string[], values: Record<string, unknown> = {}) => ({
  daemonProcesses: processes(daemon(1, null, ...flags)),
  daemonConfiguration: configuration({ values, flags: [flags.join('=').replace('==', '=')].filter(Boolean) }),
});
describeCheck(dockerSocketWithoutTls, {
  'pass: 28 does not warn': { engine: overlay2 },
  'critical: the engine warns': {
    engine: engineWith({
      warnings: [
        '[DEPRECATION NOTICE]: API is accessible on http://0.0.0.0:2375 without encryption.\n         Access to the remote API is equivalent to root access on the host.',
      ],
    }),
  },
  'critical: TLS without client certificates': {
    engine: engineWith({
      warnings: ['[DEPRECATION NOTICE]: API is accessible on https://0.0.0.0:2376 without TLS client verification.'],
    }),
  },
  'critical: by its flags': listening(['-H', 'tcp://0.0.0.0:2375']),
  'critical: an address without a scheme is TCP': listening(['-H', '0.0.0.0:2375']),
  'warning: loopback only': listening(['--host=tcp://127.0.0.1:2375']),
  'warning: the default address': listening(['--host', 'tcp://']),
  'pass: with client certificates': listening(['-H', 'tcp://0.0.0.0:2376', '--tlsverify']),
  'critical: client certificates turned off': listening(['-H', 'tcp://0.0.0.0:2376', '--tlsverify=false']),
  'pass: listens by a flag, certificates in the file': listening(['-H', 'tcp://0.0.0.0:2376'], { tlsverify: true }),
  'pass: listens by the file, certificates by a flag': listening(['--tlsverify'], { hosts: ['tcp://0.0.0.0:2376'] }),
  'pass: both in the file': listening([], { hosts: ['tcp://0.0.0.0:2376'], tlsverify: true }),
  'critical: the file alone': listening([], { hosts: ['unix:///run/docker.sock', 'tcp://0.0.0.0:2375'] }),
  'critical: a pasted file': {
    daemonConfiguration: configuration({ values: { hosts: ['tcp://0.0.0.0:2375'] } }),
  },
  'pass: a log server is not a listener': listening(['--log-opt', 'gelf-address=tcp://10.0.0.5:12201']),
  'critical: a second daemon, not covered by the file of the first': {
    daemonProcesses: processes(
      daemon(1, null, '-H', 'fd://'),
      daemon(2, null, '-H', 'tcp://0.0.0.0:2375', '--data-root', '/srv/second'),
    ),
    daemonConfiguration: configuration({ values: { tlsverify: true }, flags: ['-H=fd://'] }),
  },
  'unknown: a second daemon with its own configuration file': {
    daemonProcesses: processes(
      daemon(1, null, '-H', 'fd://'),
      daemon(2, null, '-H', 'tcp://0.0.0.0:2376', '--config-file', '/srv/second.json'),
    ),
    daemonConfiguration: configuration({ flags: ['-H=fd://'] }),
  },
  'unknown: the file was not read': { daemonProcesses: processes(daemon(1, null, '-H', 'tcp://0.0.0.0:2376')) },
  'pass: the file was not read, but this engine would warn': {
    engine: overlay2,
    daemonProcesses: processes(daemon(1, null, '-H', 'tcp://0.0.0.0:2376')),
  },
  'unknown: an engine that does not warn': { engine: engineWith({ version: '17.03.2-ce' }) },
  'unknown: no facts': {},
});
describeCheck(daemonConfigConflict, {
  'pass: correct': {
    daemonConfiguration: configuration({ values: { 'storage-driver': 'overlay2' }, flags: ['-H', 'fd://'] }),
  },
  'pass: no file': { daemonConfiguration: configuration({ exists: false, values: null }) },
  'warning: invalid JSON': {
    daemonConfiguration: configuration({ values: null, problem: 'Unexpected token } at 34' }),
  },
  'warning: hosts in both': {
    daemonConfiguration: configuration({ values: { hosts: ['tcp://0.0.0.0:2375'] }, flags: ['-H', 'fd://'] }),
  },
  'warning: driver in both': {
    daemonConfiguration: configuration({ values: { 'storage-driver': 'btrfs' }, flags: ['--storage-driver=overlay2'] }),
  },
  'warning: immutable on DSM': {
    daemonConfiguration: configuration({ isImmutable: true }),
    platform: platformWith({ id: 'synology-dsm' }),
  },
  'warning: error of dockerd': {
    logLines: [
      {
        text: 'unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives are specified both as a flag and in the configuration file: hosts: (from flag: [fd://], from file: [tcp://0.0.0.0:2375])',
      },
    ],
  },
  'unknown: not read': {},
});
describeCheck(clockSkew, {
  'pass: clocks in step': { platform: platformWith() },
  'info: five minutes': { platform: platformWith({ clockSeconds: Date.parse('2026-11-21T03:05:00.000Z') / 1000 }) },
  'pass: just within bounds': {
    platform: platformWith({ clockSeconds: Date.parse('2026-11-21T03:01:45.000Z') / 1000 }),
  },
  'info: just within bounds, after it was out of them': {
    platform: platformWith({ clockSeconds: Date.parse('2026-11-21T03:01:45.000Z') / 1000 }),
    past: previously('clock-skew', findingKey('clock-skew', hostSubject), 'info'),
  },
  'unknown: not read': {},
});
const log = (...texts: string[]) => ({ logLines: texts.map((text) => ({ text })) });
const dataRootReadOnly = mountWith({
  id: 31,
  parentId: 30,
  device: '7:0',
  mountPoint: '/var/lib/docker',
  source: '/dev/loop0',
  options: ['ro', 'relatime'],
  superOptions: ['ro'],
});
describeCheck(filesystemReadOnly, {
  'pass: rw': { engine: overlay2, mounts: [mountWith()] },
  // findmnt on kernel 6.18 after a journal abort prints rw,relatime,emergency_ro
  'critical: emergency_ro': { mounts: [mountWith({ superOptions: ['rw', 'emergency_ro'] })] },
  'critical: rw mount over ro filesystem': { mounts: [mountWith({ superOptions: ['ro'] })] },
  'critical: the data root was remounted': { engine: overlay2, mounts: [mountWith(), dataRootReadOnly] },
  'pass: read-only on purpose': {
    mounts: [mountWith(), mountWith({ id: 32, mountPoint: '/mnt/backup', options: ['ro'], superOptions: ['ro'] })],
  },
  'pass: squashfs': { mounts: [mountWith({ type: 'squashfs', options: ['ro'], superOptions: ['ro'] })] },
  'critical: message of the kernel': {
    logLines: [
      {
        text: 'BTRFS: error (device sdb1) in btrfs_run_delayed_refs:2150: errno=-28 No space left (forced readonly)'.replace(
          '(forced readonly)',
          'forced readonly',
        ),
      },
    ],
  },
  'critical: a current kernel, an NVMe disk': log('BTRFS info (device nvme0n1p2 state EA): forced readonly'),
  'critical: a kernel of 2022': log('BTRFS info (device dm-0: state EA): forced readonly'),
  'critical: ext4': log('EXT4-fs (mmcblk0p2): Remounting filesystem read-only'),
  'critical: XFS': log('XFS (dm-5): Log I/O Error (0x2) detected at xlog_ioend_work. Shutting down filesystem.'),
  'critical: FAT': log('FAT-fs (sda1): Filesystem has been set read-only'),
  'critical,critical: two filesystems': log(
    'BTRFS info (device sdb state EA): forced readonly',
    'Aborting journal on device sda1-8.',
  ),
  'critical: Docker’s own write': log(
    'Error response from daemon: mkdir /var/lib/docker/tmp/docker-builder1: read-only file system',
  ),
  'critical: Docker’s own write, quoted': log(
    'level=error msg="open \\"/var/lib/docker/network/files/local-kv.db\\": read-only file system"',
  ),
  'unknown: error while creating a container': log(
    'rootfs_linux.go:54: mounting \\"/a\\" to rootfs \\"/var/lib/docker/overlay2/1/merged\\" caused \\"mkdir /var/lib/docker/overlay2/1/merged/etc/nginx: read-only file system\\"',
  ),
  'unknown: a mount point in a read-only volume': log(
    'Error response from daemon: failed to create task for container: OCI runtime create failed: runc create failed: error mounting "/x" to rootfs at "/y": create mountpoint for /y mount: mkdirat /var/lib/docker/overlay2/ab/merged/y: read-only file system: unknown',
  ),
  'unknown: a file of a volume': log('open /var/lib/docker/volumes/data/_data/db: read-only file system'),
  'unknown: a filesystem that was mounted': log(
    'BTRFS info (device sda1): using free space tree',
    'XFS (sda1): Ending clean mount',
  ),
  'pass: the log is about a past state': {
    mounts: [mountWith()],
    kernelLog: { devices: [], lines: [{ text: 'BTRFS info (device sda1 state EA): forced readonly', secondsAgo: 9 }] },
  },
  'unknown: not read': {},
});
const boot = (more: Partial<BootConfiguration> = {}): BootConfiguration => ({
  fstab: [],
  dockerUnit: null,
  bareDirectoryIsImmutable: null,
  openrcNeeds: null,
  ...more,
});
const fstabLine = (line: string): BootConfiguration['fstab'][number] => {
  const [source = '', mountPoint = '', type = '', options = ''] = line.split(/\s+/);
  return { source, mountPoint, type, options: options.split(','), line };
};
describeCheck(writeBarriersOff, {
  'pass: default': { mounts: [mountWith()] },
  'warning: nobarrier': { mounts: [mountWith({ superOptions: ['rw', 'nobarrier'] })] },
  // A recipe for Docker on a loop file, and a comment below it, mount the image like this.
  'warning: fstab': {
    bootConfiguration: boot({ fstab: [fstabLine('/media/docker-volume.img /var/lib/docker ext4 loop,barrier=0 0 0')] }),
  },
  'unknown: not read': {},
});
const dockerDisk = fstabLine('/dev/sdb1 /var/lib/docker ext4 defaults,nofail 0 2');
const dockerDiskMount = mountWith({
  id: 31,
  parentId: 30,
  device: '8:17',
  mountPoint: '/var/lib/docker',
  source: '/dev/sdb1',
});
describeCheck(dataRootMountMissing, {
  'critical: not mounted': {
    engine: overlay2,
    mounts: [mountWith()],
    bootConfiguration: boot({ fstab: [dockerDisk] }),
  },
  'pass: mounted': {
    engine: overlay2,
    mounts: [mountWith(), dockerDiskMount],
    bootConfiguration: boot({ fstab: [dockerDisk] }),
  },
  'pass: no mount expected': { engine: overlay2, mounts: [mountWith()], bootConfiguration: boot() },
  'critical: TrueNAS on the boot pool': {
    engine: engineWith({ dataRoot: '/mnt/.ix-apps/docker' }),
    mounts: [mountWith({ type: 'zfs', source: 'boot-pool/ROOT/24.10.0' })],
  },
  'unknown: fstab not read': { engine: overlay2, mounts: [mountWith()] },
  'unknown: mounts not read': { engine: overlay2 },
});
const unit = { requiresMountsFor: [], after: ['network-online.target', 'docker.socket'], requires: ['docker.socket'] };
describeCheck(dataRootMountUnguarded, {
  'warning: nofail and no guard': {
    engine: overlay2,
    mounts: [mountWith(), dockerDiskMount],
    bootConfiguration: boot({ fstab: [dockerDisk], dockerUnit: unit }),
  },
  'pass: RequiresMountsFor': {
    engine: overlay2,
    mounts: [mountWith(), dockerDiskMount],
    bootConfiguration: boot({ fstab: [dockerDisk], dockerUnit: { ...unit, requiresMountsFor: ['/var/lib/docker'] } }),
  },
  'pass: immutable below': {
    engine: overlay2,
    mounts: [mountWith(), dockerDiskMount],
    bootConfiguration: boot({ fstab: [dockerDisk], dockerUnit: unit, bareDirectoryIsImmutable: true }),
  },
  'not-applicable: on the root filesystem': {
    engine: overlay2,
    mounts: [mountWith()],
    bootConfiguration: boot({ dockerUnit: unit }),
  },
  'not-applicable: Unraid guards it': {
    engine: engineWith({ kernel: '6.6.78-Unraid' }),
    mounts: [mountWith(), dockerDiskMount],
    bootConfiguration: boot(),
  },
  'unknown: no unit': { engine: overlay2, mounts: [mountWith(), dockerDiskMount], bootConfiguration: boot() },
  'unknown: not read': { engine: overlay2, mounts: [mountWith()] },
});
describeCheck(loopMountBootOrder, {
  // From a forum: echo "/media/docker-volume.img /var/lib/docker ext4 defaults 0 0" >> /etc/fstab
  'warning: a recipe for a loop file': {
    bootConfiguration: boot({ fstab: [fstabLine('/media/docker-volume.img /var/lib/docker ext4 defaults 0 0')] }),
  },
  'warning: nofail alone': {
    bootConfiguration: boot({
      fstab: [fstabLine('/data.img /var/lib/docker btrfs loop,nofail 0 0')],
      dockerUnit: unit,
    }),
  },
  'pass: ordered': {
    bootConfiguration: boot({
      fstab: [
        fstabLine(
          '/data.img /var/lib/docker ext4 loop,noatime,nofail,x-systemd.requires-mounts-for=/,x-systemd.before=docker.service,x-systemd.required-by=docker.service 0 0',
        ),
      ],
    }),
  },
  'not-applicable: no loop line': { bootConfiguration: boot({ fstab: [dockerDisk] }) },
  'unknown: not read': {},
});
const features = {
  rmdirSubvolume: true,
  mayWriteMounted: false,
  mountVersion: '2.38.1',
  mountIsBusybox: false,
  overlayAvailable: true,
};
const loopFstab = boot({ fstab: [fstabLine('/data.img /var/lib/docker ext4 loop 0 0')] });
describeCheck(loopMountBlockedByKernel, {
  'warning: old mount': { kernelFeatures: features, bootConfiguration: loopFstab },
  'warning: BusyBox': {
    kernelFeatures: { ...features, mountVersion: null, mountIsBusybox: true },
    bootConfiguration: loopFstab,
  },
  'pass: util-linux 2.41': { kernelFeatures: { ...features, mountVersion: '2.41.5' }, bootConfiguration: loopFstab },
  'pass: kernel allows it': { kernelFeatures: { ...features, mayWriteMounted: true } },
  'not-applicable: no loop mount': { kernelFeatures: features },
  'warning: message of the kernel': { logLines: [{ text: "[  848.905535] /dev/loop1: Can't open blockdev" }] },
  'unknown: another device that cannot be opened': { logLines: [{ text: "/dev/root: Can't open blockdev" }] },
  'unknown: not read': {},
  'unknown: not known': { kernelFeatures: { ...features, mayWriteMounted: null } },
});
const array = (map: string | null, name = 'md2', operation: string | null = null) => ({
  name,
  level: 'raid1',
  isActive: true,
  map,
  operation,
});
describeCheck(mdArrayDegraded, {
  'pass: complete': { mdArrays: [array('UU')] },
  'critical: one missing': { mdArrays: [array('U_')] },
  'critical: being rebuilt': { mdArrays: [array('U_', 'md2', 'recovery = 12.6%')] },
  'critical: more than its level tolerates': { mdArrays: [{ ...array('UUU__', 'md3'), level: 'raid5' }] },
  'pass: empty bays in DSM’s system array': {
    mdArrays: [array('UU__', 'md0')],
    platform: platformWith({ id: 'synology-dsm' }),
  },
  'not-applicable: none': { mdArrays: [] },
  'unknown: not read': {},
});
const health = (more = {}) => ({
  uuid: null,
  mountPoint: '/mnt',
  devices: [],
  scrub: null,
  balance: null,
  exclusiveOperation: null,
  ...more,
});
describeCheck(filesystemOperationRunning, {
  'pass: nothing': { btrfsHealth: [health()], mdArrays: [] },
  'info: balance': { btrfsHealth: [health({ balance: { state: 'running', percentLeft: 40 } })] },
  'info: resync': { mdArrays: [array('UU', 'md2', 'resync = 12.6%')] },
  'unknown: not read': {},
});
describeCheck(dataRootQuotaReached, {
  'pass: half full': {
    storageQuotas: [{ kind: 'xfs-project', object: '/var/lib/docker', limitBytes: 100, usedBytes: 50 }],
  },
  'warning: 99%': { storageQuotas: [{ kind: 'btrfs-qgroup', object: '0/257', limitBytes: 100, usedBytes: 99 }] },
  'warning: both limits of one group': {
    storageQuotas: [
      { kind: 'btrfs-qgroup', object: '0/257', limitBytes: 100, usedBytes: 97 },
      { kind: 'btrfs-qgroup', object: '0/257', limitBytes: 100, usedBytes: 99 },
    ],
  },
  'warning: the error': { logLines: [{ text: 'write /var/lib/docker/tmp/GetImageBlob1: disk quota exceeded' }] },
  'unknown: not read': {},
});

test('docker-socket-without-tls names its source', () => {
  const sourceOf = (given: Parameters<typeof examine>[1]) =>
    draftsOf(examine(dockerSocketWithoutTls, given))[0]?.evidence.command;
  expect(sourceOf(listening(['-H', 'tcp://0.0.0.0:2375']))).toBe('ps');
  expect(sourceOf(listening([], { hosts: ['tcp://0.0.0.0:2375'] }))).toBe('cat /etc/docker/daemon.json');
  const warnings = ['API is accessible on http://0.0.0.0:2375 without encryption.'];
  expect(sourceOf({ engine: engineWith({ warnings }) })).toBe('docker info');
});

test('advice about the service names systemd’s tools only where systemd is', () => {
  const daemonConfiguration = {
    path: '/etc/docker/daemon.json',
    exists: true,
    values: { hosts: ['unix:///run/docker.sock'] },
    problem: null,
    flags: ['-H=unix:///run/docker.sock'],
    isImmutable: null,
  };
  const adviceFor = (init: 'systemd' | 'openrc' | 'sysv') =>
    draftsOf(examine(daemonConfigConflict, { daemonConfiguration, platform: platformWith({ init }) }))[0]?.detail;
  expect(adviceFor('systemd')).toContain('systemctl cat docker');
  expect(adviceFor('openrc')).toContain('/etc/conf.d/docker');
  for (const init of ['openrc', 'sysv'] as const) expect(adviceFor(init)).not.toContain('systemctl');
});

test('btrfs without room for metadata gets advice about space, damage gets advice about the disk, neither a repair', () => {
  const detail = (...texts: string[]) => draftsOf(examine(filesystemReadOnly, log(...texts)))[0];
  const room = detail(
    'BTRFS: error (device sdf state A) in cleanup_transaction:1990: errno=-28 No space left',
    'BTRFS info (device sdf state EA): forced readonly',
  );
  expect(room?.title).toBe('btrfs on sdf went read-only: no room for metadata (error -28)');
  expect(room?.detail).toContain('no damage');
  expect(room?.detail).not.toMatch(/smartctl|scrub|btrfs check/);
  const damage = detail(
    'BTRFS error (device sdg): parent transid verify failed on 1 wanted 2 found 3',
    'BTRFS info (device sdg): forced readonly',
  );
  expect(damage?.title).toBe('btrfs on sdg went read-only: damaged metadata');
  expect(damage?.detail).toMatch(/smartctl/);
  expect(damage?.detail).not.toMatch(/skip_balance|device add/);
  // The first error is the cause: what follows an abort for lack of room are write errors of their own.
  const first = detail(
    'BTRFS error (device sdf state A): Transaction aborted (error -28)',
    'BTRFS: error (device sdf state EA) in btrfs_commit_transaction:2124: errno=-5 IO failure',
  );
  expect(first?.title).toContain('error -28');
});

test('an image on a full disk is not damage: free space below first', () => {
  // Linux 6.18, a btrfs image on a full tmpfs.
  const [finding] = draftsOf(
    examine(
      filesystemReadOnly,
      log(
        'critical space allocation error, dev loop2, sector 297040 op 0x1:(WRITE) flags 0x0 phys_seg 128 prio class 2',
        'BTRFS error (device loop2 state A): Transaction aborted (error -5)',
        'BTRFS info (device loop2 state EA): forced readonly',
      ),
    ),
  );
  expect(finding?.title).toBe('btrfs on loop2 went read-only: its storage is full');
  expect(finding?.detail).toMatch(/1\. Free space below/);
  expect(finding?.detail).not.toMatch(/smartctl/);
});

test('no advice to replace a disk while the array is being rebuilt', () => {
  const detail = (operation: string | null) =>
    draftsOf(examine(mdArrayDegraded, { mdArrays: [array('U_', 'md2', operation)] }))[0]?.detail;
  expect(detail('recovery = 12.6%')).not.toMatch(/--add|[Rr]eplace it/);
  // A sound disk that is added as a new one is overwritten and rebuilt in whole.
  expect(detail(null)).toMatch(/--re-add .*--add /s);
});
