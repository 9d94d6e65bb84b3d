import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-store.ts';
import { type Database, openDatabase } from './database.ts';

const full = 2;
const normal = 1;

function opened(): Database {
  const file = path.join(temporaryDirectory(), 'x.db');
  fs.writeFileSync(file, '');
  const database = openDatabase(file);
  onTestFinished(() => database.close());
  database.configure();
  database.exec('CREATE TABLE t (n INTEGER)');
  return database;
}

describe('durably', () => {
  it('syncs this transaction and no other, also after one that failed', () => {
    const database = opened();
    expect(database.pragma('journal_mode')).toBe('wal');
    expect(database.pragma('synchronous')).toBe(normal);
    expect(database.durably(() => database.pragma('synchronous'))).toBe(full);
    expect(database.pragma('synchronous')).toBe(normal);
    expect(() =>
      database.durably(() => {
        database.query('INSERT INTO t VALUES (1)').run();
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(database.pragma('synchronous')).toBe(normal);
    expect(database.query('SELECT * FROM t').all()).toEqual([]);
  });

  it('inside another transaction goes and stays with it', () => {
    const database = opened();
    expect(() =>
      database.transaction(() => {
        database.durably(() => database.query('INSERT INTO t VALUES (1)').run());
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(database.query('SELECT * FROM t').all()).toEqual([]);
  });
});

describe('a busy database', () => {
  it('is said to be busy, after the wait', () => {
    const first = opened();
    const second = openDatabase(first.file, { waitMs: 1 });
    onTestFinished(() => second.close());
    first.transaction(() => {
      expect(() => second.transaction(() => second.query('INSERT INTO t VALUES (1)').run())).toThrow(
        expect.objectContaining({ code: 'store-busy', userMessage: expect.stringContaining('Nothing was changed') }),
      );
    });
  });
});
