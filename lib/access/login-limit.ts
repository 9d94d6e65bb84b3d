import { isIP } from 'node:net';
import { AccessError } from '../domain/errors.ts';
import type { LoginAttempts } from '../store/accounts/login-attempts.ts';
import type { Clock } from './audit-access.ts';

/**
 * Slows guessing without ever locking anyone out: after some free tries each failure doubles the wait, up to a cap, and a
 * quarter of an hour of quiet forgets them. Unknown visitors are counted per address, so that one machine
 * cannot try many names, and per user, so that many machines cannot try one name. Known visitors have a budget of their own that
 * others cannot spend: a browser that this user has logged in with before, and a session that confirms its password.
 */
const forgetMs = 15 * 60_000;
interface Limit {
  freeTries: number;
  capMs: number;
  /** forgotten by a success alone, not by time */
  isForCodes?: true;
}
const addressLimit: Limit = { freeTries: 5, capMs: 60_000 };
const userLimit: Limit = { freeTries: 10, capMs: 15_000 };
const knownLimit: Limit = { freeTries: 10, capMs: 60_000 };
/**
 * Six digits are few, and only who knows the password gets to guess them. With five tries in each quarter of an hour that are
 * then forgotten, a year of patience would be enough; so they are not forgotten, and the wait grows to an hour.
 */
const codeLimit: Limit = { freeTries: 5, capMs: 60 * 60_000, isForCodes: true };

export interface LoginAttempt {
  /** Right after all: takes the attempt back, and the user's earlier failures are forgotten. */
  succeeded(): void;
  /** Neither right nor wrong yet (the code is still to come): takes only this attempt back. */
  undecided(): void;
}

/** What identifies the rightful user before any password is checked. */
export interface KnownBy {
  /** the id of a browser that this user has logged in with before */
  device?: string | null;
  /** a session of this user that gives its password again, and whether it comes from its own page or has only the cookie */
  session?: { id: string; userId: string; hasPage: boolean };
}

export interface LoginLimit {
  /**
   * Counts the attempt as failed *before* it is judged: a hundred at once must not all get in before the first has failed.
   * Throws AccessError `rate-limited`, with the seconds to wait, without counting.
   */
  begin(attempt: { address: string; user: string | null; isKnownAddress: boolean } & KnownBy): LoginAttempt;
  /** The same for guesses of the second factor, after the right password. */
  beginCode(userId: string, knownBy: KnownBy): LoginAttempt;
  /** A new password makes what was guessed behind the old one worthless. */
  forgetCodes(userId: string): void;
}

interface CountedKey {
  key: string;
  limit: Limit;
  /** binding: makes this attempt wait; the others are only counted */
  isBinding: boolean;
  /** forgotten as a whole by a success. An address is not: a login of one's own must not pay for guessing at another's. */
  clearsOnSuccess: boolean;
}

export function loginLimit(attempts: LoginAttempts, clock: Clock): LoginLimit {
  function count(keys: readonly CountedKey[]): LoginAttempt {
    const nowMs = clock().getTime();
    const now = iso(nowMs);
    const waits = keys
      .filter((key) => key.isBinding)
      .map(({ key }) => Date.parse(attempts.allowedAt(key) ?? now) - nowMs);
    const waitMs = Math.max(0, ...waits);
    if (waitMs > 0) throw tooMany(waitMs);

    attempts.removeOlder(iso(nowMs - 24 * 3_600_000), iso(nowMs - 400 * 24 * 3_600_000));
    for (const { key, limit } of keys) {
      const failures = attempts.fail(key, now, iso(limit.isForCodes ? 0 : nowMs - forgetMs));
      attempts.delayUntil(key, iso(nowMs + delayMs(failures, limit)));
    }
    return {
      succeeded() {
        const at = clock().toISOString();
        for (const { key, clearsOnSuccess } of keys) {
          if (clearsOnSuccess) attempts.clear(key);
          else attempts.forgive(key, at);
        }
      },
      undecided() {
        const at = clock().toISOString();
        for (const { key } of keys) attempts.forgive(key, at);
      },
    };
  }

  return {
    begin({ address, user, isKnownAddress, ...knownBy }) {
      const known = knownName(knownBy);
      if (known !== null) return count([{ key: known, limit: knownLimit, isBinding: true, clearsOnSuccess: true }]);
      const byAddress = {
        key: `address:${addressKey(address)}`,
        limit: addressLimit,
        isBinding: true,
        clearsOnSuccess: false,
      };
      if (user === null) return count([byAddress]);
      const byUser = { key: userKey(user), limit: userLimit, isBinding: !isKnownAddress, clearsOnSuccess: true };
      return count([byAddress, byUser]);
    },
    beginCode(userId, knownBy) {
      const key = `code:${userId}:${knownName(knownBy) ?? 'anybody'}`;
      return count([{ key, limit: codeLimit, isBinding: true, clearsOnSuccess: true }]);
    },
    forgetCodes: (userId) => attempts.clearAll(`code:${userId}:`),
  };
}

function knownName({ device, session }: KnownBy): string | null {
  // A stolen cookie is a session too: its guesses must not make the page wait that the session belongs to.
  if (session !== undefined) return `session:${session.userId}:${session.id}:${session.hasPage ? 'page' : 'cookie'}`;
  return device ? `device:${device}` : null;
}

export function delayMs(failures: number, limit: { freeTries: number; capMs: number }): number {
  if (failures < limit.freeTries) return 0;
  return Math.min(limit.capMs, 1_000 * 2 ** Math.min(20, failures - limit.freeTries));
}

/** One home has one IPv4 address or one IPv6 /64. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIP(plain) !== 6) return plain.slice(0, 64);
  const [head = '', tail] = plain.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

function userKey(user: string): string {
  return `user:${user.trim().toLowerCase().slice(0, 64)}`;
}

function tooMany(waitMs: number): AccessError {
  const seconds = Math.ceil(waitMs / 1_000);
  return new AccessError({
    kind: 'rate-limited',
    message: `Too many failed logins; the next attempt counts in ${seconds} s.`,
    userMessage: `Too many failed attempts. Please wait ${waitWords(seconds)} and try again; nothing is locked.`,
    retryAfterSeconds: seconds,
  });
}

function waitWords(seconds: number): string {
  if (seconds >= 120) return `${Math.ceil(seconds / 60)} minutes`;
  return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
