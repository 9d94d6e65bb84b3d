import { encodeName } from '../../domain/name-bytes.ts';
import { decodeName } from '../../domain/names.ts';

/**
 * A Linux name as a column value. SQLite's text is UTF-8, and better-sqlite3 turns a lone surrogate into U+FFFD, so two
 * different undecodable names would become one key. Such a name is stored as its bytes; SQLite never equates text and blob.
 */
export type NameColumn = string | Buffer;

export function nameToColumn(name: string): NameColumn {
  return /\p{Surrogate}/u.test(name) ? encodeName(name) : name;
}

export function columnToName(column: NameColumn): string {
  return typeof column === 'string' ? column : decodeName(column);
}
