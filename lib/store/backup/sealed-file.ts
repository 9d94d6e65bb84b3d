import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf } from '../../domain/errors.ts';
import { firstProblem } from '../../domain/stored/stored-kind.ts';
import { StoreError } from '../database/store-error.ts';

/**
 * A file under a passphrase: `bilge-backup` and a newline, the length of the header (4 bytes, big-endian), the header (JSON), then
 * pieces of 64 KiB, each sealed with AES-256-GCM. The key is scrypt of the passphrase with the salt in the header, so no two files
 * have one key, and the nonce of a piece is its number. The last byte of the nonce is 1 for the last piece alone: a file that was
 * cut between two pieces does not end with such a one (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár). The
 * header is authenticated with every piece.
 */
const magic = Buffer.from('bilge-backup\n');
const formatVersion = 1;
const pieceBytes = 64 * 1024;
const tagBytes = 16;
const longestHeader = 4096;
/** 64 MiB of memory for a moment: what the smallest NAS still has, and dear to who tries passphrases. */
const usualCost = { N: 2 ** 16, r: 8, p: 1 };
export type ScryptCost = typeof usualCost;

export const shortestPassphrase = 12;

const headerSchema = z.object({
  format: z.number().int(),
  salt: z.base64(),
  // Bounded: what a hostile file asks for would be taken from the memory of this machine.
  scrypt: z.object({
    N: z
      .number()
      .int()
      .min(2)
      .max(2 ** 20),
    r: z.number().int().min(1).max(16),
    p: z.number().int().min(1).max(4),
  }),
});

export async function isSealedFile(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    return (await readFully(handle, magic.length)).equals(magic);
  } finally {
    await handle.close();
  }
}

/** @throws backup-refused where the passphrase is too short to protect anything */
export function requirePassphrase(passphrase: string): void {
  if (passphrase.length >= shortestPassphrase) return;
  throw refused(
    `The passphrase is too short: it needs at least ${shortestPassphrase} characters. Whoever gets the file can try passphrases as fast as their computers allow.`,
  );
}

export async function* sealFile(
  passphrase: string,
  content: AsyncIterable<Buffer>,
  cost: ScryptCost = usualCost,
): AsyncGenerator<Buffer> {
  requirePassphrase(passphrase);
  const salt = randomBytes(16);
  const header = Buffer.from(JSON.stringify({ format: formatVersion, salt: salt.toString('base64'), scrypt: cost }));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  yield Buffer.concat([magic, length, header]);
  const key = await stretched(passphrase, salt, cost);
  let number = 0;
  const sealed = (piece: Buffer, isLast: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, isLast), { authTagLength: tagBytes });
    number += 1;
    cipher.setAAD(header);
    return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  };
  let held = Buffer.alloc(0);
  for await (const chunk of content) {
    held = Buffer.concat([held, chunk]);
    // A piece is only sealed as one of many when it is known that more follows.
    for (; held.length > pieceBytes; held = held.subarray(pieceBytes))
      yield sealed(held.subarray(0, pieceBytes), false);
  }
  yield sealed(held, true);
}

/** Yields only what is proven to be whole so far; that it ends where it was ended is known when the generator ends. */
export async function* openSealedFile(file: string, passphrase: string): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { header, headerBytes } = await readHeader(handle, file);
    const key = await stretched(passphrase, Buffer.from(header.salt, 'base64'), header.scrypt);
    let piece = await readFully(handle, pieceBytes + tagBytes);
    for (let number = 0; ; number += 1) {
      const next = await readFully(handle, pieceBytes + tagBytes);
      const isLast = next.length === 0;
      const opened = openPiece({ key, header: headerBytes, number, piece, isLast });
      if (opened === null)
        throw unopened({ file, number, isCutOff: isLast && couldBeCutOff(key, headerBytes, number, piece) });
      yield opened;
      if (isLast) return;
      piece = next;
    }
  } finally {
    await handle.close();
  }
}

async function readHeader(handle: FileHandle, file: string) {
  const start = await readFully(handle, magic.length + 4);
  const length = start.length === magic.length + 4 ? start.readUInt32BE(magic.length) : 0;
  if (!start.subarray(0, magic.length).equals(magic) || length === 0 || length > longestHeader)
    throw refused(`${file} is not a Bilge backup. It was not used.`);
  const headerBytes = await readFully(handle, length);
  let raw: unknown;
  try {
    raw = JSON.parse(headerBytes.toString('utf8'));
  } catch (error) {
    throw refused(`The beginning of ${file} is damaged (${messageOf(error)}). It was not used.`);
  }
  const parsed = headerSchema.safeParse(raw);
  if (!parsed.success)
    throw refused(`The beginning of ${file} is damaged (${firstProblem(parsed.error)}). It was not used.`);
  if (parsed.data.format > formatVersion)
    throw refused(`${file} was made by a newer Bilge. Restore it with that one. It was not used.`);
  return { header: parsed.data, headerBytes };
}

function openPiece(options: {
  key: Buffer;
  header: Buffer;
  number: number;
  piece: Buffer;
  isLast: boolean;
}): Buffer | null {
  const { key, header, number, piece, isLast } = options;
  if (piece.length < tagBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, isLast), { authTagLength: tagBytes });
  decipher.setAAD(header);
  decipher.setAuthTag(piece.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(piece.subarray(0, -tagBytes)), decipher.final()]);
  } catch {
    // Node says no more than that it does not authenticate.
    return null;
  }
}

/** The file ends here, and this piece opens as one that others follow: the rest is missing. */
function couldBeCutOff(key: Buffer, header: Buffer, number: number, piece: Buffer): boolean {
  return openPiece({ key, header, number, piece, isLast: false }) !== null;
}

function unopened({ file, number, isCutOff }: { file: string; number: number; isCutOff: boolean }): StoreError {
  if (isCutOff) return refused(`${file} is cut off: its end is missing. It was not used.`);
  if (number === 0)
    return refused(`${file} does not open: the passphrase is wrong, or the file is damaged. It was not used.`);
  return refused(`${file} is damaged or cut off after ${number * 64} KiB. It was not used.`);
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number), 3);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
}

function stretched(passphrase: string, salt: Buffer, { N, r, p }: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  // One keyboard writes é as one character, another as two.
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** As many bytes as there are, up to `bytes`: one read may give less. */
async function readFully(handle: FileHandle, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  let length = 0;
  while (length < bytes) {
    const { bytesRead } = await handle.read(buffer, length, bytes - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

export function refused(text: string, cause?: unknown): StoreError {
  return new StoreError({ failure: 'backup-refused', message: text, cause });
}
