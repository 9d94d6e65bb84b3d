import type { HostId } from '../../domain/ids.ts';
import type { Database } from '../database/database.ts';

/** A muted finding is still shown and counted as muted; it only stops alerting. */
export interface Mute {
  hostId: HostId;
  key: string;
  reason: string;
  by: string;
  at: string;
  /** null: until someone unmutes it */
  expiresAt: string | null;
}

export interface Mutes {
  put(mute: Mute): void;
  remove(hostId: HostId, key: string): boolean;
  /** not expired at `now` */
  active(hostId: HostId, now: string): Mute[];
}

interface MuteRow {
  host_id: string;
  key: string;
  reason: string;
  by: string;
  at: string;
  expires_at: string | null;
}

export function muteQueries(database: Database): Mutes {
  const put = database.query(
    `INSERT INTO finding_mutes (host_id, key, reason, by, at, expires_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET reason = excluded.reason, by = excluded.by, at = excluded.at, expires_at = excluded.expires_at`,
  );
  const remove = database.query('DELETE FROM finding_mutes WHERE host_id = ? AND key = ?');
  const active = database.query<MuteRow>(
    'SELECT * FROM finding_mutes WHERE host_id = ? AND (expires_at IS NULL OR expires_at > ?) ORDER BY key',
  );
  return {
    put: (mute) => void put.run(mute.hostId, mute.key, mute.reason, mute.by, mute.at, mute.expiresAt),
    remove: (hostId, key) => remove.run(hostId, key) > 0,
    active: (hostId, now) =>
      active.all(hostId, now).map((row) => ({
        hostId: row.host_id,
        key: row.key,
        reason: row.reason,
        by: row.by,
        at: row.at,
        expiresAt: row.expires_at,
      })),
  };
}
