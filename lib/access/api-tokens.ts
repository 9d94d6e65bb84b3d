import { AccessError, InvalidInputError, NotFoundError } from '../domain/errors.ts';
import { newId, type UserId } from '../domain/ids.ts';
import type { ApiTokenRecord, TokenEnd, TokenScope } from '../store/accounts/api-tokens.ts';
import { type Role, roles, type UserRecord } from '../store/accounts/users.ts';
import type { Store } from '../store/open-store.ts';
import { type Actor, hasRole, requireFreshLogin, requireRole } from './actor.ts';
import type { Clock, Noted } from './audit-access.ts';
import { hashToken, newToken } from './token.ts';

const tokenPrefix = 'bilge_';
const touchMs = 60_000;
export const defaultTokenDays = 365;

export interface NewToken {
  name: string;
  role: Role;
  /** absent: all that the role allows */
  scope?: TokenScope;
  /** absent: a year; null: none. It ends with its account in any case. */
  expiresAt?: string | null;
  /** Only for the command line, which has no account: the owner. Absent: the only admin. */
  owner?: string;
}

export interface ListedToken extends ApiTokenRecord {
  /** the account it belongs to; null where that is gone */
  ownerName: string | null;
  /** the lesser of its own role and its account's; null where it has ended */
  roleInForce: Role | null;
}

export interface AccessTokens {
  /** `token` is shown this one time; only its hash is stored. */
  create(actor: Actor, input: NewToken): { token: string; record: ListedToken };
  /** null for what is unknown or expired. Throws `unauthenticated` with the reason for one that has ended. */
  authenticate(token: string): Extract<Actor, { kind: 'token' }> | null;
  list(actor: Actor): ListedToken[];
  revoke(actor: Actor, id: string): void;
  /** how many of the actor's own are in force */
  inForceOf(actor: Actor): number;
  /** What a token may do now; null for nothing. */
  roleInForce(id: string): Role | null;
}

export interface TokenDeps {
  store: Store;
  clock: Clock;
  noted: Noted;
  changed: () => void;
}

export function tokenService({ store, clock, noted, changed }: TokenDeps): AccessTokens {
  /** A token is never more than the account it belongs to is now: not after a demotion, and not at all without one. */
  function inForce(record: ApiTokenRecord): Role | null {
    const owner = record.ownerId === null ? null : store.users.byId(record.ownerId);
    if (owner === null || record.revokedAt !== null) return null;
    if (record.expiresAt !== null && record.expiresAt <= clock().toISOString()) return null;
    return roles[Math.min(roles.indexOf(record.role), roles.indexOf(owner.role))] ?? null;
  }

  function listed(record: ApiTokenRecord): ListedToken {
    const ownerName = record.ownerId === null ? null : (store.users.byId(record.ownerId)?.name ?? null);
    return { ...record, ownerName, roleInForce: inForce(record) };
  }

  function ownerOf(actor: Actor, named: string | undefined): UserRecord {
    if (actor.kind === 'user') return existing(actor.userId);
    if (actor.kind !== 'cli')
      throw new AccessError({
        kind: 'forbidden',
        message: 'Only a person can create tokens: in the browser or on the command line.',
      });
    if (named !== undefined) {
      const user = store.users.byName(named);
      if (user === null) throw new NotFoundError(`No user named “${named}”.`);
      return user;
    }
    const [only, ...others] = store.users.all().filter(({ role }) => role === 'admin');
    if (only !== undefined && others.length === 0) return only;
    throw new InvalidInputError(
      'A token belongs to an account and ends with it. Name the account: --user NAME (`bilge user list` shows them).',
    );
  }

  function existing(id: UserId): UserRecord {
    const user = store.users.byId(id);
    if (user === null) throw new NotFoundError('No such user.');
    return user;
  }

  return {
    create(actor, { name, role: asked, scope = 'all', expiresAt, owner: named }) {
      requireRole(actor, 'admin');
      requireFreshLogin(actor, clock());
      const owner = ownerOf(actor, named);
      const role = scope === 'widget' ? 'viewer' : asked;
      if (!hasRole(actor, role) || roles.indexOf(role) > roles.indexOf(owner.role))
        throw new InvalidInputError(`A token cannot have a higher role (${role}) than its account.`);
      const label = name.trim().slice(0, 100);
      if (label === '') throw new InvalidInputError('Give the token a name that says what uses it.');
      const now = clock();
      const createdAt = now.toISOString();
      const ends =
        expiresAt === undefined ? new Date(now.getTime() + defaultTokenDays * 86_400_000).toISOString() : expiresAt;
      if (ends !== null && !(ends > createdAt)) throw new InvalidInputError('The expiry date is in the past.');
      const token = newToken(tokenPrefix);
      const record: ApiTokenRecord = {
        id: newId('token'),
        name: label,
        role,
        scope,
        createdBy: actor.name,
        ownerId: owner.id,
        createdAt,
        expiresAt: ends,
        lastUsedAt: null,
        revokedAt: null,
        endedBecause: null,
      };
      store.apiTokens.add(record, hashToken(token));
      noted({
        actor,
        action: 'token.created',
        subject: label,
        detail: { id: record.id, role, scope, owner: owner.name },
      });
      return { token, record: listed(record) };
    },
    authenticate(token) {
      if (!token.startsWith(tokenPrefix)) return null;
      const record = store.apiTokens.byHash(hashToken(token));
      if (record === null) return null;
      const role = inForce(record);
      if (role === null || record.ownerId === null) {
        if (record.endedBecause !== null) throw ended(record.name, record.endedBecause);
        return null;
      }
      const now = clock();
      const isStale = record.lastUsedAt === null || now.getTime() - Date.parse(record.lastUsedAt) >= touchMs;
      if (isStale) store.apiTokens.touch(record.id, now.toISOString());
      const { id: tokenId, ownerId, scope } = record;
      return { kind: 'token', name: `token:${record.name}`, role, tokenId, ownerId, scope };
    },
    list(actor) {
      requireRole(actor, 'admin');
      return store.apiTokens.all().map(listed);
    },
    revoke(actor, id) {
      requireRole(actor, 'admin');
      const record = store.apiTokens.byId(id);
      if (record === null || !store.apiTokens.revoke(id, clock().toISOString()))
        throw new NotFoundError('No such token.');
      noted({ actor, action: 'token.revoked', subject: record.name, detail: { id } });
      changed();
    },
    inForceOf(actor) {
      if (actor.kind !== 'user') return 0;
      return store.apiTokens.all().filter((token) => token.ownerId === actor.userId && inForce(token) !== null).length;
    },
    roleInForce(id) {
      const record = store.apiTokens.byId(id);
      return record === null ? null : inForce(record);
    },
  };
}

const endWords: Record<TokenEnd, string> = {
  'no-account': 'no account owns it: its creator was removed, or it was created on the command line by an older Bilge',
  'account-removed': 'the account it belonged to was removed',
  'password-reset': 'the password of the account it belongs to was reset',
};

/** Only who holds the token can ask, and they have to know why their script stopped. */
function ended(name: string, because: TokenEnd): AccessError {
  return new AccessError({
    kind: 'unauthenticated',
    message: `The token ${JSON.stringify(name)} has ended: ${because}.`,
    userMessage: `This API token has ended: ${endWords[because]}. An admin can create a new one under Settings, API tokens.`,
  });
}
