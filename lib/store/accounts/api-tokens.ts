import type { UserId } from '../../domain/ids.ts';
import type { Database } from '../database/database.ts';
import type { Role } from './users.ts';

/** why a token ended without anybody revoking it */
const tokenEnds = ['no-account', 'account-removed', 'password-reset'] as const;
export type TokenEnd = (typeof tokenEnds)[number];

/** widget: reads `/metrics` and the figures for other dashboards, and nothing else */
export const tokenScopes = ['all', 'widget'] as const;
export type TokenScope = (typeof tokenScopes)[number];

export interface ApiTokenRecord {
  id: string;
  name: string;
  role: Role;
  scope: TokenScope;
  /** who or what asked for it, for a person to read; `ownerId` is what counts */
  createdBy: string;
  /** the account it belongs to and ends with; null only for one of an older Bilge that no account stands behind */
  ownerId: UserId | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
  /** null where it was revoked by hand, or goes on */
  endedBecause: TokenEnd | null;
}

export interface ApiTokens {
  add(token: ApiTokenRecord, tokenHash: Buffer): void;
  byHash(hash: Buffer): ApiTokenRecord | null;
  byId(id: string): ApiTokenRecord | null;
  all(): ApiTokenRecord[];
  touch(id: string, at: string): void;
  revoke(id: string, at: string): boolean;
  /** Ends all of an account's; returns how many. */
  endOf(ownerId: UserId, at: string, because: TokenEnd): number;
}

interface TokenRow {
  id: string;
  name: string;
  role: Role;
  scope: string;
  created_by: string;
  owner_id: string | null;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
  ended_because: string | null;
}

export function apiTokenQueries(database: Database): ApiTokens {
  const add = database.query(
    `INSERT INTO api_tokens (id, name, role, scope, token_hash, created_by, owner_id, created_at, expires_at)
     VALUES ($id, $name, $role, $scope, $hash, $createdBy, $ownerId, $createdAt, $expiresAt)`,
  );
  const byHash = database.query<TokenRow>('SELECT * FROM api_tokens WHERE token_hash = ?');
  const byId = database.query<TokenRow>('SELECT * FROM api_tokens WHERE id = ?');
  const all = database.query<TokenRow>('SELECT * FROM api_tokens ORDER BY created_at DESC, id');
  const touch = database.query('UPDATE api_tokens SET last_used_at = ? WHERE id = ?');
  const revoke = database.query('UPDATE api_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL');
  const endOf = database.query(
    'UPDATE api_tokens SET revoked_at = ?, ended_because = ? WHERE owner_id = ? AND revoked_at IS NULL',
  );
  return {
    add(token, hash) {
      const { id, name, role, scope, createdBy, ownerId, createdAt, expiresAt } = token;
      add.run({ id, name, role, scope, hash, createdBy, ownerId, createdAt, expiresAt });
    },
    byHash(hash) {
      const row = byHash.get(hash);
      return row === undefined ? null : tokenOf(row);
    },
    byId(id) {
      const row = byId.get(id);
      return row === undefined ? null : tokenOf(row);
    },
    all: () => all.all().map(tokenOf),
    touch: (id, at) => void touch.run(at, id),
    revoke: (id, at) => revoke.run(at, id) > 0,
    endOf: (ownerId, at, because) => endOf.run(at, because, ownerId),
  };
}

function tokenOf(row: TokenRow): ApiTokenRecord {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    // What cannot be read is the lesser right.
    scope: row.scope === 'all' ? 'all' : 'widget',
    createdBy: row.created_by,
    ownerId: row.owner_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    endedBecause: tokenEnds.find((known) => known === row.ended_because) ?? null,
  };
}
