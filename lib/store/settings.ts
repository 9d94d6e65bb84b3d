import type { z } from 'zod';
import type { Database } from './database/database.ts';
import { parsedJson } from './unreadable.ts';

/** Single values the UI sets. What an old program wrote and the schema refuses is an error, not a default. */
export interface Settings {
  get<T>(key: string, schema: z.ZodType<T>): T | null;
  put(key: string, value: unknown): void;
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
    remove: (key) => void remove.run(key),
  };
}
