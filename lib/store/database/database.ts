import Sqlite from 'better-sqlite3';
import { storeErrorOf } from './store-error.ts';

export type SqlValue = string | number | bigint | Buffer | null;
export type SqlParameters = SqlValue | Readonly<Record<string, SqlValue>>;

export interface Query<Row> {
  get(...parameters: SqlParameters[]): Row | undefined;
  all(...parameters: SqlParameters[]): Row[];
  /** number of rows changed */
  run(...parameters: SqlParameters[]): number;
}

/**
 * The one connection of this process. Every error that leaves it says what it means for a person (store-error.ts).
 * Queries are prepared at first use: the command line uses few of them and should start fast.
 */
export interface Database {
  readonly file: string;
  readonly isOpen: boolean;
  query<Row = never>(sql: string): Query<Row>;
  /** All or nothing. Takes the write lock at once, so that two processes wait for each other instead of failing midway. */
  transaction<T>(work: () => T): T;
  /** A transaction that is on the disk, not only in its cache, when it returns: for intents that an effect will follow. */
  durably<T>(work: () => T): T;
  exec(sql: string): void;
  pragma(text: string): unknown;
  /** WAL and the pragmas of a connection that writes. Changes the file: only after it was looked at. */
  configure(): void;
  /** SQLite's online backup: consistent while others write. */
  backup(file: string): Promise<void>;
  close(): void;
}

const busyTimeoutMs = 5_000;

export function openDatabase(file: string, options: { readOnly?: boolean; waitMs?: number } = {}): Database {
  const explained = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storeErrorOf(error, file);
    }
  };
  const connection = explained(
    () =>
      new Sqlite(file, {
        timeout: options.waitMs ?? busyTimeoutMs,
        readonly: options.readOnly ?? false,
        fileMustExist: true,
      }),
  );

  // Made once: better-sqlite3 builds five functions for each that it is given.
  const inTransaction = connection.transaction((work: () => unknown) => work());

  function transaction<T>(work: () => T): T {
    return explained(() => inTransaction.immediate(work) as T);
  }

  return {
    file,
    get isOpen() {
      return connection.open;
    },
    query: (sql) => lazyQuery(() => connection.prepare(sql), explained),
    transaction,
    durably(work) {
      // Inside a transaction the pragma would be ignored; the outer one then decides.
      if (connection.inTransaction) return transaction(work);
      connection.pragma('synchronous = FULL');
      try {
        return transaction(work);
      } finally {
        connection.pragma('synchronous = NORMAL');
      }
    },
    exec: (sql) => explained(() => void connection.exec(sql)),
    pragma: (text) => explained(() => connection.pragma(text, { simple: true })),
    configure: () => explained(() => configure(connection)),
    async backup(target) {
      try {
        await connection.backup(target);
      } catch (error) {
        throw storeErrorOf(error, target);
      }
    },
    close: () => void connection.close(),
  };
}

function configure(connection: Sqlite.Database): void {
  switchToWal(connection);
  connection.pragma('synchronous = NORMAL');
  connection.pragma('foreign_keys = ON');
  // A large scan grows the -wal file; without a limit it keeps that size on a disk that may be nearly full.
  connection.pragma('journal_size_limit = 16777216');
  connection.pragma('wal_autocheckpoint = 4000');
  // Without it INSERT OR REPLACE would delete rows of append-only tables past their triggers.
  connection.pragma('recursive_triggers = ON');
}

/** SQLite does not wait (busy_timeout) where two first starts both switch a new file to WAL: one is told it is locked. */
function switchToWal(connection: Sqlite.Database): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  const attempts = busyTimeoutMs / 20;
  for (let attempt = 1; ; attempt += 1) {
    try {
      connection.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!isBusy || attempt >= attempts) throw error;
      Atomics.wait(pause, 0, 0, 20);
    }
  }
}

function lazyQuery<Row>(prepare: () => Sqlite.Statement, explained: <T>(work: () => T) => T): Query<Row> {
  let prepared: Sqlite.Statement | null = null;
  const statement = (): Sqlite.Statement => {
    prepared ??= prepare();
    return prepared;
  };
  // The row types stand beside the SQL that selects them: this is the edge where SQLite's answer becomes typed.
  return {
    get: (...parameters) => explained(() => statement().get(...parameters) as Row | undefined),
    all: (...parameters) => explained(() => statement().all(...parameters) as Row[]),
    run: (...parameters) => explained(() => statement().run(...parameters).changes),
  };
}
