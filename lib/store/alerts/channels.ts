import type { ChannelHealth, StoredChannel } from '../../domain/alerts/channel.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { storedChannel } from '../../domain/stored/alerts.ts';
import { fromJson, toStored } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { refuseUnreadable, unreadableText } from '../unreadable.ts';

export interface Channels {
  all(): StoredChannel[];
  byId(id: string): StoredChannel | null;
  byName(name: string): StoredChannel | null;
  /** Refuses a name that is taken. */
  add(channel: StoredChannel, secrets: Readonly<Record<string, string>>): void;
  /** Secrets that are not named stay. */
  update(channel: StoredChannel, secrets: Readonly<Record<string, string>>): void;
  /** Its secrets and its outbox go with it. */
  remove(id: string): void;
  /** Opened just before use. */
  secrets(id: string): Record<string, string>;
  /** which are stored, for screens that must not show them */
  secretFields(id: string): string[];
  health(id: string): ChannelHealth;
  putHealth(id: string, health: ChannelHealth): void;
}

interface ChannelRow {
  id: string;
  name: string;
  kind: string;
  created_at: string;
  json: string;
  last_success_at: string | null;
  last_failure_at: string | null;
  last_failure: string | null;
  failures: number;
  retry_at: string | null;
  sent_total: number;
  failed_total: number;
}

const ownerOf = (id: string): string => `channel:${id}`;

export function channelQueries(database: Database, sealed: Secrets): Channels {
  const all = database.query<ChannelRow>('SELECT * FROM channels ORDER BY name');
  const byId = database.query<ChannelRow>('SELECT * FROM channels WHERE id = ?');
  const byName = database.query<ChannelRow>('SELECT * FROM channels WHERE name = ?');
  const add = database.query('INSERT INTO channels (id, name, kind, created_at, json) VALUES (?, ?, ?, ?, ?)');
  const update = database.query('UPDATE channels SET name = ?, json = ? WHERE id = ?');
  const remove = database.query('DELETE FROM channels WHERE id = ?');
  const putHealth = database.query(
    `UPDATE channels SET last_success_at = ?, last_failure_at = ?, last_failure = ?, failures = ?, retry_at = ?,
       sent_total = ?, failed_total = ? WHERE id = ?`,
  );
  const jsonOf = ({ settings, rules }: StoredChannel): string =>
    JSON.stringify(toStored(storedChannel, { settings, rules }));
  const seal = (id: string, secrets: Readonly<Record<string, string>>): void => {
    for (const [field, text] of Object.entries(secrets)) sealed.put({ owner: ownerOf(id), field }, text);
  };
  const refuseTaken = ({ id, name }: StoredChannel): void => {
    const taken = byName.get(name);
    if (taken !== undefined && taken.id !== id)
      throw new InvalidInputError(`There is a channel named “${name}” already.`);
  };
  const found = (row: ChannelRow | undefined): StoredChannel | null => (row === undefined ? null : channelOf(row));
  return {
    all: () => all.all().map(channelOf),
    byId: (id) => found(byId.get(id)),
    byName: (name) => found(byName.get(name)),
    add: (channel, secrets) =>
      database.transaction(() => {
        refuseTaken(channel);
        add.run(channel.id, channel.name, channel.kind, channel.createdAt, jsonOf(channel));
        seal(channel.id, secrets);
      }),
    update: (channel, secrets) =>
      database.transaction(() => {
        refuseUnreadable(channel);
        refuseTaken(channel);
        update.run(channel.name, jsonOf(channel), channel.id);
        seal(channel.id, secrets);
      }),
    remove: (id) =>
      database.transaction(() => {
        for (const field of sealed.fields(ownerOf(id))) sealed.remove({ owner: ownerOf(id), field });
        remove.run(id);
      }),
    secrets: (id) =>
      Object.fromEntries(
        sealed.fields(ownerOf(id)).map((field) => [field, sealed.get({ owner: ownerOf(id), field }) ?? '']),
      ),
    secretFields: (id) => sealed.fields(ownerOf(id)),
    health(id) {
      const row = byId.get(id);
      return {
        lastSuccessAt: row?.last_success_at ?? null,
        lastFailureAt: row?.last_failure_at ?? null,
        lastFailure: row?.last_failure ?? null,
        failures: row?.failures ?? 0,
        retryAt: row?.retry_at ?? null,
        sentTotal: row?.sent_total ?? 0,
        failedTotal: row?.failed_total ?? 0,
      };
    },
    putHealth: (id, health) =>
      void putHealth.run(
        health.lastSuccessAt,
        health.lastFailureAt,
        health.lastFailure,
        health.failures,
        health.retryAt,
        health.sentTotal,
        health.failedTotal,
        id,
      ),
  };
}

function channelOf(row: ChannelRow): StoredChannel {
  const { id, name, kind, created_at: createdAt } = row;
  const read = fromJson(storedChannel, row.json);
  if (read.ok) return { id, name, kind, createdAt, settings: read.value.settings, rules: read.value.rules };
  const todo = 'Remove the channel and add it again.';
  return {
    id,
    name,
    kind,
    createdAt,
    settings: {},
    rules: { isEnabled: false, minimumSeverity: 'critical', kinds: [], ignoresQuietHours: false },
    unreadable: unreadableText({ what: storedChannel.name, id: name, why: read.why, todo }),
  };
}
