import { describe, expect, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { changeDaemonConfig, startDocker, stopDocker } from '../../lab/states/engine.ts';
import { failedChecks, lookAtHost, severityOf, verdictOf } from './look-at-host.ts';
import { runNap } from './make-state.ts';
import { oneHostPerTest } from './one-host.ts';

/**
 * States of the engine and its data root, each made as users make them. `states.host.test.ts` has those of the disks.
 * Two daemons on one data root cannot be made here: the second stops at the lock of volumes/metadata.db (20.10.24).
 */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: ${lab.reason}`);

const begin = oneHostPerTest();

describe.skipIf(!lab.ok)('an engine in a bad state, made for real', () => {
  it('none of it: overlay2 on a disk of its own', async () => {
    const healthy = await begin('trixie-ext4');
    await runNap(healthy);
    const provoked = [
      'vfs-driver',
      'fuse-overlayfs-unneeded',
      'write-barriers-off',
      'daemon-config-conflict',
      'abandoned-store',
      'copied-btrfs-data-root',
      'btrfs-mixed-profiles',
      'btrfs-unallocated-low',
      'btrfs-quotas-slow',
    ];
    expect(failedChecks(await lookAtHost(healthy)).filter((id) => provoked.includes(id))).toEqual([]);
  });

  it('vfs, because the root is an overlay', async () => {
    const wasteful = await begin('vfs');
    await runNap(wasteful);
    const look = await lookAtHost(wasteful);
    expect(severityOf(look, 'vfs-driver')).toBe('critical');
    expect(severityOf(look, 'engine-end-of-life')).toBe('warning');
  });

  it('fuse-overlayfs on a kernel that does not need it', async () => {
    const slow = await begin('ext4', { daemonConfig: { 'storage-driver': 'fuse-overlayfs' } });
    await runNap(slow);
    expect(severityOf(await lookAtHost(slow), 'fuse-overlayfs-unneeded')).toBe('info');
  });

  it('write barriers off, then a daemon.json that does not parse', async () => {
    const careless = await begin('ext4', { mountOptions: 'nobarrier' });
    await runNap(careless);
    expect(severityOf(await lookAtHost(careless), 'write-barriers-off')).toBe('warning');
    await careless.putFile('/etc/docker/daemon.json', '{ "log-driver": "local", }\n');
    const look = await lookAtHost(careless);
    expect(severityOf(look, 'daemon-config-conflict')).toBe('warning');
  });

  it('a store that was left behind by a change of driver', async () => {
    const moved = await begin('trixie-btrfs');
    await runNap(moved);
    await changeDaemonConfig(moved, { 'storage-driver': 'overlay2' });
    await moved.exec('docker stop nap');
    await stopDocker(moved);
    await startDocker(moved);
    const look = await lookAtHost(moved);
    expect(severityOf(look, 'abandoned-store')).toBe('info');
    expect(severityOf(look, 'hidden-containers')).toBe('warning');
  });

  it('a data root of the btrfs driver that was copied with cp -a', async () => {
    const copied = await begin('btrfs');
    await runNap(copied);
    await copied.exec('docker stop nap');
    await stopDocker(copied);
    await copied.exec('cp -a /var/lib/docker/btrfs /var/lib/docker/copy');
    // The stopped engine may have left its bind mount of the folder on itself.
    await copied.exec(
      `umount -q /var/lib/docker/btrfs || true
       mv /var/lib/docker/btrfs /var/lib/docker/.old
       mv /var/lib/docker/copy /var/lib/docker/btrfs`,
    );
    await startDocker(copied);
    expect(severityOf(await lookAtHost(copied), 'copied-btrfs-data-root')).toBe('critical');
  });

  it('btrfs with a conversion that was broken off', async () => {
    const mixed = await begin('btrfs', { diskBytes: 2 ** 30, mkfsArguments: ['-m', 'single'] });
    await runNap(mixed);
    await mixed.exec(
      `dd if=/dev/zero of=/var/lib/docker/one bs=1M count=64 status=none; sync -f /var/lib/docker
       btrfs balance start -f -dconvert=dup,limit=1 /var/lib/docker
       dd if=/dev/zero of=/var/lib/docker/two bs=1M count=160 status=none; sync -f /var/lib/docker`,
      { timeoutMs: 90_000 },
    );
    const look = await lookAtHost(mixed);
    expect(severityOf(look, 'btrfs-mixed-profiles')).toBe('warning');
    expect(verdictOf(look, 'btrfs-mixed-profiles').said[0]).toContain('data');
  });

  it('btrfs that is handed out to half-empty data chunks', async () => {
    const wide = await begin('btrfs', { diskBytes: 2 * 2 ** 30 });
    await runNap(wide);
    // Many files, of which most go: chunks stay allocated while something is left in each.
    await wide.exec(
      `number=0
       while dd if=/dev/zero of="/var/lib/docker/part.$number" bs=1M count=8 status=none 2>/dev/null; do number=$((number + 1)); done
       sync -f /var/lib/docker || true
       while [ "$number" -ge 0 ]; do
         [ $((number % 4)) -eq 0 ] || rm -f "/var/lib/docker/part.$number"
         number=$((number - 1))
       done
       btrfs filesystem sync /var/lib/docker`,
      { timeoutMs: 120_000 },
    );
    expect(severityOf(await lookAtHost(wide), 'btrfs-unallocated-low')).toBe('warning');
  });
});
