import fs from 'node:fs';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { askSecret } from './input.ts';

export const passphraseFileOption = [
  '--passphrase-file <file>',
  'the file that holds the passphrase; else it is asked for, or read from standard input',
] as const;

/** From a file, a prompt or standard input; never from the command line, which every user of the machine can read. */
export async function readPassphrase(options: { passphraseFile?: string }, isNew: boolean): Promise<string> {
  if (options.passphraseFile !== undefined) return passphraseIn(options.passphraseFile);
  const passphrase = await askSecret('Passphrase of the backup');
  // With an unseen slip in it nobody would ever open the file again.
  if (isNew && process.stdin.isTTY && (await askSecret('The same passphrase again')) !== passphrase)
    throw new InvalidInputError('These are two different passphrases. Nothing was written.');
  return passphrase;
}

function passphraseIn(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new InvalidInputError(`The passphrase file ${file} cannot be read.`, cause);
  }
}
