import { messageOf, NotFoundError } from '../../domain/errors.ts';
import {
  type Host,
  type HostSecrets,
  type HostSettings,
  hostSettingsSchema,
  type LoginSecretField,
  type LoginSecrets,
  loginSecretFields,
  type SecretField,
  type SecretsChange,
  secretFields,
} from '../../domain/host.ts';
import { hostsByName } from '../../domain/host-names.ts';
import type { HostId } from '../../domain/ids.ts';
import { firstProblem, type Read } from '../../domain/stored/stored-kind.ts';
import type { Database } from '../database/database.ts';
import { StoreError } from '../database/store-error.ts';
import type { Secrets } from '../secrets/secrets.ts';
import { unreadableText } from '../unreadable.ts';

interface HostRow {
  id: string;
  name: string;
  url: string;
  settings: string;
  created_at: string;
}

/** The address is part of the sealed box's place, so what was sealed for one jump host does not open for another. */
const jumpField = (field: LoginSecretField, address: string): string => `jump:${field}:${address}`;
const jumpFieldPattern = new RegExp(`^jump:(${loginSecretFields.join('|')}):(.+)$`);

export interface Hosts {
  all(): Host[];
  byId(id: HostId): Host | null;
  byName(name: string): Host | null;
  /** Refuses a name that is taken. */
  add(host: Host, secrets?: HostSecrets): void;
  update(id: HostId, change: { name?: string; url?: string; settings?: HostSettings }): void;
  /** Facts, samples, findings and secrets go with it; plans, runs, journal and audit stay. */
  remove(id: HostId): void;
  /** Opened just before use. */
  secrets(id: HostId): HostSecrets;
  /** Which secrets are stored, for screens that must not show them. */
  secretFields(id: HostId): SecretField[];
  /** The same of its jump hosts, by address. */
  jumpSecretFields(id: HostId): Record<string, LoginSecretField[]>;
  changeSecrets(id: HostId, change: SecretsChange): void;
  /** What was stored for jump hosts that are none any more. */
  forgetJumpsExcept(id: HostId, addresses: readonly string[]): void;
}

export function hostQueries(database: Database, secrets: Secrets): Hosts {
  const all = database.query<HostRow>('SELECT * FROM hosts');
  const byId = database.query<HostRow>('SELECT * FROM hosts WHERE id = ?');
  const byName = database.query<HostRow>('SELECT * FROM hosts WHERE name = ?');
  const add = database.query('INSERT INTO hosts (id, name, url, settings, created_at) VALUES (?, ?, ?, ?, ?)');
  const update = database.query('UPDATE hosts SET name = ?, url = ?, settings = ? WHERE id = ?');
  const remove = database.query('DELETE FROM hosts WHERE id = ?');

  function changeOne(id: HostId, field: string, text: string | null | undefined): void {
    if (text === null) secrets.remove({ owner: id, field });
    else if (text !== undefined) secrets.put({ owner: id, field }, text);
  }

  function changeSecrets(id: HostId, change: SecretsChange): void {
    database.transaction(() => {
      for (const field of secretFields) changeOne(id, field, change[field]);
      for (const [address, jump] of Object.entries(change.jumps ?? {}))
        for (const field of loginSecretFields) changeOne(id, jumpField(field, address), jump[field]);
    });
  }

  function jumpFields(id: HostId): { stored: string; field: LoginSecretField; address: string }[] {
    return secrets.fields(id).flatMap((stored) => {
      const [, name, address] = jumpFieldPattern.exec(stored) ?? [];
      const field = loginSecretFields.find((each) => each === name);
      return field === undefined || address === undefined ? [] : [{ stored, field, address }];
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
    all: () => all.all().map(hostOf).sort(hostsByName),
    byId: (id) => maybe(byId.get(id)),
    byName: (name) => maybe(byName.get(name)),
    add(host, given = {}) {
      database.transaction(() => {
        refuseTakenName(host.name, host.id);
        const settings = JSON.stringify(hostSettingsSchema.parse(host.settings));
        add.run(host.id, host.name, host.url, settings, host.createdAt);
        changeSecrets(host.id, given);
      });
    },
    update(id, change) {
      database.transaction(() => {
        const row = byId.get(id);
        if (row === undefined) throw new NotFoundError(`No host ${id}.`);
        const host = { ...hostOf(row), ...change };
        refuseTakenName(host.name, id);
        const settings = JSON.stringify(hostSettingsSchema.parse(host.settings));
        update.run(host.name, host.url, settings, id);
      });
    },
    remove: (id) => void remove.run(id),
    secrets(id) {
      const opened: HostSecrets = {};
      for (const field of secretFields) {
        const text = secrets.get({ owner: id, field });
        if (text !== null) opened[field] = text;
      }
      const jumps: Record<string, LoginSecrets> = {};
      for (const { stored, field, address } of jumpFields(id)) {
        const text = secrets.get({ owner: id, field: stored });
        if (text !== null) jumps[address] = { ...jumps[address], [field]: text };
      }
      return Object.keys(jumps).length === 0 ? opened : { ...opened, jumps };
    },
    secretFields(id) {
      const stored = new Set(secrets.fields(id));
      return secretFields.filter((field) => stored.has(field));
    },
    jumpSecretFields(id) {
      const found: Record<string, LoginSecretField[]> = {};
      for (const { field, address } of jumpFields(id)) found[address] = [...(found[address] ?? []), field];
      return found;
    },
    changeSecrets,
    forgetJumpsExcept(id, addresses) {
      database.transaction(() => {
        for (const { stored, address } of jumpFields(id))
          if (!addresses.includes(address)) secrets.remove({ owner: id, field: stored });
      });
    },
  };
}

function maybe(row: HostRow | undefined): Host | null {
  return row === undefined ? null : hostOf(row);
}

function hostOf(row: HostRow): Host {
  const { id, name, url } = row;
  const read = settingsOf(row.settings);
  if (read.ok) return { id, name, url, settings: read.value, createdAt: row.created_at };
  const todo = 'Nothing connects to this host until its settings are saved again.';
  const unreadable = unreadableText({ what: 'settings of the host', id: name, why: read.why, todo });
  return { id, name, url, settings: hostSettingsSchema.parse({}), createdAt: row.created_at, unreadable };
}

function settingsOf(json: string): Read<HostSettings> {
  try {
    const parsed = hostSettingsSchema.safeParse(JSON.parse(json));
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, why: firstProblem(parsed.error) };
  } catch (error) {
    return { ok: false, why: messageOf(error) };
  }
}
