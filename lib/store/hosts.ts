import { NotFoundError } from '../domain/errors.ts';
import { type Host, type HostSecrets, type HostSettings, hostSettingsSchema } from '../domain/host.ts';
import type { HostId } from '../domain/ids.ts';
import type { Database } from './database.ts';
import type { Secrets } from './secrets.ts';
import { StoreError } from './store-error.ts';

interface HostRow {
  id: string;
  name: string;
  url: string;
  settings: string;
  declared: number;
  created_at: string;
}

const secretFields = ['privateKey', 'passphrase', 'password', 'sudoPassword', 'tlsKey'] as const;

export interface Hosts {
  all(): Host[];
  byId(id: HostId): Host | null;
  byName(name: string): Host | null;
  /** Refuses a name that is taken. */
  add(host: Host, secrets?: HostSecrets): void;
  update(id: HostId, change: { name?: string; url?: string; settings?: HostSettings; declared?: boolean }): void;
  /** Facts, samples, findings and secrets go with it; plans, runs, journal and audit stay. */
  remove(id: HostId): void;
  /** Opened just before use. */
  secrets(id: HostId): HostSecrets;
  /** Which secrets are stored, for screens that must not show them. */
  secretFields(id: HostId): (keyof HostSecrets)[];
  /** A text sets, null removes, what is left out stays. */
  changeSecrets(id: HostId, change: { [K in keyof HostSecrets]?: string | null }): void;
}

export function hostQueries(database: Database, secrets: Secrets): Hosts {
  const all = database.query<HostRow>('SELECT * FROM hosts ORDER BY name COLLATE NOCASE');
  const byId = database.query<HostRow>('SELECT * FROM hosts WHERE id = ?');
  const byName = database.query<HostRow>('SELECT * FROM hosts WHERE name = ?');
  const add = database.query(
    'INSERT INTO hosts (id, name, url, settings, declared, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const update = database.query('UPDATE hosts SET name = ?, url = ?, settings = ?, declared = ? WHERE id = ?');
  const remove = database.query('DELETE FROM hosts WHERE id = ?');

  function changeSecrets(id: HostId, change: { [K in keyof HostSecrets]?: string | null }): void {
    database.transaction(() => {
      for (const field of secretFields) {
        const text = change[field];
        if (text === null) secrets.remove({ owner: id, field });
        else if (text !== undefined) secrets.put({ owner: id, field }, text);
      }
    });
  }

  function refuseTakenName(name: string, id: HostId): void {
    const holder = byName.get(name);
    if (holder === undefined || holder.id === id) return;
    throw new StoreError({
      failure: 'store-conflict',
      message: `There is already a host named ${holder.name} (${holder.url}). Choose another name, or remove that host first.`,
    });
  }

  return {
    all: () => all.all().map(hostOf),
    byId: (id) => maybe(byId.get(id)),
    byName: (name) => maybe(byName.get(name)),
    add(host, given = {}) {
      database.transaction(() => {
        refuseTakenName(host.name, host.id);
        const settings = JSON.stringify(hostSettingsSchema.parse(host.settings));
        add.run(host.id, host.name, host.url, settings, Number(host.declared), host.createdAt);
        changeSecrets(host.id, given);
      });
    },
    update(id, change) {
      database.transaction(() => {
        const row = byId.get(id);
        if (row === undefined) throw new NotFoundError(`The host ${id}`);
        const host = { ...hostOf(row), ...change };
        refuseTakenName(host.name, id);
        const settings = JSON.stringify(hostSettingsSchema.parse(host.settings));
        update.run(host.name, host.url, settings, Number(host.declared), id);
      });
    },
    remove: (id) => void remove.run(id),
    secrets(id) {
      const opened: HostSecrets = {};
      for (const field of secretFields) {
        const text = secrets.get({ owner: id, field });
        if (text !== null) opened[field] = text;
      }
      return opened;
    },
    secretFields(id) {
      const stored = new Set(secrets.fields(id));
      return secretFields.filter((field) => stored.has(field));
    },
    changeSecrets,
  };
}

function maybe(row: HostRow | undefined): Host | null {
  return row === undefined ? null : hostOf(row);
}

function hostOf(row: HostRow): Host {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    settings: hostSettingsSchema.parse(JSON.parse(row.settings)),
    declared: row.declared === 1,
    createdAt: row.created_at,
  };
}
