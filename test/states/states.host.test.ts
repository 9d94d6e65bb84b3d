import { describe, expect, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { stopDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { failedChecks, lookAtHost, severityOf, unknownSectionsOf, verdictOf } from './look-at-host.ts';
import {
  exhaustBtrfsMetadata,
  exhaustInodes,
  fillDisk,
  mountImageAsDataRoot,
  openTcpSocket,
  runNap,
} from './make-state.ts';
import { oneHostPerTest } from './one-host.ts';

const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: ${lab.reason}`);

const mebibyte = 2 ** 20;

/** Every check that a state below provokes: none of them may speak on a healthy host. */
const provoked = [
  'btrfs-metadata-exhausted',
  'data-root-nearly-full',
  'data-root-on-tmpfs',
  'filesystem-read-only',
  'inodes-nearly-exhausted',
  'loop-image-host-filesystem-full',
  'loop-image-overcommitted',
  'loop-image-deleted',
  'loop-image-attached-twice',
  'loop-image-copy-on-write',
  'loop-image-in-snapshots',
  'docker-socket-without-tls',
  'container-logs-unbounded',
] as const;

const begin = oneHostPerTest();

describe.skipIf(!lab.ok)('a host in a bad state, made for real', () => {
  it.each(['ext4', 'xfs', 'btrfs', 'trixie-ext4'] as const)('none of it: %s is healthy', async (kind) => {
    const healthy = await begin(kind);
    await runNap(healthy);
    // The lab's disks are sparse files, which is a finding of its own.
    await healthy.exec('fallocate -l 8G /data.img');
    const look = await lookAtHost(healthy);
    expect(failedChecks(look).filter((id) => provoked.some((other) => other === id))).toEqual([]);
    expect(look.outcomes.filter((outcome) => outcome.status === 'error')).toEqual([]);
  });

  it('btrfs without room for metadata', async () => {
    const full = await begin('btrfs', { diskBytes: 700 * mebibyte, mkfsArguments: ['-m', 'single'] });
    await runNap(full);
    await exhaustBtrfsMetadata(full, '/var/lib/docker');
    const look = await lookAtHost(full);
    expect(severityOf(look, 'btrfs-metadata-exhausted')).toBe('critical');
    expect(severityOf(look, 'data-root-nearly-full')).toBe('critical');
  });

  it('the data root on tmpfs', async () => {
    const forgetful = await begin('vfs', { startDocker: false });
    await forgetful.exec(
      'mkdir -p /var/lib/docker; mount -t tmpfs tmpfs /var/lib/docker; systemctl start docker.service',
    );
    await runNap(forgetful);
    expect(severityOf(await lookAtHost(forgetful), 'data-root-on-tmpfs')).toBe('critical');
  });

  it('the data root remounted read-only', async () => {
    const frozen = await begin('ext4');
    await runNap(frozen);
    await frozen.exec('docker stop nap');
    await stopDocker(frozen);
    await frozen.exec('systemctl stop containerd; mount -o remount,ro /var/lib/docker');
    expect(severityOf(await lookAtHost(frozen), 'filesystem-read-only')).toBe('critical');
  });

  it('a file system that stopped writing by itself while Docker runs', async () => {
    const broken = await begin('ext4');
    await runNap(broken);
    // EXT4_IOC_SHUTDOWN: what an I/O error in the journal does.
    await broken.exec("xfs_io -x -c 'shutdown' /var/lib/docker");
    const look = await lookAtHost(broken);
    expect(severityOf(look, 'filesystem-read-only')).toBe('critical');
  });

  it('no inode left', async () => {
    const crowded = await begin('ext4', { diskBytes: 1024 * mebibyte, mkfsArguments: ['-N', '4096'] });
    await runNap(crowded);
    await exhaustInodes(crowded, '/var/lib/docker');
    expect(severityOf(await lookAtHost(crowded), 'inodes-nearly-exhausted')).toBe('critical');
  });

  it('a sparse loop image on a full disk', async () => {
    const promised = await begin('ext4', {
      startDocker: false,
      diskBytes: 1024 * mebibyte,
      diskMountPoint: '/srv',
    });
    await mountImageAsDataRoot(promised, '/srv/docker.img', '6G');
    await runNap(promised);
    await fillDisk(promised, '/srv', 20);
    const look = await lookAtHost(promised);
    expect(severityOf(look, 'loop-image-host-filesystem-full')).toBe('critical');
    // Inside all looks well: that is the trap.
    expect(severityOf(look, 'data-root-nearly-full')).toBe('pass');
  });

  it('a loop image whose file was deleted', async () => {
    const unlinked = await begin('ext4', { startDocker: false, diskMountPoint: '/srv' });
    await mountImageAsDataRoot(unlinked, '/srv/docker.img', '6G');
    await runNap(unlinked);
    await unlinked.exec('rm /srv/docker.img');
    expect(severityOf(await lookAtHost(unlinked), 'loop-image-deleted')).toBe('critical');
  });

  it('a loop image attached twice', async () => {
    const doubled = await begin('ext4', { startDocker: false, diskMountPoint: '/srv' });
    await mountImageAsDataRoot(doubled, '/srv/docker.img', '6G');
    await runNap(doubled);
    await doubled.exec('losetup --find /srv/docker.img');
    expect(severityOf(await lookAtHost(doubled), 'loop-image-attached-twice')).toBe('critical');
  });

  it('a loop image on btrfs that is copied on write, and once more for a snapshot', async () => {
    const copied = await begin('btrfs', { startDocker: false, diskMountPoint: '/volume1' });
    await copied.exec('btrfs subvolume create /volume1/images');
    await mountImageAsDataRoot(copied, '/volume1/images/docker.img', '3G');
    await runNap(copied);
    expect(severityOf(await lookAtHost(copied), 'loop-image-in-snapshots')).toBe('pass');
    await copied.exec('btrfs subvolume snapshot -r /volume1/images /volume1/yesterday');
    const look = await lookAtHost(copied);
    expect(severityOf(look, 'loop-image-copy-on-write')).toBe('warning');
    expect(severityOf(look, 'loop-image-in-snapshots')).toBe('warning');
  });

  it('the API on TCP without TLS', async () => {
    const open = await begin('ext4');
    await openTcpSocket(open);
    expect(severityOf(await lookAtHost(open), 'docker-socket-without-tls')).toBe('critical');
  });

  it('a container that logs without a limit', async () => {
    const talkative = await begin('ext4');
    const image = await loadBusybox(talkative);
    await talkative.exec(
      `docker run --network none --name chatter "$1" sh -c 'head -c 110000000 /dev/zero | tr "\\0" x | fold -w 8000' >/dev/null`,
      { args: [image], timeoutMs: 90_000 },
    );
    const look = await lookAtHost(talkative);
    expect(severityOf(look, 'container-logs-unbounded')).toBe('warning');
    expect(verdictOf(look, 'container-logs-unbounded').said[0]).toMatch(/Container logs take 1\d\d MiB \(chatter\)/);
    expect(unknownSectionsOf(look.facts)).not.toHaveProperty('containersOnDisk');
  });
});
