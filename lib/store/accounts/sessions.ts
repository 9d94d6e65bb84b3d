import type { UserId } from '../../domain/ids.ts';
import type { Database } from '../database/database.ts';

/** Only the SHA-256 of the token is stored: whoever reads the database cannot log in with it. */
export interface SessionRecord {
  id: string;
  userId: UserId;
  createdAt: string;
  seenAt: string;
  /** slides with use */
  expiresAt: string;
  /** does not */
  endsAt: string;
  reauthenticatedAt: string;
  address: string;
  userAgent: string;
}

export interface Sessions {
  add(session: SessionRecord, tokenHash: Buffer, pageHash: Buffer): void;
  byTokenHash(hash: Buffer): SessionRecord | null;
  ofUser(userId: UserId): SessionRecord[];
  byId(id: string): SessionRecord | null;
  touch(id: string, seenAt: string, expiresAt: string): void;
  /** New tokens for the same session. */
  rotate(id: string, tokenHash: Buffer, pageHash: Buffer, reauthenticatedAt: string): void;
  /** True where this is the page token of that session. */
  hasPage(id: string, pageHash: Buffer): boolean;
  remove(id: string): boolean;
  /** all of a user's but one */
  removeOthers(userId: UserId, exceptId: string | null): number;
  removeExpired(now: string): number;
}

interface SessionRow {
  id: string;
  user_id: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  ends_at: string;
  reauthenticated_at: string;
  address: string;
  user_agent: string;
}

export function sessionQueries(database: Database): Sessions {
  const add = database.query(
    `INSERT INTO sessions (id, token_hash, user_id, created_at, seen_at, expires_at, ends_at, reauthenticated_at, address, user_agent, page_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const byTokenHash = database.query<SessionRow>('SELECT * FROM sessions WHERE token_hash = ?');
  const byId = database.query<SessionRow>('SELECT * FROM sessions WHERE id = ?');
  const ofUser = database.query<SessionRow>('SELECT * FROM sessions WHERE user_id = ? ORDER BY seen_at DESC');
  const touch = database.query('UPDATE sessions SET seen_at = ?, expires_at = ? WHERE id = ?');
  const rotate = database.query(
    'UPDATE sessions SET token_hash = ?, page_hash = ?, reauthenticated_at = ? WHERE id = ?',
  );
  const hasPage = database.query<{ id: string }>('SELECT id FROM sessions WHERE id = ? AND page_hash = ?');
  const remove = database.query('DELETE FROM sessions WHERE id = ?');
  const removeOthers = database.query('DELETE FROM sessions WHERE user_id = ? AND id IS NOT ?');
  const removeExpired = database.query('DELETE FROM sessions WHERE expires_at <= $now OR ends_at <= $now');

  return {
    add(session, tokenHash, pageHash) {
      const { id, userId, createdAt, seenAt, expiresAt, endsAt, reauthenticatedAt, address, userAgent } = session;
      add.run(
        id,
        tokenHash,
        userId,
        createdAt,
        seenAt,
        expiresAt,
        endsAt,
        reauthenticatedAt,
        address,
        userAgent,
        pageHash,
      );
    },
    byTokenHash(hash) {
      const row = byTokenHash.get(hash);
      return row === undefined ? null : sessionOf(row);
    },
    byId(id) {
      const row = byId.get(id);
      return row === undefined ? null : sessionOf(row);
    },
    ofUser: (userId) => ofUser.all(userId).map(sessionOf),
    touch: (id, seenAt, expiresAt) => void touch.run(seenAt, expiresAt, id),
    rotate: (id, tokenHash, pageHash, reauthenticatedAt) => void rotate.run(tokenHash, pageHash, reauthenticatedAt, id),
    hasPage: (id, pageHash) => hasPage.get(id, pageHash) !== undefined,
    remove: (id) => remove.run(id) > 0,
    removeOthers: (userId, exceptId) => removeOthers.run(userId, exceptId),
    removeExpired: (now) => removeExpired.run({ now }),
  };
}

function sessionOf(row: SessionRow): SessionRecord {
  return {
    id: row.id,
    userId: row.user_id,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
    endsAt: row.ends_at,
    reauthenticatedAt: row.reauthenticated_at,
    address: row.address,
    userAgent: row.user_agent,
  };
}
