import Sqlite from 'better-sqlite3';
import type { DocumentKinds } from '../../domain/stored/documents.ts';
import type { Store } from '../open-store.ts';

/** The rows of a collection as they lie in the file: what another version, or a hand, wrote there. */
export function rawDocuments(store: Store, collection: keyof DocumentKinds | `${keyof DocumentKinds} unreadable`) {
  const inFile = <T>(work: (database: Sqlite.Database) => T): T => {
    const database = new Sqlite(store.file);
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  const all = (): { id: string; value: unknown }[] =>
    inFile((database) =>
      database
        .prepare<[string], { id: string; json: string }>(
          'SELECT id, json FROM documents WHERE collection = ? ORDER BY id',
        )
        .all(collection)
        .map(({ id, json }) => ({ id, value: JSON.parse(json) })),
    );
  return {
    all,
    byId: (id: string): Record<string, unknown> =>
      (all().find((row) => row.id === id)?.value ?? {}) as Record<string, unknown>,
    put: (id: string, value: unknown, at = '2026-12-01T00:00:00.000Z'): void =>
      inFile((database) => {
        database
          .prepare('INSERT OR REPLACE INTO documents (collection, id, json, updated_at) VALUES (?, ?, ?, ?)')
          .run(collection, id, JSON.stringify(value), at);
      }),
  };
}
