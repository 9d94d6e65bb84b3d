import type { UserId } from '../../domain/ids.ts';
import type { Database } from '../database/database.ts';

export interface Identity {
  issuer: string;
  subject: string;
  userId: UserId;
  /** what the provider called the person when the link was made; for people, never compared */
  label: string;
  linkedAt: string;
}

export interface Identities {
  find(issuer: string, subject: string): Identity | null;
  ofUser(userId: UserId): Identity[];
  /** The account's one identity at that issuer. False where another account has it. */
  link(identity: Identity): boolean;
  unlink(userId: UserId, issuer: string): boolean;
}

interface IdentityRow {
  issuer: string;
  subject: string;
  user_id: string;
  label: string;
  linked_at: string;
}

export function identityQueries(database: Database): Identities {
  const find = database.query<IdentityRow>('SELECT * FROM identities WHERE issuer = ? AND subject = ?');
  const ofUser = database.query<IdentityRow>('SELECT * FROM identities WHERE user_id = ? ORDER BY issuer');
  const add = database.query(
    'INSERT INTO identities (issuer, subject, user_id, label, linked_at) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = database.query('DELETE FROM identities WHERE user_id = ? AND issuer = ?');
  return {
    find(issuer, subject) {
      const row = find.get(issuer, subject);
      return row === undefined ? null : identityOf(row);
    },
    ofUser: (userId) => ofUser.all(userId).map(identityOf),
    link: ({ issuer, subject, userId, label, linkedAt }) =>
      database.transaction(() => {
        const found = find.get(issuer, subject);
        if (found !== undefined && found.user_id !== userId) return false;
        remove.run(userId, issuer);
        return add.run(issuer, subject, userId, label, linkedAt) === 1;
      }),
    unlink: (userId, issuer) => remove.run(userId, issuer) > 0,
  };
}

function identityOf(row: IdentityRow): Identity {
  return { issuer: row.issuer, subject: row.subject, userId: row.user_id, label: row.label, linkedAt: row.linked_at };
}
