import type { AlertMessage } from '../../domain/alerts/alert.ts';
import { type DeliveryState, deliveryStates } from '../../domain/alerts/channel.ts';
import { storedMessage } from '../../domain/stored/alerts.ts';
import { fromJson, toStored } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import { unreadableText } from '../unreadable.ts';

/** One message for one channel. Channel, message and revision together are its key: what was put in once is not put in again. */
export interface Delivery {
  channelId: string;
  messageId: string;
  revision: number;
  state: DeliveryState;
  createdAt: string;
  attempts: number;
  /** why it was not sent, for a person, without any secret */
  problem: string | null;
  endedAt: string | null;
  message: AlertMessage;
}

export type DeliveryKey = Pick<Delivery, 'channelId' | 'messageId' | 'revision'>;

export interface Outbox {
  /** Changes nothing where it is in already. */
  put(delivery: Delivery): void;
  /** `remote`: the receiver's own id of it, by which it can be updated */
  end(key: DeliveryKey, end: { state: DeliveryState; at: string; remote?: string | null }): void;
  noteAttempt(key: DeliveryKey, problem: string | null): void;
  /** Waiting or held, oldest first. */
  open(channelId: string): Delivery[];
  /** the states of earlier revisions of a message on a channel, and the receiver's id of the newest that has one */
  earlier(channelId: string, messageId: string): { states: DeliveryState[]; remote: string | null };
  /** Not sent yet, or failed: newest first. */
  unsent(limit: number): Delivery[];
  byKey(key: DeliveryKey): Delivery | null;
  /** To send now what was held, waits or failed, as if it were new. @returns whether there was one */
  retry(key: DeliveryKey, at: string): boolean;
  counts(channelId: string): { waiting: number; failed: number; oldestAt: string | null };
  /** what ended before that time goes; open ones stay. @returns how many */
  removeEnded(before: string): number;
}

interface OutboxRow {
  channel_id: string;
  message_id: string;
  revision: number;
  state: string;
  created_at: string;
  attempts: number;
  problem: string | null;
  ended_at: string | null;
  remote: string | null;
  json: string;
}

const same = 'channel_id = ? AND message_id = ? AND revision = ?';

export function outboxQueries(database: Database): Outbox {
  const put = database.query(
    `INSERT INTO outbox (channel_id, message_id, revision, state, created_at, attempts, problem, ended_at, json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const end = database.query(
    `UPDATE outbox SET state = ?, ended_at = ?, remote = coalesce(?, remote), attempts = attempts + ? WHERE ${same}`,
  );
  const attempt = database.query(`UPDATE outbox SET attempts = attempts + 1, problem = ? WHERE ${same}`);
  const open = database.query<OutboxRow>(
    `SELECT * FROM outbox WHERE channel_id = ? AND state IN ('waiting', 'held') ORDER BY created_at, rowid`,
  );
  const earlier = database.query<Pick<OutboxRow, 'state' | 'remote'>>(
    'SELECT state, remote FROM outbox WHERE channel_id = ? AND message_id = ? ORDER BY revision',
  );
  const unsent = database.query<OutboxRow>(
    `SELECT * FROM outbox WHERE state IN ('waiting', 'held', 'failed') ORDER BY created_at DESC, rowid DESC LIMIT ?`,
  );
  const byKey = database.query<OutboxRow>(`SELECT * FROM outbox WHERE ${same}`);
  const retry = database.query(
    `UPDATE outbox SET state = 'waiting', attempts = 0, ended_at = NULL, created_at = ? WHERE state IN ('waiting', 'held', 'failed') AND ${same}`,
  );
  const counts = database.query<{ waiting: number; failed: number; oldest: string | null }>(
    `SELECT sum(state IN ('waiting', 'held')) AS waiting, sum(state = 'failed') AS failed,
       min(CASE WHEN state = 'waiting' THEN created_at END) AS oldest
     FROM outbox WHERE channel_id = ? AND state IN ('waiting', 'held', 'failed')`,
  );
  const removeEnded = database.query('DELETE FROM outbox WHERE ended_at < ?');
  const keyed = ({ channelId, messageId, revision }: DeliveryKey): [string, string, number] => [
    channelId,
    messageId,
    revision,
  ];
  return {
    put: (one) =>
      void put.run(
        ...keyed(one),
        one.state,
        one.createdAt,
        one.attempts,
        one.problem,
        one.endedAt,
        JSON.stringify(toStored(storedMessage, one.message)),
      ),
    end: (key, { state, at, remote }) =>
      void end.run(state, at, remote ?? null, state === 'sent' ? 1 : 0, ...keyed(key)),
    noteAttempt: (key, problem) => void attempt.run(problem, ...keyed(key)),
    open: (channelId) => open.all(channelId).map(deliveryOf),
    earlier(channelId, messageId) {
      const rows = earlier.all(channelId, messageId);
      return {
        states: rows.map(({ state }) => stateOf(state)),
        remote: rows.findLast(({ remote }) => remote !== null)?.remote ?? null,
      };
    },
    unsent: (limit) => unsent.all(limit).map(deliveryOf),
    byKey: (key) => {
      const row = byKey.get(...keyed(key));
      return row === undefined ? null : deliveryOf(row);
    },
    retry: (key, at) => retry.run(at, ...keyed(key)) > 0,
    counts(channelId) {
      const row = counts.get(channelId);
      return { waiting: row?.waiting ?? 0, failed: row?.failed ?? 0, oldestAt: row?.oldest ?? null };
    },
    removeEnded: (before) => removeEnded.run(before),
  };
}

const stateOf = (text: string): DeliveryState => deliveryStates.find((state) => state === text) ?? 'failed';

function deliveryOf(row: OutboxRow): Delivery {
  const read = fromJson(storedMessage, row.json);
  return {
    channelId: row.channel_id,
    messageId: row.message_id,
    revision: row.revision,
    state: stateOf(row.state),
    createdAt: row.created_at,
    attempts: row.attempts,
    problem: row.problem,
    endedAt: row.ended_at,
    message: read.ok ? read.value : unreadableMessage(row, read.why),
  };
}

/** Sent in its place: that something was to be told is worth more than silence. */
function unreadableMessage(row: OutboxRow, why: string): AlertMessage {
  const text = unreadableText({ what: storedMessage.name, id: row.message_id, why, todo: 'Look at the dashboard.' });
  return {
    id: row.message_id,
    revision: row.revision,
    phase: 'event',
    severity: 'warning',
    kinds: [],
    title: 'A message of Bilge that cannot be read',
    lines: [text],
    path: '/health',
    at: row.created_at,
    weight: 'new',
  };
}
