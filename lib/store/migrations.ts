import fs from 'node:fs';
import type { Database } from './database.ts';
import { initialSchema } from './migrations/0001-initial.ts';
import { corruptStore, StoreError } from './store-error.ts';

/** Ordered and forward only; the position (from 1) is the schema's version. A released one is never edited. */
export const migrations: readonly string[] = [initialSchema];

/** `BILG`: tells a Bilge database from any other SQLite file. */
export const applicationId = 0x42494c47;

/** Brings the schema to this program's version. Two processes may start at once: the second finds the work done. */
export function migrate(database: Database, steps: readonly string[] = migrations): void {
  if (schemaVersion(database, steps.length) === steps.length) return;
  keepCopyOfOldVersion(database, steps.length);
  database.transaction(() => {
    const from = schemaVersion(database, steps.length);
    for (const step of steps.slice(from)) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}; PRAGMA application_id = ${applicationId};`);
  });
}

function schemaVersion(database: Database, supported: number): number {
  const version = Number(database.pragma('user_version'));
  const application = Number(database.pragma('application_id'));
  const tables = Number(database.pragma('schema_version'));
  const isForeign = application !== applicationId && (version !== 0 || tables !== 0);
  if (isForeign) throw corruptStore(database.file, 'it belongs to another program');
  if (version > supported) {
    throw new StoreError({
      failure: 'store-newer',
      message: `${database.file} has schema version ${version}, this program knows ${supported}.`,
      userMessage: `${database.file} was written by a newer Bilge (schema ${version}, this one knows ${supported}). It was not changed. Start the newer Bilge again, or restore a backup made before the upgrade with \`bilge restore FILE\`.`,
    });
  }
  return version;
}

/** The way back from an upgrade: there are no downward migrations. */
function keepCopyOfOldVersion(database: Database, target: number): void {
  const version = schemaVersion(database, target);
  if (version === 0) return;
  const copy = `${database.file}.schema-${version}`;
  if (fs.existsSync(copy)) return;
  database.query(`VACUUM INTO ?`).run(copy);
  fs.chmodSync(copy, 0o600);
}
