import { failure } from '../records.ts';

/**
 * What earlier scans over the same connection have made of databases, by the identity under which they were read (collectors/bolt-copy.ts), and
 * what this scan makes or meets again: only that is remembered further.
 */
export interface KnownDatabase {
  identity: string;
  made: object;
}

export class KnownDatabases {
  readonly #before: ReadonlyMap<string, KnownDatabase>;
  readonly now = new Map<string, KnownDatabase>();

  constructor(before: ReadonlyMap<string, KnownDatabase> = new Map()) {
    this.#before = before;
  }

  /** A name stands for one kind of database, of which always the same is made. @throws ParseFailure where it was never read */
  again<T extends object>(name: string, identity: string): T {
    const found = this.#before.get(name);
    if (found === undefined || found.identity !== identity)
      throw failure(
        'bbolt',
        `the host says that the database ${name} is the same, but it was not read before`,
        identity,
      );
    this.now.set(name, found);
    return found.made as T;
  }

  /** What has no identity, or a name that does not fit into the list for the script, is read again the next time. */
  remember(name: string, identity: string, made: object): void {
    if (/^[\w.-]+$/.test(name) && /^[\w:.-]+$/.test(identity)) this.now.set(name, { identity, made });
  }
}

/** Words `<name>=<identity>` for the script. */
export function wordsOfKnown(known: ReadonlyMap<string, KnownDatabase>): string {
  return [...known].map(([name, { identity }]) => `${name}=${identity}`).join(' ');
}
