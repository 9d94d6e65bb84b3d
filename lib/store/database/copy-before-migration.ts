import fs from 'node:fs';
import path from 'node:path';
import { type Database, openDatabase } from './database.ts';

/** The way back from an upgrade: there are no downward migrations. `bilge.db.schema-2` is what schema 2 was before the last one. */
const copyName = (file: string, version: number): string => `${file}.schema-${version}`;

/**
 * Whole or not at all: on a full disk nothing is left of it, and the database is as it was. A copy of an earlier upgrade from the same
 * version is replaced, because this one is newer.
 */
export function keepCopyOf(database: Database, version: number): void {
  const copy = copyName(database.file, version);
  const partial = `${copy}.partial-${process.pid}`;
  fs.rmSync(partial, { force: true });
  try {
    // Made private before a row is in it.
    fs.closeSync(fs.openSync(partial, 'wx', 0o600));
    database.query('VACUUM INTO ?').run(partial);
    // Another process may have migrated meanwhile: then this is no copy of the old version, and that one has made its own.
    if (schemaOf(partial) === version) fs.renameSync(partial, copy);
  } finally {
    fs.rmSync(partial, { force: true });
  }
}

function schemaOf(file: string): number {
  const copy = openDatabase(file, { readOnly: true });
  try {
    return Number(copy.pragma('user_version'));
  } finally {
    copy.close();
  }
}

/** Copies from before an upgrade that a Bilge of this schema can open, newest schema first. */
export function copiesFor(file: string, supported: number): string[] {
  const prefix = `${path.basename(file)}.schema-`;
  const directory = path.dirname(file);
  return fs
    .readdirSync(directory)
    .flatMap((name) => {
      const version = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
      return Number.isInteger(version) && version <= supported ? [version] : [];
    })
    .sort((one, other) => other - one)
    .map((version) => copyName(file, version));
}
