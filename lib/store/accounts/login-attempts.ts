import type { Database } from '../database/database.ts';

export interface LoginAttempts {
  /** ISO time before which no attempt is looked at; null where there is no such time */
  allowedAt(key: string): string | null;
  failures(key: string, notBefore: string): number;
  /** Counts one failure; failures before `notBefore` are forgotten. Returns how many there are now. */
  fail(key: string, at: string, notBefore: string): number;
  /** Takes one failure back: the attempt turned out to be right. */
  forgive(key: string, at: string): void;
  delayUntil(key: string, allowedAt: string): void;
  clear(key: string): void;
  /** Forgets older attempts, except guesses of a second factor: those end only with a success or with the account. */
  removeOlder(than: string, codesOlderThan: string): void;
  /** All budgets whose name begins so. */
  clearAll(prefix: string): void;
}

export function loginAttemptQueries(database: Database): LoginAttempts {
  const allowed = database.query<{ allowed_at: string }>('SELECT allowed_at FROM login_attempts WHERE key = ?');
  const failures = database.query<{ failures: number }>(
    'SELECT failures FROM login_attempts WHERE key = ? AND last_failed_at >= ?',
  );
  const fail = database.query<{ failures: number }>(
    `INSERT INTO login_attempts (key, failures, last_failed_at, allowed_at) VALUES ($key, 1, $at, $at)
     ON CONFLICT DO UPDATE SET failures = CASE WHEN last_failed_at < $forget THEN 1 ELSE failures + 1 END, last_failed_at = $at
     RETURNING failures`,
  );
  const delay = database.query('UPDATE login_attempts SET allowed_at = ? WHERE key = ?');
  const forgive = database.query(
    'UPDATE login_attempts SET failures = max(0, failures - 1), allowed_at = ? WHERE key = ?',
  );
  const clear = database.query('DELETE FROM login_attempts WHERE key = ?');
  const removeOlder = database.query(
    `DELETE FROM login_attempts WHERE last_failed_at < CASE WHEN key LIKE 'code:%' THEN $codes ELSE $than END`,
  );
  const clearAll = database.query('DELETE FROM login_attempts WHERE substr(key, 1, length($prefix)) = $prefix');
  return {
    allowedAt: (key) => allowed.get(key)?.allowed_at ?? null,
    failures: (key, notBefore) => failures.get(key, notBefore)?.failures ?? 0,
    fail: (key, at, notBefore) => fail.get({ key, at, forget: notBefore })?.failures ?? 1,
    forgive: (key, at) => void forgive.run(at, key),
    delayUntil: (key, allowedAt) => void delay.run(allowedAt, key),
    clear: (key) => void clear.run(key),
    removeOlder: (than, codes) => void removeOlder.run({ than, codes }),
    clearAll: (prefix) => void clearAll.run({ prefix }),
  };
}
