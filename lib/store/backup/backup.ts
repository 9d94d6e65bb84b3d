import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../../domain/errors.ts';
import { type Database, openDatabase } from '../database/database.ts';
import { applicationId, migrations } from '../database/migrations.ts';
import { codeOf, StoreError, storeErrorOf } from '../database/store-error.ts';
import { findSecretKey, type SecretSource } from '../secrets/secret-key.ts';
import { packArchive, unpackArchive } from './archive.ts';
import { openSealedFile, refused, requirePassphrase, type ScryptCost, sealFile } from './sealed-file.ts';

export interface BackupOptions {
  passphrase: string;
  /** With the key in it the file and its passphrase are all that a restore needs. Without, the key must be kept apart. */
  withKey: boolean;
  /** what each try of a passphrase costs; less only where many files are made, in tests */
  cost?: ScryptCost;
}

export interface Backups {
  /** The pieces of the file, in order, while everything runs. Nothing of it is on the disk unsealed when it ends. */
  pieces(options: BackupOptions): AsyncGenerator<Buffer>;
  /** The same into a new file, which is then opened again to the end: what it holds is proven to be whole. */
  write(file: string, options: BackupOptions): Promise<{ file: string; bytes: number }>;
}

export function backups(database: Database, dataDirectory: string, source: SecretSource): Backups {
  async function* pieces({ passphrase, withKey, cost }: BackupOptions): AsyncGenerator<Buffer> {
    requirePassphrase(passphrase);
    removeLeftovers(dataDirectory);
    const copy = path.join(dataDirectory, `backup-${process.pid}-${Date.now()}.partial`);
    try {
      await copyDatabase(database, copy);
      const key = withKey ? findSecretKey(dataDirectory, source) : null;
      if (withKey && key === null) throw refused('There is no key to put into the backup.');
      const content = packArchive({
        database: { file: copy, bytes: fs.statSync(copy).size },
        // 64 hexadecimal digits are a key as it is, wherever it came from.
        key: key?.toString('hex') ?? null,
      });
      yield* sealFile(passphrase, content, cost);
    } finally {
      removeDatabase(copy);
    }
  }

  return {
    pieces,
    async write(file, options) {
      const target = path.resolve(file);
      reserve(target);
      try {
        await writePieces(target, pieces(options));
        await proveWhole(target, options.passphrase, path.join(dataDirectory, `backup-${process.pid}.proof`));
        return { file: target, bytes: fs.statSync(target).size };
      } catch (error) {
        fs.rmSync(target, { force: true });
        throw storeErrorOf(error, target);
      }
    },
  };
}

/** Never over an existing file: it may be the last good backup. */
function reserve(target: string): void {
  try {
    fs.closeSync(fs.openSync(target, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw storeErrorOf(error, target);
    throw refused(`${target} exists already. Name a file that does not exist; nothing was overwritten.`);
  }
}

async function writePieces(target: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const handle = await fs.promises.open(target, 'r+');
  try {
    for await (const piece of pieces) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function proveWhole(target: string, passphrase: string, scratch: string): Promise<void> {
  removeDatabase(scratch);
  try {
    await unpackArchive(openSealedFile(target, passphrase), target, scratch);
    checkDatabase(scratch, target);
  } finally {
    removeDatabase(scratch);
  }
}

/** SQLite's online backup. Its header says "WAL": opened from a read-only place it would want to make files beside it. */
async function copyDatabase(database: Database, target: string): Promise<void> {
  fs.closeSync(fs.openSync(target, 'wx', 0o600));
  await database.backup(target);
  const copy = openDatabase(target);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

/** Throws `backup-refused` unless `file` is a whole Bilge database that this program can read. Leaves it as it is. */
export function checkDatabase(file: string, named: string): void {
  let database: Database | null = null;
  try {
    database = openDatabase(file, { readOnly: true });
    const verdict = String(database.pragma('integrity_check(1)'));
    if (verdict !== 'ok') throw refused(`${named} is damaged (${verdict}). It was not used.`);
    if (Number(database.pragma('application_id')) !== applicationId) {
      throw refused(`${named} is a database of another program. It was not used.`);
    }
    const version = Number(database.pragma('user_version'));
    if (version > migrations.length) {
      throw refused(
        `${named} was made by a newer Bilge (schema ${version}, this one knows ${migrations.length}). Restore it with that one.`,
      );
    }
  } catch (error) {
    if (error instanceof AppError && error.code !== 'store-corrupt') throw error;
    if (error instanceof StoreError || codeOf(error).startsWith('SQLITE_')) {
      throw refused(`${named} is no readable Bilge backup. It was not used.`, error);
    }
    throw storeErrorOf(error, named);
  } finally {
    database?.close();
  }
}

const dayMs = 86_400_000;

/** Of a backup in the middle of which the process was killed. */
function removeLeftovers(dataDirectory: string): void {
  for (const name of fs.readdirSync(dataDirectory)) {
    if (!/^backup-\d+(-\d+\.partial|\.proof)$/.test(name)) continue;
    const file = path.join(dataDirectory, name);
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > dayMs) removeDatabase(file);
  }
}

export function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) fs.rmSync(file + suffix, { force: true });
}
