import { randomBytes, scryptSync } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { StoreError } from '../database/store-error.ts';

/** Where the sealing key comes from, first that is set: the text, the file, else `secret.key` in the data directory. */
export interface SecretSource {
  /** BILGE_SECRET */
  secret?: string | null | undefined;
  /** BILGE_SECRET_FILE */
  secretFile?: string | null | undefined;
}

export const keyFileName = 'secret.key';
/** Of a rotation under way: see rotate-key.ts. */
export const newKeyFileName = `${keyFileName}.new`;
const shortestSecret = 16;

/** The key, or null where none was configured and none was generated yet. Never writes. */
export function findSecretKey(dataDirectory: string, source: SecretSource): Buffer | null {
  if (source.secret) return keyOf(source.secret, 'BILGE_SECRET');
  if (source.secretFile) return keyOf(readSecretFile(source.secretFile), source.secretFile);
  return keyIn(path.join(dataDirectory, keyFileName));
}

/** The key of a rotation that was cut off, where there is one. */
export function findNewKey(dataDirectory: string, source: SecretSource): Buffer | null {
  return source.secret || source.secretFile ? null : keyIn(path.join(dataDirectory, newKeyFileName));
}

function keyIn(file: string): Buffer | null {
  if (!fs.existsSync(file)) return null;
  refuseWideMode(file);
  return keyOf(readWhenWritten(file), file);
}

/** Makes `secret.key`, or takes the one another process made meanwhile. */
export function generateSecretKey(dataDirectory: string): Buffer {
  const file = path.join(dataDirectory, keyFileName);
  try {
    // wx is O_EXCL: an existing key is never overwritten, nor a symlink followed.
    const descriptor = fs.openSync(file, 'wx', 0o600);
    try {
      fs.writeSync(descriptor, `${randomBytes(32).toString('hex')}\n`);
      fs.fsyncSync(descriptor);
    } finally {
      fs.closeSync(descriptor);
    }
    // The canary is about to be sealed with it, durably: after a power cut the key must be there too.
    syncDirectory(dataDirectory);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  refuseWideMode(file);
  return keyOf(readWhenWritten(file), file);
}

/**
 * 64 hexadecimal digits are a key as it is. Any other text may be a person's passphrase and is stretched; the salt is fixed
 * because the same text must give the same key on a restored backup, and the database may not be the place that knows it.
 */
function keyOf(text: string, where: string): Buffer {
  const secret = text.trim();
  if (/^[0-9a-f]{64}$/i.test(secret)) return Buffer.from(secret, 'hex');
  if (secret.length < shortestSecret) {
    throw new StoreError({
      failure: 'secret-key-wrong',
      message: `The secret in ${where} is shorter than ${shortestSecret} characters.`,
      userMessage: `The secret in ${where} is ${secret.length === 0 ? 'empty' : 'too short'}: it needs at least ${shortestSecret} characters. It seals your SSH keys and passwords. \`openssl rand -hex 32\` makes a good one.`,
    });
  }
  return scryptSync(secret, 'bilge sealing key v1', 32, { N: 16_384, r: 8, p: 1 });
}

/** The key of a rotation takes its place; the old one is kept for backups that were made before. Returns where. */
export function takeNewKey(dataDirectory: string, stamp: string): string | null {
  const file = path.join(dataDirectory, keyFileName);
  const kept = keepOldKey(file, stamp);
  fs.renameSync(path.join(dataDirectory, newKeyFileName), file);
  syncDirectory(dataDirectory);
  return kept;
}

/** Puts this key in the place of the one in the data directory, which is kept. Returns where. */
export function writeKey(dataDirectory: string, key: string, stamp: string): string | null {
  const file = path.join(dataDirectory, newKeyFileName);
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return takeNewKey(dataDirectory, stamp);
}

function keepOldKey(file: string, stamp: string): string | null {
  if (!fs.existsSync(file)) return null;
  const kept = `${file}.replaced-${stamp}`;
  // A copy, not a rename: there is no moment without a key.
  fs.copyFileSync(file, kept, fs.constants.COPYFILE_EXCL);
  fs.chmodSync(kept, 0o600);
  return kept;
}

export function syncDirectory(directory: string): void {
  const descriptor = fs.openSync(directory, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Docker and Kubernetes mount secret files world-readable (0444), so only a file of ours is judged by its mode. */
function readSecretFile(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new StoreError({
      failure: 'secret-key-lost',
      message: `BILGE_SECRET_FILE ${file} cannot be read.`,
      userMessage: `The key file ${file} named by BILGE_SECRET_FILE cannot be read. Check the path and that the user running Bilge may read it. Nothing was changed.`,
      cause: error,
    });
  }
}

function refuseWideMode(file: string): void {
  const mode = fs.statSync(file).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  throw new StoreError({
    failure: 'secret-key-mode',
    message: `${file} has mode ${mode.toString(8).padStart(4, '0')}.`,
    userMessage: `Other users of this machine can read ${file}, the key to your SSH keys and passwords (mode ${mode.toString(8).padStart(4, '0')}). Run \`chmod 600 ${file}\` and start Bilge again. Where the disk cannot keep modes, give the key by BILGE_SECRET_FILE instead.`,
  });
}

/** Another process may have created the file a moment ago and not yet written its one line. */
function readWhenWritten(file: string): string {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const text = fs.readFileSync(file, 'utf8');
    if (text.endsWith('\n') || text.trim().length === 64) return text;
    Atomics.wait(pause, 0, 0, 20);
  }
  return fs.readFileSync(file, 'utf8');
}
