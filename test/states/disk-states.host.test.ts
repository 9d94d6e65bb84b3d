import { describe, expect, it } from 'vitest';
import { type HostKind, type LabHost, labAvailable } from '../../lab/lab.ts';
import { stopDocker } from '../../lab/states/engine.ts';
import { failedChecks, lookAtHost, severityOf } from './look-at-host.ts';
import { runNap } from './make-state.ts';
import { oneHostPerTest } from './one-host.ts';

/** What disks, btrfs and the boot configuration tell, each made for real. */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: ${lab.reason}`);

const begin = oneHostPerTest();

/**
 * A host whose boot does not wait for Docker's disk. It boots while it still waits and is changed afterwards: booted with `nofail`,
 * Docker and the mount race, and whichever wins makes another host.
 */
async function beginWithoutWaiting(kind: HostKind): Promise<LabHost> {
  const careless = await begin(kind);
  await careless.exec("sed -i '\\|/var/lib/docker|s/loop/loop,nofail/' /etc/fstab; systemctl daemon-reload");
  return careless;
}

describe.skipIf(!lab.ok)('disks in a bad state, made for real', () => {
  it('none of it: btrfs', async () => {
    const healthy = await begin('btrfs');
    await runNap(healthy);
    const provoked = [
      'btrfs-device-errors',
      'btrfs-device-missing',
      'btrfs-quotas-slow',
      'filesystem-operation-running',
      'data-root-mount-missing',
      'data-root-mount-unguarded',
      'md-array-degraded',
      'thin-pool-failed',
    ];
    expect(failedChecks(await lookAtHost(healthy)).filter((id) => provoked.includes(id))).toEqual([]);
  });

  it('btrfs that reads back what was not written', async () => {
    const rotten = await begin('btrfs', { diskBytes: 600 * 2 ** 20 });
    await runNap(rotten);
    // Bytes of the disk itself are changed below the file system, as a bad cable or bad memory does.
    await rotten.exec(
      `head -c 4000000 /dev/urandom >/root/precious
       (printf 'BILGE-LAB-MARK'; cat /root/precious) >/var/lib/docker/precious
       sync -f /var/lib/docker
       offset=$(grep -abo -m 1 BILGE-LAB-MARK /data.img | head -n 1 | cut -d : -f 1)
       printf 'bilge-lab-mark' | dd of=/data.img bs=1 seek="$offset" conv=notrunc status=none
       sync
       echo 1 >/proc/sys/vm/drop_caches 2>/dev/null || true
       btrfs scrub start -B /var/lib/docker || true`,
      { timeoutMs: 60_000 },
    );
    const look = await lookAtHost(rotten);
    expect(severityOf(look, 'btrfs-device-errors')).toBe('critical');
    expect(severityOf(look, 'btrfs-scrub-overdue')).toBe('critical');
  });

  it('btrfs with quotas over many subvolumes, and a balance that was paused', async () => {
    const slow = await begin('btrfs', { diskBytes: 4 * 2 ** 30 });
    await runNap(slow);
    await slow.exec(
      `mkdir /var/lib/docker/many
       number=0
       while [ "$number" -lt 60 ]; do btrfs subvolume create "/var/lib/docker/many/$number" >/dev/null; number=$((number + 1)); done
       btrfs quota enable /var/lib/docker
       btrfs quota rescan -w /var/lib/docker
       dd if=/dev/zero of=/var/lib/docker/big bs=1M count=1200 status=none; sync -f /var/lib/docker
       btrfs balance start --background --full-balance /var/lib/docker
       btrfs balance pause /var/lib/docker || true
       btrfs balance status /var/lib/docker || true`,
      { timeoutMs: 60_000 },
    );
    const look = await lookAtHost(slow);
    expect(severityOf(look, 'btrfs-quotas-slow')).toBe('warning');
    expect(severityOf(look, 'filesystem-operation-running')).toBe('info');
  });

  it('a data root whose mount is missing, so that Docker began anew on the directory below', async () => {
    const lost = await beginWithoutWaiting('ext4');
    await runNap(lost);
    await lost.exec('docker stop nap');
    await stopDocker(lost);
    await lost.exec('systemctl stop containerd; umount /var/lib/docker; systemctl start docker.service');
    expect(severityOf(await lookAtHost(lost), 'data-root-mount-missing')).toBe('critical');
  });

  it('a loop mount that Docker does not wait for', async () => {
    const early = await beginWithoutWaiting('ext4');
    const look = await lookAtHost(early);
    expect(severityOf(look, 'data-root-mount-unguarded')).toBe('warning');
    expect(severityOf(look, 'loop-mount-boot-order')).toBe('warning');
    // The advice, taken: nothing more to say.
    await early.exec(
      `mkdir -p /etc/systemd/system/docker.service.d
       printf '[Unit]\\nRequiresMountsFor=/var/lib/docker\\n' >/etc/systemd/system/docker.service.d/mount.conf
       systemctl daemon-reload`,
    );
    const cured = await lookAtHost(early);
    expect(severityOf(cured, 'data-root-mount-unguarded')).toBe('pass');
    expect(severityOf(cured, 'loop-mount-boot-order')).toBe('pass');
  });

  it('an xfs is asked for its ftype also where the data root is a directory on it', async () => {
    const below = await begin('xfs', { diskMountPoint: '/srv/data', dataRoot: '/srv/data/docker' });
    const look = await lookAtHost(below);
    expect(look.facts.sections.xfsFormats).toMatchObject({ state: 'known', value: [{ hasFtype: true }] });
    expect(severityOf(look, 'xfs-without-ftype')).toBe('pass');
  });
});
