import fs from 'node:fs';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { askSecret } from './input.ts';

export const passphraseFileOption = [
  '--passphrase-file <file>',
  'the file with the passphrase; without it, it is asked for or read from standard input',
] as const;

/** From a file, a prompt or standard input; never from the command line, which every user of the machine can read. */
export async function readPassphrase(options: { passphraseFile?: string }, isNew: boolean): Promise<string> {
  if (options.passphraseFile !== undefined) return passphraseIn(options.passphraseFile);
  const passphrase = await askSecret('Passphrase of the backup');
  // A typing error that was not noticed would make the file useless.
  if (isNew && process.stdin.isTTY && (await askSecret('Repeat the passphrase')) !== passphrase)
    throw new InvalidInputError('The passphrases do not match. Nothing was written.');
  return passphrase;
}

function passphraseIn(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new InvalidInputError(`The passphrase file ${file} cannot be read.`, cause);
  }
}
