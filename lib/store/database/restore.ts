import fs from 'node:fs';
import path from 'node:path';
import { databaseFileName, openDatabaseFile } from '../open-store.ts';
import { type SecretSource, syncDirectory } from '../secrets/secret-key.ts';
import { openSecrets } from '../secrets/secrets.ts';
import { checkBackup, refused } from './backup.ts';
import { openDatabase } from './database.ts';
import { acquireServerLock } from './server-lock.ts';
import { codeOf, storeErrorOf } from './store-error.ts';

export interface RestoreResult {
  file: string;
  /** where the database that was there before is kept; null where there was none */
  keptAs: string | null;
}

/**
 * Puts a backup in the place of the database. Everything is proven on a copy first (whole, ours, not newer, opens with the
 * key here), then two renames; the database that was there is kept beside it, whatever state it is in. Needs the server stopped.
 */
export function restore(options: SecretSource & { dataDirectory: string; backup: string; now?: Date }): RestoreResult {
  const directory = path.resolve(options.dataDirectory);
  const backup = path.resolve(options.backup);
  const file = path.join(directory, databaseFileName);
  const now = options.now ?? new Date();
  const lock = acquireServerLock(directory, now);
  const staged = `${file}.restoring`;
  try {
    removeDatabase(staged);
    copyPrivately(backup, staged);
    checkBackup(staged);
    openWithKey(directory, staged, options);
    const keptAs = setAside(file, `${file}.replaced-${now.toISOString().replaceAll(':', '-')}`);
    fs.renameSync(staged, file);
    syncDirectory(directory);
    return { file, keptAs };
  } catch (error) {
    throw storeErrorOf(error, backup);
  } finally {
    removeDatabase(staged);
    lock.release();
  }
}

function copyPrivately(from: string, to: string): void {
  try {
    fs.closeSync(fs.openSync(to, 'wx', 0o600));
    fs.copyFileSync(from, to);
    fs.chmodSync(to, 0o600);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw refused(`There is no file ${from} to restore.`, error);
    throw error;
  }
}

/** Migrates the copy and opens the canary; leaves it as one file. */
function openWithKey(directory: string, staged: string, source: SecretSource): void {
  const database = openDatabaseFile(directory, staged, false);
  try {
    openSecrets(database, directory, source);
    database.pragma('journal_mode = DELETE');
  } finally {
    database.close();
  }
}

/** A damaged database may keep its newest pages in -wal: they stay together. */
function setAside(file: string, kept: string): string | null {
  if (!fs.existsSync(file)) return null;
  refuseWhileInUse(file);
  for (const suffix of ['-wal', '-shm']) {
    if (fs.existsSync(file + suffix)) fs.renameSync(file + suffix, kept + suffix);
  }
  fs.renameSync(file, kept);
  return kept;
}

/** Another process that has it open would go on writing into the renamed file. A damaged one cannot be asked. */
function refuseWhileInUse(file: string): void {
  let current: ReturnType<typeof openDatabase> | null = null;
  try {
    current = openDatabase(file, { waitMs: 200 });
    current.pragma('locking_mode = EXCLUSIVE');
    current.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    if (codeOf(error) !== 'store-busy') return;
    throw refused(
      `${file} is in use by another Bilge process. Stop it, then restore again; nothing was changed.`,
      error,
    );
  } finally {
    current?.close();
  }
}

function removeDatabase(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) fs.rmSync(file + suffix, { force: true });
}
