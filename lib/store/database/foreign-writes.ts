import type { Database } from './database.ts';
import { StoreError } from './store-error.ts';

export type StopWatching = () => void;

const intervalMs = 500;

/**
 * The command line writes beside a running server. `PRAGMA data_version` changes when another connection has committed and
 * costs a read of shared memory; our own commits do not change it.
 */
export function watchForeignWrites(database: Database, callback: () => void): StopWatching {
  let seen = Number(database.pragma('data_version'));
  const timer = setInterval(() => {
    if (!database.isOpen) return clearInterval(timer);
    const version = versionOrNull(database);
    if (version !== null && version === seen) return;
    seen = version ?? seen;
    callback();
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

/** A timer has no caller to throw to: a failed check counts as a change, and the next reader gets the error in full. */
function versionOrNull(database: Database): number | null {
  try {
    return Number(database.pragma('data_version'));
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}
