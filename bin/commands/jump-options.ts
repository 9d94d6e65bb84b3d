import fs from 'node:fs';
import type { Command } from 'commander';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import type { LoginSecrets } from '../../lib/domain/host.ts';
import { nextSecretLine } from '../presenters/input.ts';

export interface JumpOptions {
  jump?: string[];
  jumpKey?: string[];
  jumpPasswordStdin?: string[];
  jumpPassphraseStdin?: string[];
  legacyAlgorithms?: boolean;
}

export const collect = (value: string, all: string[] | undefined): string[] => [...(all ?? []), value];
export const stdinHelp =
  '\nSeveral --…-stdin options read one line each: password, passphrase, sudo password, then each jump host’s password and passphrase, first hop first.';

/** Each jump host has its own login: it never receives the password of the host behind it. */
export function withJumpOptions(command: Command): Command {
  return command
    .option('--jump-key <number=file>', 'private SSH key for a jump host; 1 is the first hop', collect)
    .option('--jump-password-stdin <number>', 'read the password of a jump host from standard input', collect)
    .option('--jump-passphrase-stdin <number>', 'read the passphrase of a jump host’s own key', collect)
    .option(
      '--legacy-algorithms',
      'allow SSH algorithms that are no longer safe (SHA-1, CBC), for a machine too old for others',
    );
}

/** In the order of the jump hosts, so that the lines of standard input have one order too. */
export async function jumpSecretsFrom(options: Omit<JumpOptions, 'jump'>): Promise<LoginSecrets[]> {
  const keys = new Map((options.jumpKey ?? []).map(numberedFile));
  const passwords = new Set((options.jumpPasswordStdin ?? []).map((text) => jumpNumber(text, '--jump-password-stdin')));
  const passphrases = new Set(
    (options.jumpPassphraseStdin ?? []).map((text) => jumpNumber(text, '--jump-passphrase-stdin')),
  );
  const found: LoginSecrets[] = [];
  for (let number = 1; number <= Math.max(0, ...keys.keys(), ...passwords, ...passphrases); number += 1) {
    const file = keys.get(number);
    found.push({
      ...(file === undefined ? {} : { privateKey: readFile(file, '--jump-key') }),
      ...(passwords.has(number) ? { password: await nextSecretLine('--jump-password-stdin') } : {}),
      ...(passphrases.has(number) ? { passphrase: await nextSecretLine('--jump-passphrase-stdin') } : {}),
    });
  }
  return found;
}

function numberedFile(text: string): [number, string] {
  const at = text.indexOf('=');
  if (at < 0 || at === text.length - 1)
    throw new InvalidInputError(
      `--jump-key takes the number of the jump host and a file: --jump-key 1=FILE, not “${text}”.`,
    );
  return [jumpNumber(text.slice(0, at), '--jump-key'), text.slice(at + 1)];
}

function jumpNumber(text: string, option: string): number {
  if (/^[1-9]$/.test(text)) return Number(text);
  throw new InvalidInputError(`${option} takes the number of a jump host, 1 for the first hop, not “${text}”.`);
}

export function readFile(file: string, option: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InvalidInputError(`${option} names ${file}, which cannot be read.`, cause);
  }
}
