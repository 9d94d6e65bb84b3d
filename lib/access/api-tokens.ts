import { InvalidInputError, NotFoundError } from '../domain/errors.ts';
import { newId } from '../domain/ids.ts';
import type { ApiTokenRecord } from '../store/api-tokens.ts';
import type { Store } from '../store/open-store.ts';
import type { Role } from '../store/users.ts';
import { type Actor, hasRole, requireFreshLogin, requireRole } from './actor.ts';
import type { Clock, Noted } from './audit-access.ts';
import { hashToken, newToken } from './token.ts';

const tokenPrefix = 'bilge_';
const touchMs = 60_000;

export interface AccessTokens {
  /** `token` is shown this one time; only its hash is stored. */
  create(
    actor: Actor,
    input: { name: string; role: Role; expiresAt?: string | null },
  ): { token: string; record: ApiTokenRecord };
  /** null for what is unknown, expired or revoked */
  authenticate(token: string): Extract<Actor, { kind: 'token' }> | null;
  list(actor: Actor): ApiTokenRecord[];
  revoke(actor: Actor, id: string): void;
}

export function tokenService(store: Store, clock: Clock, noted: Noted): AccessTokens {
  return {
    create(actor, { name, role, expiresAt = null }) {
      requireRole(actor, 'admin');
      requireFreshLogin(actor, clock());
      if (!hasRole(actor, role))
        throw new InvalidInputError(`A token cannot have more rights (${role}) than who makes it.`);
      const label = name.trim().slice(0, 100);
      if (label === '') throw new InvalidInputError('Give the token a name that says who uses it.');
      const createdAt = clock().toISOString();
      if (expiresAt !== null && !(expiresAt > createdAt))
        throw new InvalidInputError('The token would have expired already.');
      const token = newToken(tokenPrefix);
      const record: ApiTokenRecord = {
        id: newId('token'),
        name: label,
        role,
        createdBy: actor.name,
        createdAt,
        expiresAt,
        lastUsedAt: null,
        revokedAt: null,
      };
      store.apiTokens.add(record, hashToken(token));
      noted({ actor, action: 'token.created', subject: label, detail: { id: record.id, role } });
      return { token, record };
    },
    authenticate(token) {
      if (!token.startsWith(tokenPrefix)) return null;
      const record = store.apiTokens.byHash(hashToken(token));
      const now = clock();
      if (record === null || record.revokedAt !== null) return null;
      if (record.expiresAt !== null && record.expiresAt <= now.toISOString()) return null;
      const isStale = record.lastUsedAt === null || now.getTime() - Date.parse(record.lastUsedAt) >= touchMs;
      if (isStale) store.apiTokens.touch(record.id, now.toISOString());
      return { kind: 'token', name: `token:${record.name}`, role: record.role, tokenId: record.id };
    },
    list(actor) {
      requireRole(actor, 'admin');
      return store.apiTokens.all();
    },
    revoke(actor, id) {
      requireRole(actor, 'admin');
      const record = store.apiTokens.all().find((candidate) => candidate.id === id);
      if (record === undefined || !store.apiTokens.revoke(id, clock().toISOString()))
        throw new NotFoundError('This token');
      noted({ actor, action: 'token.revoked', subject: record.name, detail: { id } });
    },
  };
}
