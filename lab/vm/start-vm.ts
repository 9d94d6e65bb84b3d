import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CommandOptions, type CommandResult, runCommand } from '../run-command.ts';
import { ensureVmImage } from './vm-image.ts';

/**
 * A whole machine with its own kernel, by qemu without hardware help: for device mapper, NFS, XFS of the fourth version and
 * whatever else namespaces cannot show. About 30 s to a login, and everything in it is ten times slower.
 */
export interface LabVm {
  name: string;
  url: string;
  keyFile: string;
  hostKeyFingerprint: string;
  /** through SSH, as root; values go in as `args` */
  exec(script: string, options?: CommandOptions & { args?: readonly string[] }): Promise<CommandResult>;
  stop(): Promise<void>;
}

export function vmUnavailable(): string | undefined {
  const path = `${process.env.PATH ?? ''}:/usr/bin:/usr/sbin`.split(':');
  const missing = ['qemu-system-x86_64', 'mmdebstrap', 'mkfs.ext4', 'setpriv', 'flock'].filter(
    (program) => !path.some((folder) => existsSync(`${folder}/${program}`)),
  );
  if (missing.length > 0) return `missing programs: ${missing.join(', ')} (Debian: qemu-system-x86)`;
  return undefined;
}

/** Nothing that it writes is kept: the image is opened with `snapshot=on`. */
export async function startVm(): Promise<LabVm> {
  const image = await ensureVmImage();
  const folder = await mkdtemp(`${tmpdir()}/bilge-vm-`);
  const port = await freePort();
  await writeFile(`${folder}/known_hosts`, `[127.0.0.1]:${port} ${await readFile(`${image}/host_key.pub`, 'utf8')}`);
  const { stdout } = await runCommand('ssh-keygen', ['-l', '-E', 'sha256', '-f', `${image}/host_key.pub`]);
  const child = boot(image, folder, port);
  const stop = async () => {
    child.kill('SIGKILL');
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  const exec: LabVm['exec'] = (script, { args = [], ...options } = {}) =>
    runCommand('ssh', [...sshArguments(image, folder, port), remoteCommand(script, args)], {
      timeoutMs: 180_000,
      label: `in the virtual machine: ${script.trim().slice(0, 200)}`,
      ...options,
    });
  try {
    await waitForLogin(child, exec, folder);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return {
    name: 'bilge-vm',
    url: `ssh://root@127.0.0.1:${port}`,
    keyFile: `${image}/client_key`,
    hostKeyFingerprint: stdout.split(' ')[1] ?? '',
    exec,
    stop,
  };
}

function boot(image: string, folder: string, port: number): ChildProcess {
  const log = openSync(`${folder}/console.log`, 'a');
  const network = `user,id=net,net=10.77.250.0/24,restrict=on,hostfwd=tcp:127.0.0.1:${port}-10.77.250.15:22`;
  const words = [
    ...['-accel', 'tcg', '-cpu', 'max', '-smp', '1', '-m', '1536', '-nographic', '-no-reboot', '-monitor', 'none'],
    ...['-kernel', `${image}/vmlinuz`, '-initrd', `${image}/initrd.img`],
    // AppArmor needs a parser that the small tree does not have; without it containers do not start.
    ...['-append', 'root=/dev/vda rw console=ttyS0 quiet net.ifnames=0 apparmor=0'],
    ...['-drive', `file=${image}/root.img,format=raw,if=virtio,snapshot=on`],
    ...['-netdev', network, '-device', 'virtio-net-pci,netdev=net', '-device', 'virtio-rng-pci'],
  ];
  // The machine must not outlive the process that asked for it, however that one ends.
  return spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...words], {
    stdio: ['ignore', log, log],
    // snapshot=on keeps what is written in an unnamed file here.
    env: { ...process.env, TMPDIR: folder },
  });
}

function sshArguments(image: string, folder: string, port: number): string[] {
  const settings = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${folder}/known_hosts`,
    'IdentitiesOnly=yes',
    'ConnectTimeout=10',
    'LogLevel=ERROR',
  ];
  return [
    '-F',
    '/dev/null',
    ...settings.flatMap((word) => ['-o', word]),
    '-i',
    `${image}/client_key`,
    '-p',
    `${port}`,
    'root@127.0.0.1',
  ];
}

/** sshd hands one line to a shell: every word is quoted for it. */
function remoteCommand(script: string, args: readonly string[]): string {
  const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
  return ['sh', '-c', quote(script), 'sh', ...args.map(quote)].join(' ');
}

async function waitForLogin(child: ChildProcess, exec: LabVm['exec'], folder: string): Promise<void> {
  const deadline = Date.now() + 240_000;
  for (;;) {
    if (child.exitCode !== null || Date.now() > deadline) {
      const console = await readFile(`${folder}/console.log`, 'utf8');
      throw new Error(`the virtual machine did not come up:\n${console.slice(-2_000)}`);
    }
    const answer = await exec('systemctl is-system-running --wait', { allowFailure: true, timeoutMs: 60_000 }).catch(
      () => undefined,
    );
    if (answer?.stdout.trim() === 'running' || answer?.stdout.trim() === 'degraded') return;
    await sleep(500);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('close', resolve));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port on the loopback');
  return address.port;
}
