import type { UserId } from '../../domain/ids.ts';
import type { Database } from '../database/database.ts';

/** A browser that a user has logged in with. It opens nothing: it only has a budget of tries of its own. */
export interface Devices {
  /** the id, where this token is one of that user's */
  find(userId: UserId, tokenHash: Buffer): string | null;
  /** Keeps the newest `most` of a user's. */
  add(device: { id: string; userId: UserId; at: string }, tokenHash: Buffer, most: number): void;
  touch(id: string, at: string): void;
  removeOf(userId: UserId): number;
}

export function deviceQueries(database: Database): Devices {
  const find = database.query<{ id: string }>('SELECT id FROM devices WHERE user_id = ? AND token_hash = ?');
  const add = database.query(
    'INSERT INTO devices (id, user_id, token_hash, created_at, seen_at) VALUES ($id, $userId, $hash, $at, $at)',
  );
  const touch = database.query('UPDATE devices SET seen_at = ? WHERE id = ?');
  const keepNewest = database.query(
    `DELETE FROM devices WHERE user_id = $userId AND id NOT IN
       (SELECT id FROM devices WHERE user_id = $userId ORDER BY seen_at DESC, rowid DESC LIMIT $most)`,
  );
  const removeOf = database.query('DELETE FROM devices WHERE user_id = ?');
  return {
    find: (userId, tokenHash) => find.get(userId, tokenHash)?.id ?? null,
    add: ({ id, userId, at }, hash, most) =>
      database.transaction(() => {
        add.run({ id, userId, hash, at });
        keepNewest.run({ userId, most });
      }),
    touch: (id, at) => void touch.run(at, id),
    removeOf: (userId) => removeOf.run(userId),
  };
}
