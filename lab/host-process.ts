import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { findLeader } from './control-groups.ts';
import type { HostRecord } from './host-record.ts';
import { hostName, machineName } from './host-record.ts';
import type { ExecOptions } from './lab-host.ts';
import { labFolder } from './lab-paths.ts';
import { patience } from './patience.ts';
import type { CommandResult } from './run-command.ts';
import { runCommand } from './run-command.ts';

/** Starts the supervisor, which boots the host and boots it again when it reboots. Returns before the host is ready. */
export function bootHost(record: HostRecord): void {
  const log = openSync(`${record.folder}/console.log`, 'a');
  const child = spawn(
    'unshare',
    [
      '--mount',
      '--propagation',
      'private',
      'sh',
      `${labFolder}/supervise.sh`,
      machineName(record),
      record.hostName,
      record.base,
      record.folder,
      record.hasDisk ? '1' : '0',
      ...record.controlGroups,
    ],
    {
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        ...(record.hidesSys ? { SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'network' } : {}),
        // systemd 258 and later know no other control groups than version 2's, whatever its boot argument says.
        ...(record.suite === 'sid' ? { SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' } : {}),
      },
    },
  );
  child.unref();
}

export async function execInHost(
  record: HostRecord,
  script: string,
  options: ExecOptions = {},
): Promise<CommandResult> {
  const leader = await findLeader(record.controlGroups);
  if (leader === undefined) throw new Error(`${hostName(record)} is not running`);
  return runCommand(
    'sh',
    [`${labFolder}/enter.sh`, String(leader), ...record.controlGroups, '--', script, ...(options.args ?? [])],
    {
      label: `on ${hostName(record)}: ${script.trim().slice(0, 200)}`,
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      ...(options.allowFailure === undefined ? {} : { allowFailure: options.allowFailure }),
    },
  );
}

/** 0: all wanted units run. 1: one failed. 2: not yet. */
const readyScript = `
for unit in "$@"; do
  systemctl is-active --quiet "$unit" && continue
  systemctl is-failed --quiet "$unit" && exit 1
  exit 2
done
`;

/**
 * Waits until sshd listens and the engine answers (both units notify systemd when they do).
 * @param notLeader after a reboot: the first process of the boot that is over.
 */
export async function waitUntilReady(record: HostRecord, notLeader?: number, timeoutMs = 60_000): Promise<void> {
  const units = [
    ...(record.hasSshd ? ['ssh.service'] : []),
    ...(record.startsDocker ? ['docker.service'] : []),
    'multi-user.target',
  ];
  const deadline = Date.now() + patience(timeoutMs);
  for (;;) {
    const leader = await findLeader(record.controlGroups);
    if (leader !== undefined && leader !== notLeader) {
      const result = await execInHost(record, readyScript, { args: units, allowFailure: true }).catch(() => undefined);
      if (result?.code === 0) return;
      if (result?.code === 1)
        throw new Error(`${hostName(record)} did not start its services:\n${await diagnose(record)}`);
    }
    if (Date.now() > deadline) throw new Error(`${hostName(record)} is not ready in time:\n${await diagnose(record)}`);
    await sleep(40);
  }
}

async function diagnose(record: HostRecord): Promise<string> {
  const journal = await execInHost(record, 'systemctl --failed --no-pager; journalctl -b -p warning -n 30 --no-pager', {
    allowFailure: true,
    timeoutMs: 10_000,
  }).catch(() => undefined);
  const console = await readFile(`${record.folder}/console.log`, 'utf8').catch(() => '');
  return `${journal?.stdout ?? ''}\n${console.split('\n').slice(-20).join('\n')}`;
}
