import type { Store } from '../store/open-store.ts';
import type { Actor } from './actor.ts';
import { type AccessTokens, tokenService } from './api-tokens.ts';
import { accessAudit, type Clock } from './audit-access.ts';
import { isAlive } from './credentials.ts';
import { hashGate } from './hash-gate.ts';
import { loginLimit } from './login-limit.ts';
import { type Passwords, passwordService } from './password.ts';
import { sessionMaker } from './session-maker.ts';
import { type AccessSessions, forwardedSession, sessionService } from './sessions.ts';
import { type Setup, setupService } from './setup.ts';
import { type Totp, totpService } from './totp.ts';
import { type AccessUsers, userService } from './users.ts';
import { type Vouched, vouchedService } from './vouched.ts';

/** Who may log in and as whom. Knows nothing of HTTP: the callers pass addresses, tokens and codes. */
export interface Access {
  users: AccessUsers;
  sessions: AccessSessions;
  tokens: AccessTokens;
  /** whom a sign-in provider has proven */
  vouched: Vouched;
  totp: Totp;
  setup: Setup;
  /**
   * Whether this actor still has the rights it had when its request was authorized. For work that continues afterwards (an open
   * stream): nothing is touched, so that a stream that looks again and again does not keep its own session alive.
   */
  stillHolds(actor: Actor): boolean;
  /** Calls back when a right has ended or become less in this process. */
  onChange(listener: () => void): () => void;
}

export interface AccessOptions {
  clock?: Clock;
  /** for the log of the process: what only who runs it can put right */
  warn?: (text: string) => void;
  /** for tests of hundreds of logins, which are about something else; the application gives none */
  passwords?: Passwords;
}

export function createAccess(store: Store, options: AccessOptions = {}): Access {
  const clock = options.clock ?? (() => new Date());
  const warn = options.warn ?? (() => {});
  const noted = accessAudit(store, clock);
  const limit = loginLimit(store.loginAttempts, clock);
  const passwords = options.passwords ?? passwordService(hashGate());
  const maker = sessionMaker({ store, clock });
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const tokens = tokenService({ store, clock, noted, changed });

  function stillHolds(actor: Actor): boolean {
    if (actor.kind === 'token') return tokens.roleInForce(actor.tokenId) === actor.role;
    if (actor.kind !== 'user') return true;
    if (store.users.byId(actor.userId)?.role !== actor.role) return false;
    if (actor.sessionId === forwardedSession) return true;
    const session = store.sessions.byId(actor.sessionId);
    return session !== null && isAlive(session, clock().toISOString());
  }

  return {
    users: userService({ store, clock, noted, limit, passwords, changed }),
    sessions: sessionService({ store, clock, noted, limit, passwords, changed, warn, maker }),
    vouched: vouchedService({ store, clock, noted, changed, maker }),
    tokens,
    totp: totpService({ store, clock, noted, changed }),
    setup: setupService({ store, clock, noted, limit, passwords }),
    stillHolds,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
