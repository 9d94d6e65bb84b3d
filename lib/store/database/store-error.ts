import fs from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError, messageOf } from '../../domain/errors.ts';

export type StoreFailure =
  | 'disk-full'
  | 'store-corrupt'
  | 'store-busy'
  | 'store-read-only'
  | 'store-newer'
  | 'store-unusable'
  | 'store-conflict'
  | 'stored-unreadable'
  | 'secret-key-lost'
  | 'secret-key-wrong'
  | 'secret-key-mode'
  | 'sealed-tampered'
  | 'server-running'
  | 'backup-refused';

/** The store could not do what was asked. `code` is one of `StoreFailure`; nothing was half written. */
export class StoreError extends AppError {
  readonly failure: StoreFailure;

  constructor(options: { failure: StoreFailure; message: string; userMessage?: string; cause?: unknown }) {
    super({ ...options, code: options.failure });
    this.failure = options.failure;
  }
}

/** Says what SQLite's or the filesystem's error code means for the person who runs the dashboard. */
export function storeErrorOf(error: unknown, file: string): unknown {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const detail = messageOf(error);
  const failed = (failure: StoreFailure, text: string): StoreError =>
    new StoreError({ failure, message: `${file}: ${code} ${detail}`, userMessage: text, cause: error });

  // A full disk shows as SQLITE_FULL, but as "disk I/O error" where the -wal or -shm file cannot grow.
  const isIoError = code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN';
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT' || (isIoError && hasNoRoom(file))) {
    return failed(
      'disk-full',
      `The disk that holds ${file} is full, so this could not be saved. What was saved before is intact. Free some space there, then try again.`,
    );
  }
  if (code === 'SQLITE_CORRUPT' || code.startsWith('SQLITE_CORRUPT_') || code === 'SQLITE_NOTADB') {
    return corruptStore(file, detail, error);
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return failed(
      'store-busy',
      `Another Bilge process kept ${file} busy for too long. Nothing was changed. Try again; if it lasts, look for a hanging \`bilge\` process.`,
    );
  }
  if (code === 'SQLITE_READONLY_DBMOVED') {
    return failed(
      'store-unusable',
      `${file} was replaced or removed while Bilge had it open, so nothing more can be saved. Start Bilge again.`,
    );
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || code === 'EACCES' || code === 'SQLITE_CANTOPEN') {
    return failed(
      'store-read-only',
      `${file} cannot be opened for writing (${detail}). Give the user that runs Bilge write access to the file and its folder, or point BILGE_DATA elsewhere.`,
    );
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return failed(
      'store-unusable',
      `Reading or writing ${file} failed (${code}). Check the disk it is on (full, failing, or a network share without locks), then start Bilge again.`,
    );
  }
  return error;
}

export function corruptStore(file: string, detail: string, cause?: unknown): StoreError {
  return new StoreError({
    failure: 'store-corrupt',
    message: `${file} is damaged: ${detail}`,
    userMessage: `The database ${file} is damaged or is no Bilge database (${detail}). It was left exactly as it is. Stop Bilge and restore a backup with \`bilge restore FILE\`; the damaged file is kept beside it.`,
    cause,
  });
}

function hasNoRoom(file: string): boolean {
  const usage = fs.statfsSync(path.dirname(file));
  return usage.bavail * usage.bsize < 64 * 1024;
}

export function codeOf(error: unknown): string {
  if (error instanceof Sqlite.SqliteError) return error.code;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}
