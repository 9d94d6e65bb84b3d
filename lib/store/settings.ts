import type { z } from 'zod';
import { fromJson, type Read, type StoredKind, toStored } from '../domain/stored/stored-kind.ts';
import type { Database } from './database/database.ts';
import { parsedJson } from './unreadable.ts';

/** Single values the UI sets. What an old program wrote and the schema refuses is an error, not a default. */
export interface Settings {
  get<T>(key: string, schema: z.ZodType<T>): T | null;
  put(key: string, value: unknown): void;
  /** The same for what has versions and a form of its own where it cannot be read; null: none is stored. */
  stored<T>(key: string, kind: StoredKind<T>): Read<T> | null;
  putStored<T extends object>(key: string, kind: StoredKind<T>, value: T): void;
  remove(key: string): void;
}

export function settingQueries(database: Database): Settings {
  const get = database.query<{ json: string }>('SELECT json FROM settings WHERE key = ?');
  const put = database.query(
    'INSERT INTO settings (key, json) VALUES (?, ?) ON CONFLICT DO UPDATE SET json = excluded.json',
  );
  const remove = database.query('DELETE FROM settings WHERE key = ?');
  return {
    get(key, schema) {
      const row = get.get(key);
      return row === undefined ? null : parsedJson(schema, row.json, `setting ${key}`);
    },
    put: (key, value) => void put.run(key, JSON.stringify(value)),
    stored(key, kind) {
      const row = get.get(key);
      return row === undefined ? null : fromJson(kind, row.json);
    },
    putStored: (key, kind, value) => void put.run(key, JSON.stringify(toStored(kind, value))),
    remove: (key) => void remove.run(key),
  };
}
