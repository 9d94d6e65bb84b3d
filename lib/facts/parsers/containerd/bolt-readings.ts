import { failure, type Parts } from '../records.ts';
import { type BoltDatabase, readBolt } from './bbolt.ts';
import { chooseMeta } from './bbolt-pages.ts';

/**
 * The database `name` of which the parts `before:<name>:<n>`, `file:<name>:<n>`, `after:<name>:<n>` were brought, from the first attempt in
 * which no transaction was committed while it was copied (see buildkit-snapshots.ts). Null where no such file was brought.
 */
export function consistentDatabase(parts: Parts, name: string): BoltDatabase | null {
  const attempts = parts.withPrefix(`file:${name}:`);
  if (attempts.length === 0) return null;
  for (const { key, bytes } of attempts) {
    const heads = [parts.part(`before:${name}:${key}`), bytes, parts.part(`after:${name}:${key}`)];
    if (new Set(heads.map((head) => chooseMeta(head).transactionId)).size === 1) return readBolt(bytes);
  }
  throw failure('bbolt', `the database ${name} kept changing while it was read; scan again`, '');
}
