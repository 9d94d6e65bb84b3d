import { z } from 'zod';
import { AccessError, InvalidInputError, NotFoundError } from '../domain/errors.ts';
import { newId, type UserId } from '../domain/ids.ts';
import type { Role, UserRecord } from '../store/accounts/users.ts';
import type { Store } from '../store/open-store.ts';
import { type Actor, requireFreshLogin, requireRole } from './actor.ts';
import type { Clock, Noted } from './audit-access.ts';
import type { LoginLimit } from './login-limit.ts';
import { checkPassword, type Passwords } from './password.ts';

export const userNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._@ -]*$/u,
    'letters, digits, dot, dash, underscore, @ and spaces; begins with a letter or digit',
  );

/** What screens may see of a user. */
export type ListedUser = Omit<UserRecord, 'passwordHash'> & { hasPassword: boolean };

export interface AccessUsers {
  list(actor: Actor): ListedUser[];
  own(actor: Actor): ListedUser | null;
  add(actor: Actor, input: { name: string; role: Role; password: string }): Promise<ListedUser>;
  /** Ends that user's sessions: a role is granted at login. Their tokens can from now on at most what the new role can. */
  setRole(actor: Actor, userId: UserId, role: Role): void;
  /** An admin's (or the command line's) reset: ends all sessions, tokens and known browsers of that user. The second factor stays. */
  resetPassword(actor: Actor, userId: UserId, password: string): Promise<void>;
  /** The actor's own password, proven by the current one; ends all other sessions and, where asked, the tokens. */
  changePassword(actor: Actor, input: { current: string; next: string; endTokens?: boolean }): Promise<void>;
  /** With everything that came from the account: sessions, tokens, known browsers. */
  remove(actor: Actor, userId: UserId): void;
}

interface UserDeps {
  store: Store;
  clock: Clock;
  noted: Noted;
  limit: LoginLimit;
  passwords: Passwords;
  changed: () => void;
}

export function userService({ store, clock, noted, limit, passwords, changed }: UserDeps): AccessUsers {
  function existing(userId: UserId): UserRecord {
    const user = store.users.byId(userId);
    if (user === null) throw new NotFoundError('No such user.');
    return user;
  }

  return {
    list(actor) {
      requireRole(actor, 'admin');
      return store.users.all().map(listed);
    },
    own(actor) {
      const user = actor.kind === 'user' ? store.users.byId(actor.userId) : null;
      return user === null ? null : listed(user);
    },
    async add(actor, input) {
      requireRole(actor, 'admin');
      const user = await newUser(input, clock(), passwords);
      if (!store.users.add(user)) throw new InvalidInputError(`There is already a user named ${user.name}.`);
      noted({ actor, action: 'user.added', subject: user.name, detail: { role: user.role } });
      return listed(user);
    },
    setRole(actor, userId, role) {
      requireRole(actor, 'admin');
      requireFreshLogin(actor, clock());
      const user = existing(userId);
      store.transaction(() => {
        if (!store.users.setRole(userId, role)) throw lastAdmin(user.name);
        store.sessions.removeOthers(userId, null);
      });
      noted({ actor, action: 'user.role-changed', subject: user.name, detail: { from: user.role, to: role } });
      changed();
    },
    async resetPassword(actor, userId, password) {
      requireRole(actor, 'admin');
      requireFreshLogin(actor, clock());
      const user = existing(userId);
      const tokens = await storePassword(user, password, { keepSession: null, endTokens: true });
      noted({ actor, action: 'user.password-reset', subject: user.name, detail: { tokensEnded: tokens } });
    },
    async changePassword(actor, { current, next, endTokens = false }) {
      if (actor.kind !== 'user') {
        throw new AccessError({ kind: 'forbidden', message: 'Only a logged-in user has a password to change.' });
      }
      const user = existing(actor.userId);
      // A session left open must not become a place to guess the password at leisure.
      const session = { id: actor.sessionId, userId: user.id, hasPage: true };
      const attempt = limit.begin({ address: '', user: null, isKnownAddress: true, session });
      if (!(await passwords.verify(user.passwordHash || null, current, { isKnown: true }))) {
        noted({ actor, action: 'user.password-changed', subject: user.name, result: 'refused' });
        throw new InvalidInputError('The current password is wrong.');
      }
      attempt.succeeded();
      const tokens = await storePassword(user, next, { keepSession: actor.sessionId, endTokens });
      noted({ actor, action: 'user.password-changed', subject: user.name, detail: { tokensEnded: tokens } });
    },
    remove(actor, userId) {
      requireRole(actor, 'admin');
      requireFreshLogin(actor, clock());
      const user = existing(userId);
      const tokens = store.transaction(() => {
        if (!store.users.remove(userId)) throw lastAdmin(user.name);
        limit.forgetCodes(userId);
        return store.apiTokens.endOf(userId, clock().toISOString(), 'account-removed');
      });
      noted({ actor, action: 'user.removed', subject: user.name, detail: { tokensEnded: tokens } });
      changed();
    },
  };

  /** Someone who knew the old password may have created sessions or tokens: all of them end with it. */
  async function storePassword(
    user: UserRecord,
    password: string,
    { keepSession, endTokens }: { keepSession: string | null; endTokens: boolean },
  ): Promise<number> {
    checkPassword(password, user.name);
    const hashed = await passwords.hash(password);
    const ended = store.transaction(() => {
      const now = clock().toISOString();
      store.users.setPassword(user.id, hashed, now);
      store.users.dropPendingTotp(user.id);
      store.sessions.removeOthers(user.id, keepSession);
      store.devices.removeOf(user.id);
      limit.forgetCodes(user.id);
      return endTokens ? store.apiTokens.endOf(user.id, now, 'password-reset') : 0;
    });
    changed();
    return ended;
  }
}

/** Checked and hashed, not stored yet. */
export async function newUser(
  input: { name: string; role: Role; password: string },
  now: Date,
  passwords: Passwords,
): Promise<UserRecord> {
  const name = userNameSchema.safeParse(input.name);
  if (!name.success)
    throw new InvalidInputError(`Invalid user name: ${name.error.issues[0]?.message ?? 'it is empty'}.`);
  checkPassword(input.password, name.data);
  return {
    id: newId('user'),
    name: name.data,
    role: input.role,
    passwordHash: await passwords.hash(input.password),
    passwordChangedAt: now.toISOString(),
    totpEnabledAt: null,
    createdAt: now.toISOString(),
  };
}

export function listed({ passwordHash, ...user }: UserRecord): ListedUser {
  return { ...user, hasPassword: passwordHash !== '' };
}

function lastAdmin(name: string): InvalidInputError {
  return new InvalidInputError(`${name} is the last admin. Make another user an admin first.`);
}
