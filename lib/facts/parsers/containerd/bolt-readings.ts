import { failure, type Parts } from '../records.ts';
import { type BoltDatabase, readBolt } from './bbolt.ts';
import { chooseMeta } from './bbolt-pages.ts';
import { KnownDatabases } from './known-databases.ts';

/**
 * What `make` reads of the database `name`, of which the parts `before:<name>:<n>`, `file:<name>:<n>`, `after:<name>:<n>` were brought, from the
 * first attempt in which no transaction was committed while it was copied (see buildkit-snapshots.ts). Where the host says that it is the one
 * that was read before, this is what was made of it then. Null where no such file was brought.
 */
export function fromDatabase<T extends object>(
  parts: Parts,
  name: string,
  make: (database: BoltDatabase) => T,
  known = new KnownDatabases(),
): T | null {
  const same = parts.optional(`same:${name}`);
  if (same !== null) return known.again(name, same.toString('latin1'));
  const attempts = parts.withPrefix(`file:${name}:`);
  if (attempts.length === 0) return null;
  for (const { key, bytes } of attempts) {
    const heads = [parts.part(`before:${name}:${key}`), bytes, parts.part(`after:${name}:${key}`)];
    if (new Set(heads.map((head) => chooseMeta(head).transactionId)).size !== 1) continue;
    const made = make(readBolt(bytes, sizeOf(parts, `size:${name}:${key}`)));
    known.remember(name, parts.optional(`identity:${name}:${key}`)?.toString('latin1') ?? '', made);
    return made;
  }
  throw failure('bbolt', `the database ${name} kept changing while it was read; scan again`, '');
}

/** The database itself: it keeps all of its bytes. */
export function consistentDatabase(parts: Parts, name: string): BoltDatabase | null {
  return fromDatabase(parts, name, (database) => database);
}

/** Of the whole file; scans that were captured before December 2026 have all of it and no such part. */
function sizeOf(parts: Parts, name: string): number | undefined {
  const text = parts.optional(name)?.toString('latin1');
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
