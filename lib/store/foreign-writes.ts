import type { Database } from './database.ts';

export type StopWatching = () => void;

const intervalMs = 500;

/**
 * The command line writes beside a running server. `PRAGMA data_version` changes when another connection has committed and
 * costs a read of shared memory; our own commits do not change it.
 */
export function watchForeignWrites(database: Database, callback: () => void): StopWatching {
  let seen = Number(database.pragma('data_version'));
  const timer = setInterval(() => {
    const version = Number(database.pragma('data_version'));
    if (version === seen) return;
    seen = version;
    callback();
  }, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
