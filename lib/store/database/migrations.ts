import { copiesFor, keepCopyOf } from './copy-before-migration.ts';
import type { Database } from './database.ts';
import { initialSchema } from './migrations/0001-initial.ts';
import { rightsHaveAnOwner } from './migrations/0002-rights-have-an-owner.ts';
import { retention } from './migrations/0003-retention.ts';
import { jobs } from './migrations/0004-jobs.ts';
import { alerts } from './migrations/0005-alerts.ts';
import { fewerWrites } from './migrations/0006-fewer-writes.ts';
import { tokenScope } from './migrations/0007-token-scope.ts';
import { identities } from './migrations/0008-identities.ts';
import { corruptStore, StoreError } from './store-error.ts';

/** Ordered and forward only; the position (from 1) is the schema's version. A released one is never edited. */
export const migrations: readonly string[] = [
  initialSchema,
  rightsHaveAnOwner,
  retention,
  jobs,
  alerts,
  fewerWrites,
  tokenScope,
  identities,
];

/** `BILG`: tells a Bilge database from any other SQLite file. */
export const applicationId = 0x42494c47;

/** Brings the schema to this program's version. Several processes may start at once: one does the work, the others find it done. */
export function migrate(
  database: Database,
  steps: readonly string[] = migrations,
  options: { keepCopy?: boolean } = {},
): void {
  const target = steps.length;
  const found = judge(database, steps);
  if (found === target) return;
  if (found > 0 && options.keepCopy !== false) keepCopyOf(database, found);
  database.transaction(() => {
    for (const step of steps.slice(judgedVersion(database, target))) database.exec(step);
    database.exec(`PRAGMA user_version = ${target}; PRAGMA application_id = ${applicationId};`);
  });
}

/** The schema's version. Changes nothing: called before the file is switched to WAL, so that a foreign one stays as it is. */
export function judge(database: Database, steps: readonly string[] = migrations): number {
  if (isOurs(database) && versionOf(database) === steps.length) return steps.length;
  // Only inside a transaction: outside, another process may migrate between two reads.
  return database.transaction(() => judgedVersion(database, steps.length));
}

/** 0 for a new file. Throws for a database that is another program's, or a newer Bilge's. */
function judgedVersion(database: Database, supported: number): number {
  const version = versionOf(database);
  const isNew = version === 0 && Number(database.pragma('schema_version')) === 0;
  if (!isNew && !isOurs(database)) throw corruptStore(database.file, 'it belongs to another program');
  if (version > supported) {
    throw new StoreError({
      failure: 'store-newer',
      message: `${database.file} has schema version ${version}, this program knows ${supported}.`,
      userMessage: `${database.file} was written by a newer Bilge (schema ${version}, this one knows ${supported}). It was not changed. Start the newer Bilge again. ${wayBack(database.file, supported)}`,
    });
  }
  return version;
}

function wayBack(file: string, supported: number): string {
  const [copy] = copiesFor(file, supported);
  return copy === undefined
    ? 'To go back to this version, restore a backup from before the upgrade: `bilge restore FILE`.'
    : `To go back to this version, restore the copy from before the upgrade: \`bilge restore ${copy}\`. What was stored since is not in it.`;
}

function isOurs(database: Database): boolean {
  return Number(database.pragma('application_id')) === applicationId;
}

function versionOf(database: Database): number {
  return Number(database.pragma('user_version'));
}
