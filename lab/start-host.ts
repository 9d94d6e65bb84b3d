import { randomBytes } from 'node:crypto';
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { ensureBaseTree } from './base-tree.ts';
import { writeHostFiles } from './host-files.ts';
import type { HostKind, HostOptions, KindSettings } from './host-kinds.ts';
import { kindSettings } from './host-kinds.ts';
import { bootHost, execInHost, waitUntilReady } from './host-process.ts';
import type { HostRecord } from './host-record.ts';
import { claimSlot, machineName, writeRecord } from './host-record.ts';
import type { LabHost } from './lab-host.ts';
import { makeNetwork } from './network.ts';
import { openHost } from './open-host.ts';
import { becomeOwner, disownHost, ownHost } from './owner.ts';
import { thisProcess } from './process-identity.ts';
import { removeHost } from './remove-host.ts';
import { runCommand } from './run-command.ts';

/** Makes, boots and hands over one host: sshd listens and the engine answers when the promise resolves. */
export async function startHost(kind: HostKind, options: HostOptions = {}): Promise<LabHost> {
  await becomeOwner();
  const ofKind = kindSettings(kind);
  const settings = options.login === undefined ? ofKind : { ...ofKind, login: options.login };
  const base = await ensureBaseTree(settings.suite);
  const isAdmin = settings.login === 'sudo-password';
  const record = await claimSlot({
    owner: thisProcess(),
    kind,
    base,
    driver: settings.driver,
    hasDisk: (options.disk === undefined ? settings.disk : options.disk) != null,
    hasSshd: settings.login !== 'none',
    startsDocker: options.startDocker ?? true,
    hidesSys: settings.hidesSys ?? false,
    suite: settings.suite,
    ...(options.hostName === undefined ? {} : { hostName: options.hostName }),
    ...(isAdmin ? { password: `lab ${randomBytes(6).toString('hex')}` } : {}),
  });
  const stop = async () => {
    await removeHost(record);
    disownHost(stop);
  };
  ownHost(stop);
  try {
    await makeHost(record, settings, options);
    bootHost(record);
    await waitUntilReady(record);
    if (record.password !== undefined) await execInHost(record, 'chpasswd', { input: `admin:${record.password}\n` });
    const ready: HostRecord = { ...record, isReady: true, hostKeyFingerprint: await fingerprint(record) };
    await writeRecord(ready);
    return openHost(ready, stop);
  } catch (cause) {
    await stop();
    throw new Error(`could not start a ${kind} host`, { cause });
  }
}

async function makeHost(record: HostRecord, settings: KindSettings, options: HostOptions): Promise<void> {
  const { folder } = record;
  // Left by an interrupted removal of an earlier host with this number.
  await rm(folder, { recursive: true, force: true });
  for (const name of ['upper', 'work', 'root']) await mkdir(`${folder}/${name}`, { recursive: true, mode: 0o755 });
  await makeKey(`${folder}/client_key`);
  if (record.hasSshd) await makeKey(`${folder}/host_key`);
  await Promise.all([
    makeNetwork(machineName(record), record.number),
    writeHostFiles(record, settings, options),
    record.hasDisk ? makeDisk(`${folder}/disk.img`, options.disk ?? settings.disk, options) : undefined,
  ]);
}

const makeKey = (path: string) =>
  runCommand('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'bilge-lab', '-f', path]);

async function makeDisk(path: string, filesystem: string | undefined, options: HostOptions): Promise<void> {
  await writeFile(path, '');
  await truncate(path, options.diskBytes ?? 8 * 1024 ** 3);
  const force = filesystem === 'ext4' ? '-F' : '-f';
  await runCommand(`mkfs.${filesystem}`, ['-q', force, ...(options.mkfsArguments ?? []), path]);
}

async function fingerprint(record: HostRecord): Promise<string> {
  if (!record.hasSshd) return '';
  const { stdout } = await runCommand('ssh-keygen', ['-l', '-E', 'sha256', '-f', `${record.folder}/host_key.pub`]);
  return stdout.split(' ')[1] ?? '';
}
