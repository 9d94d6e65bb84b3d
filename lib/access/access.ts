import type { Store } from '../store/open-store.ts';
import { type AccessTokens, tokenService } from './api-tokens.ts';
import { accessAudit, type Clock } from './audit-access.ts';
import { loginLimit } from './login-limit.ts';
import { type AccessSessions, sessionService } from './sessions.ts';
import { type Setup, setupService } from './setup.ts';
import { type Totp, totpService } from './totp.ts';
import { type AccessUsers, userService } from './users.ts';

/** Who may come in and as whom. Knows nothing of HTTP: the faces hand in addresses, tokens and codes. */
export interface Access {
  users: AccessUsers;
  sessions: AccessSessions;
  tokens: AccessTokens;
  totp: Totp;
  setup: Setup;
}

export function createAccess(store: Store, options: { clock?: Clock } = {}): Access {
  const clock = options.clock ?? (() => new Date());
  const noted = accessAudit(store, clock);
  const limit = loginLimit(store.loginAttempts, clock);
  return {
    users: userService({ store, clock, noted, limit }),
    sessions: sessionService({ store, clock, noted, limit }),
    tokens: tokenService(store, clock, noted),
    totp: totpService(store, clock, noted),
    setup: setupService({ store, clock, noted, limit }),
  };
}
