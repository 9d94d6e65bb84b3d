import fs from 'node:fs';
import path from 'node:path';
import { AppError } from '../../domain/errors.ts';
import { keyFileName } from '../secrets/secret-key.ts';
import { type Database, openDatabase } from './database.ts';
import { applicationId, migrations } from './migrations.ts';
import { codeOf, StoreError, storeErrorOf } from './store-error.ts';

export interface BackupResult {
  file: string;
  bytes: number;
  /** for a person: the key is not in the backup */
  note: string;
}

/** A consistent copy while everything runs. It holds the sealed secrets, not the key that opens them. */
export async function backUp(database: Database, dataDirectory: string, file: string): Promise<BackupResult> {
  const target = path.resolve(file);
  try {
    // Never over an existing file: it may be the last good backup.
    fs.closeSync(fs.openSync(target, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw storeErrorOf(error, target);
    throw refused(`${target} exists already. Name a file that does not exist; nothing was overwritten.`);
  }
  try {
    await database.backup(target);
    leaveWal(target);
    checkBackup(target);
  } catch (error) {
    fs.rmSync(target, { force: true });
    throw storeErrorOf(error, target);
  }
  const key = path.join(dataDirectory, keyFileName);
  const note = fs.existsSync(key)
    ? `The stored SSH keys and passwords in it are sealed. Keep a copy of ${key} too, in another place: without it they cannot be opened.`
    : 'The stored SSH keys and passwords in it are sealed with your BILGE_SECRET or BILGE_SECRET_FILE: keep that safe too, in another place.';
  return { file: target, bytes: fs.statSync(target).size, note };
}

/** The copy says "WAL" in its header: opened from a read-only place it would then want to make files beside it. */
function leaveWal(file: string): void {
  const copy = openDatabase(file);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
}

/** Throws `backup-refused` unless the file is a whole Bilge database that this program can read. Leaves it as it is. */
export function checkBackup(file: string): void {
  let backup: Database | null = null;
  try {
    backup = openDatabase(file, { readOnly: true });
    const verdict = String(backup.pragma('integrity_check(1)'));
    if (verdict !== 'ok') throw refused(`${file} is damaged (${verdict}). It was not used.`);
    if (Number(backup.pragma('application_id')) !== applicationId) {
      throw refused(`${file} is a database of another program. It was not used.`);
    }
    const version = Number(backup.pragma('user_version'));
    if (version > migrations.length) {
      throw refused(
        `${file} was made by a newer Bilge (schema ${version}, this one knows ${migrations.length}). Restore it with that one.`,
      );
    }
  } catch (error) {
    if (error instanceof AppError && error.code !== 'store-corrupt') throw error;
    if (error instanceof StoreError || codeOf(error).startsWith('SQLITE_')) {
      throw refused(`${file} is no readable Bilge backup. It was not used.`, error);
    }
    throw storeErrorOf(error, file);
  } finally {
    backup?.close();
  }
}

export function refused(text: string, cause?: unknown): StoreError {
  return new StoreError({ failure: 'backup-refused', message: text, cause });
}
