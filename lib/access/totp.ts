import { Secret, TOTP } from 'otpauth';
import { AccessError, InvalidInputError, NotFoundError } from '../domain/errors.ts';
import type { UserId } from '../domain/ids.ts';
import type { UserRecord } from '../store/accounts/users.ts';
import type { Store } from '../store/open-store.ts';
import { type Actor, requireFreshLogin, requireRole } from './actor.ts';
import type { Clock, Noted } from './audit-access.ts';
import { hashCode, newCode } from './token.ts';

const periodSeconds = 30;
const recoveryCodes = 10;

export interface Totp {
  /** A new secret for the actor's own account, sealed and not yet in force. `uri` is for the QR code. */
  begin(actor: Actor): { secret: string; uri: string };
  /** Puts it in force once a code proves that the app has it, and ends the other sessions. The recovery codes are shown this one time. */
  confirm(actor: Actor, code: string): { recoveryCodes: string[] };
  /** The actor's own, or an admin's help for someone who lost their phone. */
  disable(actor: Actor, userId: UserId): void;
  state(userId: UserId): { enabledAt: string | null; recoveryCodesLeft: number };
}

/** How long a secret that was shown waits for its first code, and then only in the session that it was shown in. */
const pendingMinutes = 15;

export interface TotpDeps {
  store: Store;
  clock: Clock;
  noted: Noted;
  changed: () => void;
}

export function totpService({ store, clock, noted, changed }: TotpDeps): Totp {
  const begun = new Map<UserId, { sessionId: string; atMs: number }>();

  /** Who began it in another session may know the secret: only what this session was shown can be put in force. */
  function requireBegun(actor: Actor, user: UserRecord): void {
    const pending = begun.get(user.id);
    const isOwn = actor.kind === 'user' && pending?.sessionId === actor.sessionId;
    if (isOwn && clock().getTime() - pending.atMs < pendingMinutes * 60_000) return;
    throw new InvalidInputError('This setup was started too long ago, or in another session. Start again.');
  }

  return {
    begin(actor) {
      const user = ownAccount(store, actor, clock());
      if (user.totpEnabledAt !== null) {
        throw new InvalidInputError('The second factor is already on. Switch it off first to set up another device.');
      }
      const totp = totpOf(user.name, new Secret({ size: 20 }));
      store.users.putTotpSecret(user.id, totp.secret.base32);
      if (actor.kind === 'user') begun.set(user.id, { sessionId: actor.sessionId, atMs: clock().getTime() });
      return { secret: totp.secret.base32, uri: totp.toString() };
    },
    confirm(actor, code) {
      const user = ownAccount(store, actor, clock());
      if (user.totpEnabledAt !== null) throw new InvalidInputError('The second factor is already on.');
      requireBegun(actor, user);
      const step = stepOf(store, user, code, clock());
      if (step === null) {
        throw new InvalidInputError(
          'Wrong code. Check that the clocks of your phone and of this machine agree, and enter the newest code.',
        );
      }
      const codes = Array.from({ length: recoveryCodes }, () => newCode(4));
      store.transaction(() => {
        store.users.enableTotp(user.id, clock().toISOString(), codes.map(hashCode));
        store.users.spendTotpStep(user.id, step);
        // Sessions that were opened with the password alone would go on without it for a month.
        if (actor.kind === 'user') store.sessions.removeOthers(user.id, actor.sessionId);
      });
      begun.delete(user.id);
      changed();
      noted({ actor, action: 'totp.enabled', subject: user.name });
      return { recoveryCodes: codes };
    },
    disable(actor, userId) {
      requireFreshLogin(actor, clock());
      const user = store.users.byId(userId);
      if (user === null) throw new NotFoundError(`No user ${userId}.`);
      if (actor.kind !== 'user' || actor.userId !== userId) requireRole(actor, 'admin');
      store.users.disableTotp(userId);
      noted({ actor, action: 'totp.disabled', subject: user.name });
    },
    state: (userId) => ({
      enabledAt: store.users.byId(userId)?.totpEnabledAt ?? null,
      recoveryCodesLeft: store.users.recoveryCodesLeft(userId),
    }),
  };
}

/** True once for each code: a time step that was used, or an earlier one, is refused; a recovery code is crossed out. */
export function spendSecondFactor(store: Store, user: UserRecord, code: string, now: Date): 'totp' | 'recovery' | null {
  if (/^\s*\d{3}\s?\d{3}\s*$/.test(code)) {
    const step = stepOf(store, user, code, now);
    return step !== null && store.users.spendTotpStep(user.id, step) ? 'totp' : null;
  }
  return store.users.spendRecoveryCode(user.id, hashCode(code), now.toISOString()) ? 'recovery' : null;
}

/** The time step the code belongs to, one step of clock drift either way; null where it belongs to none. */
function stepOf(store: Store, user: UserRecord, code: string, now: Date): number | null {
  const secret = store.users.totpSecret(user.id);
  if (secret === null) return null;
  const token = code.replace(/\s/g, '');
  const drift = totpOf(user.name, Secret.fromBase32(secret)).validate({ token, timestamp: now.getTime(), window: 1 });
  return drift === null ? null : Math.floor(now.getTime() / 1_000 / periodSeconds) + drift;
}

function totpOf(name: string, secret: Secret): TOTP {
  return new TOTP({ issuer: 'Bilge', label: name, secret, algorithm: 'SHA1', digits: 6, period: periodSeconds });
}

function ownAccount(store: Store, actor: Actor, now: Date): UserRecord {
  requireFreshLogin(actor, now);
  const user = actor.kind === 'user' ? store.users.byId(actor.userId) : null;
  if (user === null) {
    throw new AccessError({
      kind: 'forbidden',
      message: 'Only a logged-in user can set up a second factor, for their own account.',
    });
  }
  return user;
}
