import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Audit, auditQueries } from '../accounts/audit.ts';
import { acquireServerLock } from '../database/server-lock.ts';
import { databaseFileName, openDatabaseFile } from '../open-store.ts';
import { findSecretKey, newKeyFileName, type SecretSource, syncDirectory, takeNewKey } from '../secrets/secret-key.ts';
import { openSecrets, resealAll } from '../secrets/secrets.ts';
import { refuseWhileInUse } from './restore.ts';
import { refused } from './sealed-file.ts';

export interface RotateOptions extends SecretSource {
  dataDirectory: string;
  /** For a key that is not in the data directory: the file that holds the secret which Bilge is started with from then on. */
  newSecretFile?: string | undefined;
  now?: Date;
  note?: (audit: Audit) => void;
}

export interface RotateResult {
  /** sealed texts that have the new key now */
  resealed: number;
  /** where the old key is kept; null where it was not a file of ours */
  keyKeptAs: string | null;
}

/**
 * A new key for everything that is sealed, in place. The new key is on the disk before the first box is sealed with it, and the boxes
 * change in one transaction: after a power cut either the old key opens all of them, or the next start finds that the new one does
 * (lib/store/secrets/secrets.ts). Needs the server stopped: it holds the old key.
 */
export function rotateKey(options: RotateOptions): RotateResult {
  const directory = path.resolve(options.dataDirectory);
  const file = path.join(directory, databaseFileName);
  const now = options.now ?? new Date();
  if (!fs.existsSync(file)) throw refused(`There is no database in ${directory}.`);
  const isConfigured = Boolean(options.secret || options.secretFile);
  if (isConfigured && options.newSecretFile === undefined)
    throw refused(
      'The key is given by BILGE_SECRET or BILGE_SECRET_FILE. Put a new secret into a file (`openssl rand -hex 32 > FILE`) and run `bilge key rotate --new-secret-file FILE`; then start Bilge with BILGE_SECRET_FILE=FILE. Nothing was changed.',
    );
  const lock = acquireServerLock(directory, now);
  try {
    refuseWhileInUse(file);
    const database = openDatabaseFile(directory, file, { checkIntegrity: true });
    try {
      // Whoever opens it meanwhile waits, and then finds the new key.
      database.pragma('locking_mode = EXCLUSIVE');
      openSecrets(database, directory, options);
      const old = findSecretKey(directory, options);
      if (old === null) throw refused('There is no key yet. Nothing was changed.');
      const fresh =
        options.newSecretFile === undefined
          ? writeNewKey(directory)
          : findSecretKey(directory, { secretFile: options.newSecretFile });
      if (fresh === null || fresh.equals(old)) throw refused('The new secret is the old one. Nothing was changed.');
      const resealed = database.durably(() => {
        options.note?.(auditQueries(database));
        return resealAll(database, old, fresh);
      });
      const stamp = now.toISOString().replaceAll(':', '-');
      return { resealed, keyKeptAs: options.newSecretFile === undefined ? takeNewKey(directory, stamp) : null };
    } finally {
      database.close();
    }
  } finally {
    lock.release();
  }
}

function writeNewKey(directory: string): Buffer {
  const file = path.join(directory, newKeyFileName);
  // Of a rotation that ended before its transaction: nothing was sealed with it, or it would have been taken by now.
  fs.rmSync(file, { force: true });
  const key = randomBytes(32);
  fs.writeFileSync(file, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  syncDirectory(directory);
  return key;
}
