import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { kindSettings } from './host-kinds.ts';
import type { HostKind, LabHost } from './lab.ts';
import { hostKindNames, labAvailable, startHost, stopAll } from './lab.ts';
import { runCommand } from './run-command.ts';
import { sshCommand } from './ssh-command.ts';

const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: the lab cannot run here: ${lab.reason}`);

afterAll(stopAll);

describe.skipIf(!lab.ok)('the lab', () => {
  it.each(hostKindNames)('boots, answers and removes a host of the kind %s', async (kind: HostKind) => {
    const host = await startHost(kind);
    expect((await host.exec("docker info --format '{{.Driver}}'")).stdout.trim()).toBe(host.driver);
    expect((await host.exec('systemctl --failed --no-legend')).stdout).toBe('');
    if (kindSettings(kind).imageStore === 'containerd') await expectContainerdStore(host);
    if (host.dockerTcpUrl !== undefined) await expectSocketOnly(host, host.dockerTcpUrl);
    else expect((await sshCommand(host, 'id -un')).stdout.trim()).toBe(host.user);
    await host.stop();
    await expectNothingLeft(host);
  });

  it('keeps the state over a reboot and a pulled plug', async () => {
    const host = await startHost('btrfs');
    await host.putFile("/root/it's kept", 'yes', 0o600);
    await host.exec('docker import /usr/local/share/bilge-lab/busybox.tar busybox:lab');
    const kept = () => host.exec('cat "$1"; docker images -q busybox:lab', { args: ["/root/it's kept"] });
    expect((await kept()).stdout).toMatch(/yes[0-9a-f]{12}\n$/);
    await host.reboot();
    expect((await kept()).stdout).toMatch(/yes[0-9a-f]{12}\n$/);
    await host.powerOff();
    await expect(host.exec('true')).rejects.toThrow(/not running/);
    await host.powerOn();
    expect((await kept()).stdout).toMatch(/yes[0-9a-f]{12}\n$/);
    expect((await host.exec('findmnt --noheadings --output FSTYPE /var/lib/docker')).stdout.trim()).toBe('btrfs');
    await host.stop();
  });

  it('takes sshd, engine and disk options', async () => {
    const host = await startHost('ext4', {
      diskBytes: 2 * 1024 ** 3,
      diskMountPoint: '/volume1',
      dataRoot: '/volume1/@docker',
      daemonConfig: { 'log-driver': 'local' },
      sshdConfig: ['AllowTcpForwarding no'],
    });
    const info = await host.exec(
      "docker info --format '{{.DockerRootDir}} {{.LoggingDriver}}'; sshd -T | grep -i allowtcp",
    );
    expect(info.stdout).toBe('/volume1/@docker local\nallowtcpforwarding no\n');
    await host.stop();
    const quiet = await startHost('vfs', { startDocker: false });
    expect((await quiet.exec('systemctl is-active docker.service docker.socket', { allowFailure: true })).stdout).toBe(
      'inactive\ninactive\n',
    );
    await quiet.stop();
  });

  it('frees the loop devices that a host set up itself, also one inside another', async () => {
    const host = await startHost('ext4');
    const loops = await host.exec(`
set -eu
truncate -s 300M '/var/lib/docker/an image'
mkfs.btrfs -q '/var/lib/docker/an image' 2>/dev/null >&2
mkdir /inner
mount -o loop '/var/lib/docker/an image' /inner
truncate -s 8M /inner/disk
losetup --find --show /inner/disk
`);
    const device = loops.stdout.trim().replace('/dev/', '');
    expect(readFileSync(`/sys/block/${device}/loop/backing_file`, 'utf8')).toContain('disk');
    await host.stop();
    expect(existsSync(`/sys/block/${device}/loop/backing_file`)).toBe(false);
  });
});

async function expectSocketOnly(host: LabHost, url: string): Promise<void> {
  const answer = await fetch(`${url.replace('tcp:', 'http:')}/_ping`);
  expect(await answer.text()).toBe('OK');
  await expect(fetch(`http://${host.address}:22/`)).rejects.toThrow();
}

/** Its snapshots lie on the data disk, by the snapshotter that was asked for, and a container runs from them. */
async function expectContainerdStore(host: LabHost): Promise<void> {
  const { stdout } = await host.exec(`
    docker info --format '{{json .DriverStatus}}'
    docker import /usr/local/share/bilge-lab/busybox.tar busybox:lab >/dev/null
    docker run --rm --network none busybox:lab echo it runs
    cd /var/lib/containerd && findmnt -no SOURCE -T . && ls -d io.containerd.snapshotter.v1.*/metadata.db`);
  expect(stdout).toContain('io.containerd.snapshotter.v1');
  expect(stdout).toContain('it runs');
  expect(stdout).toMatch(/^\/dev\/loop\d+\[\/containerd\]$/m);
  expect(stdout).toContain(`io.containerd.snapshotter.v1.${host.driver}/metadata.db`);
}

/** No namespace, link, mount, control group, process or file with the host's name. Other hosts may live meanwhile. */
async function expectNothingLeft(host: LabHost): Promise<void> {
  const machine = `bilge-${host.name}`;
  expect(existsSync(`/run/netns/${machine}`)).toBe(false);
  expect(existsSync(host.keyFile)).toBe(false);
  expect((await runCommand('ip', ['-brief', 'link'])).stdout).not.toMatch(new RegExp(`^${machine}@`, 'm'));
  const groups = await runCommand('find', ['/sys/fs/cgroup', '-name', machine], { allowFailure: true });
  expect(groups.stdout).toBe('');
  const processes = await runCommand('ps', ['-eo', 'args']);
  expect(processes.stdout).not.toContain(`-M ${host.name} `);
}
