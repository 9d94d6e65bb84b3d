import { writeFile } from 'node:fs/promises';
import type { LabHost } from './lab-host.ts';
import type { CommandResult } from './run-command.ts';
import { runCommand } from './run-command.ts';

/**
 * Runs one command through OpenSSH, as a person would: for tests that compare with what Bilge's own connection sees.
 * The host key is checked against the one the lab made; nothing of the user's own SSH configuration is read.
 */
export async function sshCommand(
  host: LabHost,
  command: string,
  options: { input?: string; allowFailure?: boolean } = {},
): Promise<CommandResult> {
  const knownHosts = `${host.keyFile}.known_hosts`;
  const { stdout } = await runCommand('cut', [
    '-d',
    ' ',
    '-f',
    '1-2',
    `${host.keyFile.replace(/client_key$/, 'host_key')}.pub`,
  ]);
  await writeFile(knownHosts, `${host.address} ${stdout}`);
  const settings = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${knownHosts}`,
    'IdentitiesOnly=yes',
  ];
  return runCommand(
    'ssh',
    [
      '-F',
      '/dev/null',
      ...settings.flatMap((setting) => ['-o', setting]),
      '-i',
      host.keyFile,
      '-p',
      String(host.sshPort),
      `${host.user}@${host.address}`,
      command,
    ],
    options,
  );
}
