import { type DocumentKinds, documentKinds } from '../domain/stored/documents.ts';
import { type StoredKind, toStored } from '../domain/stored/stored-kind.ts';
import type { Database } from './database/database.ts';
import { StoreError } from './database/store-error.ts';
import { parsedStored } from './unreadable.ts';

/** Small things with an id and no query of their own (schedules, forecasts): upgraded, and checked by their schema, on the way out. */
export interface Collection<T> {
  all(): { id: string; value: T; updatedAt: string }[];
  /** The same without those that cannot be read: one of them must not take the rest of a list with it. */
  allReadable(): { id: string; value: T; updatedAt: string }[];
  /** Those that cannot be read, with why and what to do. */
  unreadable(): { id: string; said: string }[];
  byId(id: string): T | null;
  /** The same, and null where it cannot be read: only for what Bilge finds out again by itself. */
  byIdIfReadable(id: string): T | null;
  /** when it was put last, without reading it; null: there is none */
  updatedAt(id: string): string | null;
  /** One that cannot be read is not written over: it is moved first, with its id and its time. */
  put(id: string, value: T, at: string): void;
  remove(id: string): boolean;
}

/** docs/decisions/0006-storage-contract.md */
export interface Documents {
  stored<K extends keyof DocumentKinds>(name: K): Collection<DocumentKinds[K]>;
  /** Of every kind: those that cannot be read, with why and what to do. */
  unreadable(): { id: string; said: string }[];
  /** How many could not be read and were moved when they were written again. */
  movedAway(): number;
}

interface DocumentRow {
  id: string;
  json: string;
  updated_at: string;
}

export function documentQueries(database: Database): Documents {
  const all = database.query<DocumentRow>(
    'SELECT id, json, updated_at FROM documents WHERE collection = ? ORDER BY id',
  );
  const byId = database.query<DocumentRow>(
    'SELECT id, json, updated_at FROM documents WHERE collection = ? AND id = ?',
  );
  const updatedAt = database.query<Pick<DocumentRow, 'updated_at'>>(
    'SELECT updated_at FROM documents WHERE collection = ? AND id = ?',
  );
  const put = database.query(
    `INSERT INTO documents (collection, id, json, updated_at) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET json = excluded.json, updated_at = excluded.updated_at`,
  );
  const remove = database.query('DELETE FROM documents WHERE collection = ? AND id = ?');

  const moved = database.query<{ n: number }>(
    `SELECT count(*) AS n FROM documents WHERE collection LIKE '%${movedMark}'`,
  );

  const collection = <T extends object>(name: string, kind: StoredKind<T>): Collection<T> => {
    const parse = (row: DocumentRow): T => parsedStored(kind, row.json, `${kind.name} ${row.id}`);
    return collectionOf(name, parse, (value) => JSON.stringify(toStored(kind, value)));
  };
  const collectionOf = <T>(
    name: string,
    parse: (row: DocumentRow) => T,
    json: (value: T) => string,
  ): Collection<T> => ({
    all: () => all.all(name).map((row) => ({ id: row.id, value: parse(row), updatedAt: row.updated_at })),
    allReadable: () =>
      all.all(name).flatMap((row) => {
        const read = readable(parse, row);
        return read === null ? [] : [{ id: row.id, value: read.value, updatedAt: row.updated_at }];
      }),
    unreadable: () =>
      all.all(name).flatMap((row) => {
        const said = problemOf(parse, row);
        return said === null ? [] : [{ id: row.id, said }];
      }),
    byId(id) {
      const row = byId.get(name, id);
      return row === undefined ? null : parse(row);
    },
    byIdIfReadable(id) {
      const row = byId.get(name, id);
      return row === undefined ? null : (readable(parse, row)?.value ?? null);
    },
    updatedAt: (id) => updatedAt.get(name, id)?.updated_at ?? null,
    put(id, value, at) {
      const before = byId.get(name, id);
      database.transaction(() => {
        if (before !== undefined && problemOf(parse, before) !== null)
          put.run(`${name}${movedMark}`, `${id} ${before.updated_at}`, before.json, before.updated_at);
        put.run(name, id, json(value), at);
      });
    },
    remove: (id) => remove.run(name, id) > 0,
  });
  return {
    stored: (name) => collection(name, documentKinds[name]),
    unreadable: () =>
      Object.entries<StoredKind<object>>(documentKinds as never).flatMap(([name, kind]) =>
        collection(name, kind).unreadable(),
      ),
    movedAway: () => moved.get()?.n ?? 0,
  };
}

/** After the name of its collection; no name of a collection has a blank. */
const movedMark = ' unreadable';

function readable<T>(parse: (row: DocumentRow) => T, row: DocumentRow): { value: T } | null {
  try {
    return { value: parse(row) };
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

/** For a person; null: it can be read. */
function problemOf(parse: (row: DocumentRow) => unknown, row: DocumentRow): string | null {
  try {
    parse(row);
    return null;
  } catch (error) {
    if (isUnreadable(error)) return error.userMessage;
    throw error;
  }
}

function isUnreadable(error: unknown): error is StoreError {
  return error instanceof StoreError && error.failure === 'stored-unreadable';
}
