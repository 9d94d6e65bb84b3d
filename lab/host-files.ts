import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostOptions, KindSettings } from './host-kinds.ts';
import type { HostRecord } from './host-record.ts';
import { hostAddress } from './host-record.ts';
import { runCommand } from './run-command.ts';

/**
 * Everything that makes one host differ from its base tree, written into the overlay's upper side before the first
 * boot. A folder made here hides the mode and owner of the one below it, so both are always set.
 */
export async function writeHostFiles(record: HostRecord, settings: KindSettings, options: HostOptions): Promise<void> {
  const upper = `${record.folder}/upper`;
  const write = async (path: string, content: string, mode = 0o644) => {
    await mkdir(dirname(`${upper}${path}`), { recursive: true, mode: 0o755 });
    await writeFile(`${upper}${path}`, content, { mode });
  };

  await write('/etc/hostname', `${record.hostName}\n`);
  // With the containerd image store 26.1.5 asks the registry for the base image of each build, and waits 20 s for a name server.
  const registry = settings.imageStore === 'containerd' ? '127.0.0.1 registry-1.docker.io auth.docker.io\n' : '';
  await write('/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 ${record.hostName}\n${registry}`);
  await write('/etc/machine-id', `${randomBytes(16).toString('hex')}\n`, 0o444);

  if (record.hasDisk) {
    const isShared = settings.imageStore === 'containerd';
    const mountPoint = options.diskMountPoint ?? (isShared ? '/srv/data' : '/var/lib/docker');
    const mountOptions = ['loop', options.mountOptions].filter((option) => option !== undefined).join(',');
    // systemd's generator ignores device paths in a container; a file path is taken.
    const lines = [`/data.img ${mountPoint} ${options.disk ?? settings.disk} ${mountOptions} 0 0`];
    // On the host's own root, an overlay, containerd could not mount another one. systemd makes the folders that are bound.
    for (const name of isShared ? ['docker', 'containerd'] : [])
      lines.push(`${mountPoint}/${name} /var/lib/${name} none bind 0 0`);
    for (const line of lines) await mkdir(`${upper}${line.split(' ')[1]}`, { recursive: true, mode: 0o755 });
    await write('/etc/fstab', lines.map((line) => `${line}\n`).join(''));
  }

  const daemonConfig = {
    ...settings.daemonConfig,
    ...(options.dataRoot === undefined ? {} : { 'data-root': options.dataRoot }),
    ...options.daemonConfig,
  };
  if (Object.keys(daemonConfig).length > 0)
    await write('/etc/docker/daemon.json', `${JSON.stringify(daemonConfig, null, 2)}\n`);
  const links = '/etc/systemd/system';
  await hideFiles(upper, [
    ...(settings.withoutFiles ?? []),
    ...(record.startsDocker
      ? []
      : [`${links}/multi-user.target.wants/docker.service`, `${links}/sockets.target.wants/docker.socket`]),
    ...(record.hasSshd ? [] : [`${links}/multi-user.target.wants/ssh.service`]),
  ]);

  for (const path of settings.busyboxFiles ?? []) {
    await mkdir(dirname(`${upper}${path}`), { recursive: true, mode: 0o755 });
    await runCommand('ln', ['-s', '/bin/busybox', `${upper}${path}`]);
  }

  await writeLogin(record, settings, options, write);
}

type Write = (path: string, content: string, mode?: number) => Promise<void>;

async function writeLogin(
  record: HostRecord,
  settings: KindSettings,
  options: HostOptions,
  write: Write,
): Promise<void> {
  const upper = `${record.folder}/upper`;
  if (!record.hasSshd) {
    await write('/etc/systemd/system/docker-tcp.service', dockerTcpUnit(hostAddress(record)));
    await mkdir(`${upper}/etc/systemd/system/multi-user.target.wants`, { recursive: true, mode: 0o755 });
    await runCommand('ln', ['-s', '../docker-tcp.service', `${upper}/etc/systemd/system/multi-user.target.wants/`]);
    return;
  }

  const hostKey = await readFile(`${record.folder}/host_key`, 'utf8');
  await write('/etc/ssh/ssh_host_ed25519_key', hostKey, 0o600);
  await write('/etc/ssh/ssh_host_ed25519_key.pub', await readFile(`${record.folder}/host_key.pub`, 'utf8'));

  const isAdmin = settings.login === 'sudo-password';
  const home = isAdmin ? '/home/admin' : '/root';
  const keys = [await readFile(`${record.folder}/client_key.pub`, 'utf8'), ...(options.authorizedKeys ?? [])];
  await write(`${home}/.ssh/authorized_keys`, `${keys.map((key) => key.trim()).join('\n')}\n`, 0o600);
  for (const path of [home, `${home}/.ssh`]) await chmod(`${upper}${path}`, 0o700);
  if (isAdmin) {
    for (const path of [home, `${home}/.ssh`, `${home}/.ssh/authorized_keys`])
      await chown(`${upper}${path}`, 1000, 1000);
    await write(
      '/etc/sudoers.d/admin',
      'Defaults secure_path="/usr/local/bin:/usr/bin:/bin"\nadmin ALL=(ALL:ALL) PASSWD: ALL\n',
      0o440,
    );
  }

  const lines = [...(options.sshdConfig ?? [])];
  if (settings.isBusybox) {
    lines.push('SetEnv PATH=/opt/busybox/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
    const passwd = await readFile(`${record.base}/etc/passwd`, 'utf8');
    await write('/etc/passwd', passwd.replace(/^(root:.*):[^:]*$/m, '$1:/opt/busybox/bin/ash'));
  }
  if (lines.length > 0) await write('/etc/ssh/sshd_config.d/10-host.conf', `${lines.join('\n')}\n`);
}

/**
 * Whiteouts of the overlay. A unit whose link is hidden is not started at boot but can be started by hand, unlike a
 * masked one.
 */
async function hideFiles(upper: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(`${upper}${path}`), { recursive: true, mode: 0o755 });
    await runCommand('mknod', [`${upper}${path}`, 'c', '0', '0']);
  }
}

const dockerTcpUnit = (address: string) => `[Unit]
Description=Forward the Docker socket
After=docker.socket
[Service]
ExecStart=/usr/bin/socat TCP-LISTEN:2375,bind=${address},reuseaddr,fork UNIX-CONNECT:/var/run/docker.sock
Restart=always
RestartSec=200ms
`;
