import { TransportError } from '../../domain/errors.ts';
import type { HostSecrets, HostSettings } from '../../domain/host.ts';
import { systemPath } from '../../shell/prelude/root-path.ts';
import type { SshConnection } from '../ssh/ssh-connection.ts';

/**
 * How a command becomes root's. The password goes through stdin, never argv. `-k` makes sudo ask every time: its time stamp is not shared
 * between channels, and a line that sudo does not take would be read by the shell as a command.
 */
export interface Privilege {
  kind: 'plain' | 'sudo' | 'sudo-with-password';
  command(words: readonly string[]): string;
  /** what stdin must begin with */
  preface: Buffer;
}

export const plainPrivilege: Privilege = {
  kind: 'plain',
  command: (words) => words.join(' '),
  preface: Buffer.alloc(0),
};

const sudoPrivilege: Privilege = {
  kind: 'sudo',
  command: (words) => `env LC_ALL=C sudo -n ${words.join(' ')}`,
  preface: Buffer.alloc(0),
};

function sudoWithPassword(password: string): Privilege {
  return {
    kind: 'sudo-with-password',
    command: (words) => `env LC_ALL=C sudo -S -p '' -k ${words.join(' ')}`,
    preface: Buffer.from(`${password}\n`),
  };
}

/** Settles once per connection how root is reached; throws sudo-failed where it was asked for and does not work. */
export async function establishPrivilege(options: {
  connection: SshConnection;
  user: string;
  settings: Pick<HostSettings, 'sudo'>;
  secrets: HostSecrets;
  signal?: AbortSignal;
}): Promise<Privilege> {
  const { connection, user, settings, secrets, signal } = options;
  if (user === 'root') return plainPrivilege;
  switch (settings.sudo) {
    case 'none':
      return plainPrivilege;
    case 'nopasswd':
      return sudoPrivilege;
    case 'password': {
      const password = secrets.sudoPassword ?? secrets.password;
      if (password === undefined) throw sudoFailed(connection.where, user, 'missing');
      if (/[\r\n\0]/.test(password)) throw sudoFailed(connection.where, user, 'it contains a line break');
      return await tryPassword({ connection, user, password, ...(signal === undefined ? {} : { signal }) });
    }
  }
}

/**
 * Tries the password once, with stdin ending after it, so sudo cannot take the lines of a script for second and third attempts and
 * lock the account. `wc -c` counts what sudo left: with NOPASSWD in sudoers it does not take the password at all.
 */
async function tryPassword(options: {
  connection: SshConnection;
  user: string;
  password: string;
  signal?: AbortSignal;
}): Promise<Privilege> {
  const { connection, user, password, signal } = options;
  const privilege = sudoWithPassword(password);
  const channel = await connection.exec(
    privilege.command(['env', 'LC_ALL=C', `PATH=${systemPath}`, 'wc', '-c']),
    signal,
  );
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  channel.on('data', (chunk: Buffer) => stdout.push(chunk));
  channel.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  channel.stdin.on('error', () => {});
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    let code: number | null = null;
    const timer = setTimeout(() => {
      channel.close();
      reject(sudoFailed(connection.where, user, 'it did not answer within 20 s'));
    }, 20_000);
    channel.on('exit', (status: number | null) => {
      code = status;
    });
    channel.once('close', () => {
      clearTimeout(timer);
      if (connection.isOpen) resolve(code);
      else reject(connection.whyLost());
    });
    channel.stdin.end(privilege.preface);
  });
  const left = Buffer.concat(stdout).toString('latin1').trim();
  if (exitCode === 0 && left === '0') return privilege;
  if (exitCode === 0 && /^\d+$/.test(left)) return sudoPrivilege;
  throw sudoFailed(connection.where, user, Buffer.concat(stderr).toString('utf8'));
}

/** Reads sudo's own words; the `env LC_ALL=C` before it makes them English. */
export function sudoFailed(where: string, user: string, said: string): TransportError {
  const text = said.trim();
  let cure: string;
  if (text === 'missing') {
    cure = `No sudo password is stored for it. Provide it (--sudo-password-stdin), or choose another sudo mode.`;
  } else if (/not in the sudoers|not allowed to (?:execute|run)|may not run/i.test(text)) {
    cure = `${user} may not use sudo there. Allow it in sudoers (visudo): ${user} ALL=(ALL) ALL`;
  } else if (/command not found|no such file|not found/i.test(text)) {
    cure = 'sudo is not installed there. Log in as root, or install sudo.';
  } else if (/a password is required|password is required/i.test(text)) {
    cure = `sudo asks for a password there. Store it with the host (sudo: password), or allow it without one in sudoers (visudo): ${user} ALL=(ALL) NOPASSWD: ALL`;
  } else if (/sorry, try again|incorrect password|authentication failure|no password was provided/i.test(text)) {
    cure =
      'The stored sudo password is wrong. It was tried once and not again, so the account is not locked by Bilge. Store the right one.';
  } else if (/must have a tty|requiretty/i.test(text)) {
    cure = `sudoers there has requiretty. Add a line (visudo): Defaults:${user} !requiretty`;
  } else {
    cure = 'Try it on the host by hand: sudo -k id';
  }
  return new TransportError({
    failure: 'sudo-failed',
    step: 'sudo',
    message: `sudo on ${where} failed: ${text.slice(-400)}`,
    userMessage: `Bilge logged in at ${where} but could not become root with sudo. ${cure}`,
  });
}
