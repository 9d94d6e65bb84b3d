import { AccessError } from '../domain/errors.ts';
import type { SessionRecord } from '../store/accounts/sessions.ts';
import type { UserRecord } from '../store/accounts/users.ts';
import type { Store } from '../store/open-store.ts';
import type { Clock, Noted } from './audit-access.ts';
import type { KnownBy, LoginAttempt, LoginLimit } from './login-limit.ts';
import type { Passwords } from './password.ts';
import { hashToken } from './token.ts';
import { spendSecondFactor } from './totp.ts';

export interface Visitor {
  address: string;
  userAgent: string;
}

export type Credentials = Visitor & {
  name: string;
  password: string;
  code?: string;
  /** from the long-lived cookie of a browser that was logged in before */
  deviceToken?: string | null;
  session?: KnownBy['session'];
};

export interface CredentialDeps {
  store: Store;
  clock: Clock;
  noted: Noted;
  limit: LoginLimit;
  passwords: Passwords;
}

/** Judges name, password and code, slowed by the limit; one refusal for every reason. */
export function credentials({ store, clock, noted, limit, passwords }: CredentialDeps) {
  return async function prove(input: Credentials, action: string): Promise<UserRecord | 'code-needed'> {
    const user = store.users.byName(input.name.trim());
    const knownBy = knownByOf(user, input);
    const attempt = begun(action, input, () =>
      limit.begin({
        address: input.address,
        user: input.name,
        isKnownAddress: isKnownAddress(user, input.address),
        ...knownBy,
      }),
    );
    const isKnown = knownBy.device !== null || knownBy.session !== undefined;
    const isRight = await judged(attempt, () =>
      passwords.verify(user?.passwordHash || null, input.password, { isKnown }),
    );
    if (user === null || !isRight) throw refusedLogin(action, input, 'wrong name or password');
    if (user.totpEnabledAt !== null) {
      if (!input.code) {
        attempt.undecided();
        return 'code-needed';
      }
      const codeAttempt = begun(action, input, () => limit.beginCode(user.id, knownBy));
      const factor = spendSecondFactor(store, user, input.code, clock());
      if (factor === null) throw refusedLogin(action, input, 'wrong or used code');
      codeAttempt.succeeded();
      if (factor === 'recovery') noted({ actor: null, action: 'totp.recovery-code-used', subject: user.name });
    }
    attempt.succeeded();
    return user;
  };

  /** A browser is known for the user it belongs to, not for other names that are tried from it. */
  function knownByOf(
    user: UserRecord | null,
    { deviceToken, session }: Credentials,
  ): KnownBy & { device: string | null } {
    const device = user !== null && deviceToken ? store.devices.find(user.id, hashToken(deviceToken)) : null;
    return { device, ...(session === undefined ? {} : { session }) };
  }

  function isKnownAddress(user: UserRecord | null, address: string): boolean {
    const now = clock().toISOString();
    return (
      user !== null && store.sessions.ofUser(user.id).some((known) => known.address === address && isAlive(known, now))
    );
  }

  /** An attempt that is refused before it is checked gets a line too, or the log would be silent during guessing. */
  function begun(action: string, input: Credentials, begin: () => LoginAttempt): LoginAttempt {
    try {
      return begin();
    } catch (error) {
      note(action, input, 'too many attempts');
      throw error;
    }
  }

  function note(action: string, input: Visitor & { name: string }, why: string): void {
    const detail = { why, address: input.address };
    noted({ actor: null, action, subject: input.name.slice(0, 64), result: 'refused', detail });
  }

  /** One text for every reason: which part was wrong is for the audit log only. */
  function refusedLogin(action: string, input: Visitor & { name: string }, why: string): AccessError {
    note(action, input, why);
    return new AccessError({
      kind: 'unauthenticated',
      message: `Refused ${action} of ${JSON.stringify(input.name.slice(0, 64))} from ${input.address}: ${why}.`,
      userMessage: 'Wrong name, password or code.',
    });
  }
}

/** Where nothing could be judged (too many at once), nothing is counted. */
async function judged(attempt: LoginAttempt, judge: () => Promise<boolean>): Promise<boolean> {
  try {
    return await judge();
  } catch (error) {
    attempt.undecided();
    throw error;
  }
}

export function isAlive(session: SessionRecord, now: string): boolean {
  return session.expiresAt > now && session.endsAt > now;
}
