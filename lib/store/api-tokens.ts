import type { Database } from './database.ts';
import type { Role } from './users.ts';

export interface ApiTokenRecord {
  id: string;
  name: string;
  role: Role;
  createdBy: string;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

export interface ApiTokens {
  add(token: ApiTokenRecord, tokenHash: Buffer): void;
  byHash(hash: Buffer): ApiTokenRecord | null;
  all(): ApiTokenRecord[];
  touch(id: string, at: string): void;
  revoke(id: string, at: string): boolean;
}

interface TokenRow {
  id: string;
  name: string;
  role: Role;
  created_by: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
}

export function apiTokenQueries(database: Database): ApiTokens {
  const add = database.query(
    'INSERT INTO api_tokens (id, name, role, token_hash, created_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const byHash = database.query<TokenRow>('SELECT * FROM api_tokens WHERE token_hash = ?');
  const all = database.query<TokenRow>('SELECT * FROM api_tokens ORDER BY created_at DESC, id');
  const touch = database.query('UPDATE api_tokens SET last_used_at = ? WHERE id = ?');
  const revoke = database.query('UPDATE api_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL');
  return {
    add(token, hash) {
      add.run(token.id, token.name, token.role, hash, token.createdBy, token.createdAt, token.expiresAt);
    },
    byHash(hash) {
      const row = byHash.get(hash);
      return row === undefined ? null : tokenOf(row);
    },
    all: () => all.all().map(tokenOf),
    touch: (id, at) => void touch.run(at, id),
    revoke: (id, at) => revoke.run(at, id) > 0,
  };
}

function tokenOf(row: TokenRow): ApiTokenRecord {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
