import fs from 'node:fs';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { endQuestion, writeQuestion } from './output.ts';

/** Secrets come through stdin or a prompt without echo, never through argv, where every user of the machine can read them. */
let stdinLines: string[] | null = null;

/** The next line of stdin: several `--…-stdin` options take one line each, in the order of `bilge host add --help`. */
export async function nextSecretLine(what: string): Promise<string> {
  if (process.stdin.isTTY) throw new InvalidInputError(`${what}: pipe it in, it is read from standard input.`);
  stdinLines ??= (await readStandardInput()).split('\n');
  const line = stdinLines.shift();
  if (line === undefined || line === '') throw new InvalidInputError(`${what}: standard input ended before it.`);
  return line.replace(/\r$/, '');
}

/**
 * All of it, however slowly it comes: a read that does not wait fails on a pipe whose writer still works (EAGAIN). With a limit,
 * reading ends soon after it: longer input is refused by the caller.
 */
export async function readStandardInput(limitBytes = Number.POSITIVE_INFINITY): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const piece = Buffer.from(chunk);
    chunks.push(piece);
    bytes += piece.length;
    if (bytes > limitBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Asks on the terminal without echo; refuses where there is no terminal. */
export async function askSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY) return nextSecretLine(question);
  writeQuestion(question);
  process.stdin.setRawMode(true);
  process.stdin.resume();
  let typed = '';
  try {
    for await (const chunk of process.stdin) {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') return typed;
        if (character === '\u0003') throw new InvalidInputError('Cancelled.');
        typed = character === '\u007f' ? typed.slice(0, -1) : typed + character;
      }
    }
    return typed;
  } finally {
    process.stdin.setRawMode(false);
    process.stdin.pause();
    endQuestion();
  }
}

/** Does not rely on the file's size: a device or a pipe reports none. */
export function readBeginning(file: string, most: number): string {
  const open = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(most);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < most; filled += read)
      read = fs.readSync(open, buffer, filled, most - filled, null);
    return buffer.toString('utf8', 0, filled);
  } finally {
    fs.closeSync(open);
  }
}
