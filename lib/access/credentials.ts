import { AccessError } from '../domain/errors.ts';
import type { Store } from '../store/open-store.ts';
import type { SessionRecord } from '../store/sessions.ts';
import type { UserRecord } from '../store/users.ts';
import type { Clock, Noted } from './audit-access.ts';
import type { LoginLimit } from './login-limit.ts';
import { verifyPassword } from './password.ts';
import { spendSecondFactor } from './totp.ts';

export interface Visitor {
  address: string;
  userAgent: string;
}

export type Credentials = Visitor & { name: string; password: string; code?: string };

/** Judges name, password and code, slowed by the limit; one refusal for every reason. */
export function credentials(deps: { store: Store; clock: Clock; noted: Noted; limit: LoginLimit }) {
  const { store, clock, noted, limit } = deps;

  return async function prove(input: Credentials, action: string): Promise<UserRecord | 'code-needed'> {
    const user = store.users.byName(input.name.trim());
    const attempt = limit.begin({
      address: input.address,
      user: input.name,
      isKnownAddress: isKnown(user, input.address),
    });
    const isRight = await verifyPassword(user?.passwordHash ?? null, input.password);
    if (user === null || !isRight) throw refusedLogin(action, input, 'wrong name or password');
    if (user.totpEnabledAt !== null) {
      if (!input.code) {
        attempt.undecided();
        return 'code-needed';
      }
      const codeAttempt = limit.beginCode(user.id);
      const factor = spendSecondFactor(store, user, input.code, clock());
      if (factor === null) throw refusedLogin(action, input, 'wrong or used code');
      codeAttempt.succeeded();
      if (factor === 'recovery') noted({ actor: null, action: 'totp.recovery-code-used', subject: user.name });
    }
    attempt.succeeded();
    return user;
  };

  function isKnown(user: UserRecord | null, address: string): boolean {
    const now = clock().toISOString();
    return (
      user !== null && store.sessions.ofUser(user.id).some((known) => known.address === address && isAlive(known, now))
    );
  }

  /** One text for every reason: which part was wrong is for the audit log only. */
  function refusedLogin(action: string, input: Visitor & { name: string }, why: string): AccessError {
    noted({
      actor: null,
      action,
      subject: input.name.slice(0, 64),
      result: 'refused',
      detail: { why, address: input.address },
    });
    return new AccessError({
      kind: 'unauthenticated',
      message: `Refused ${action} of ${JSON.stringify(input.name.slice(0, 64))} from ${input.address}: ${why}.`,
      userMessage: 'The name, the password or the code is not right.',
    });
  }
}

export function isAlive(session: SessionRecord, now: string): boolean {
  return session.expiresAt > now && session.endsAt > now;
}
