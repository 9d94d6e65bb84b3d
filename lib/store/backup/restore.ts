import fs from 'node:fs';
import path from 'node:path';
import { type Audit, auditQueries } from '../accounts/audit.ts';
import { openDatabase } from '../database/database.ts';
import { acquireServerLock } from '../database/server-lock.ts';
import { codeOf, storeErrorOf } from '../database/store-error.ts';
import { databaseFileName, openDatabaseFile } from '../open-store.ts';
import { findSecretKey, keyFileName, type SecretSource, syncDirectory, writeKey } from '../secrets/secret-key.ts';
import { openSecrets, opensEverySecret } from '../secrets/secrets.ts';
import { unpackArchive } from './archive.ts';
import { checkDatabase, removeDatabase } from './backup.ts';
import { isSealedFile, openSealedFile, refused } from './sealed-file.ts';

export interface RestoreOptions extends SecretSource {
  dataDirectory: string;
  backup: string;
  /** Asked for only where the file is under one. */
  passphrase: () => Promise<string>;
  now?: Date;
  /** Written into the restored database before it is put in place. */
  note?: (audit: Audit) => void;
}

export interface RestoreResult {
  file: string;
  /** where the database that was there before is kept; null where there was none */
  keptAs: string | null;
  /** where the key that was there before is kept; null where the key did not change */
  keyKeptAs: string | null;
}

/**
 * Puts a backup in the place of the database; also a copy from before an upgrade (`bilge.db.schema-1`), which is under no passphrase.
 * Everything is proven on a copy first (whole, ours, not newer, opens with its key), then renames; the database that was there is
 * kept beside it, whatever state it is in. Needs the server stopped.
 */
export async function restore(options: RestoreOptions): Promise<RestoreResult> {
  const directory = path.resolve(options.dataDirectory);
  const backup = path.resolve(options.backup);
  const file = path.join(directory, databaseFileName);
  const now = options.now ?? new Date();
  const stamp = now.toISOString().replaceAll(':', '-');
  const isSealed = await looked(backup);
  const passphrase = isSealed ? await options.passphrase() : null;
  const lock = acquireServerLock(directory, now);
  const staged = `${file}.restoring`;
  try {
    removeDatabase(staged);
    const { key } =
      passphrase === null
        ? copyPrivately(backup, staged)
        : await unpackArchive(openSealedFile(backup, passphrase), backup, staged);
    checkDatabase(staged, backup);
    const newKey = keyToWrite(directory, key, options);
    prepare(directory, staged, newKey === null ? options : { secret: newKey }, options.note);
    const keptAs = setAside(file, `${file}.replaced-${stamp}`);
    fs.renameSync(staged, file);
    const keyKeptAs = newKey === null ? null : writeKey(directory, newKey, stamp);
    syncDirectory(directory);
    return { file, keptAs, keyKeptAs };
  } catch (error) {
    throw storeErrorOf(error, backup);
  } finally {
    removeDatabase(staged);
    lock.release();
  }
}

async function looked(backup: string): Promise<boolean> {
  try {
    return await isSealedFile(backup);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw refused(`There is no file ${backup} to restore.`, error);
    throw storeErrorOf(error, backup);
  }
}

function copyPrivately(from: string, to: string): { key: null } {
  fs.closeSync(fs.openSync(to, 'wx', 0o600));
  fs.copyFileSync(from, to);
  fs.chmodSync(to, 0o600);
  return { key: null };
}

/** The key of the backup, where it is in it and is not the one that is used here already. */
function keyToWrite(directory: string, key: string | null, source: SecretSource): string | null {
  if (key === null) return null;
  const isConfigured = Boolean(source.secret || source.secretFile);
  const here =
    isConfigured || fs.existsSync(path.join(directory, keyFileName)) ? findSecretKey(directory, source) : null;
  if (here?.toString('hex') === key) return null;
  if (!isConfigured) return key;
  throw refused(
    `This backup brings its own key, but ${source.secret ? 'BILGE_SECRET' : 'BILGE_SECRET_FILE'} is set here to another one, and Bilge would use that. Unset it, then restore again; nothing was changed.`,
  );
}

/** Migrates the copy, opens every secret in it, and ends the sessions: who is logged in now is not who was then. */
function prepare(directory: string, staged: string, source: SecretSource, note: RestoreOptions['note']): void {
  const database = openDatabaseFile(directory, staged, { checkIntegrity: false, keepCopy: false });
  try {
    openSecrets(database, directory, source);
    opensEverySecret(database, directory, source);
    database.exec('DELETE FROM sessions');
    note?.(auditQueries(database));
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
export function refuseWhileInUse(file: string): void {
  let current: ReturnType<typeof openDatabase> | null = null;
  try {
    current = openDatabase(file, { waitMs: 200 });
    current.pragma('locking_mode = EXCLUSIVE');
    current.exec('BEGIN EXCLUSIVE; COMMIT');
  } catch (error) {
    if (codeOf(error) !== 'store-busy') return;
    throw refused(`${file} is in use by another Bilge process. Stop it, then try again; nothing was changed.`, error);
  } finally {
    current?.close();
  }
}
