import fs from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { AppError } from '../domain/errors.ts';
import { openDatabase } from './database/database.ts';
import { applicationId, migrate, migrations } from './database/migrations.ts';
import { databaseFileName, openStore } from './open-store.ts';
import { exampleHost, temporaryDirectory } from './testing/temporary-store.ts';

describe('a first start', () => {
  it('makes a private database and a private key', () => {
    const dataDirectory = path.join(temporaryDirectory(), 'new');
    const store = openStore({ dataDirectory });
    expect(fs.statSync(dataDirectory).mode & 0o777).toBe(0o700);
    for (const name of [databaseFileName, `${databaseFileName}-wal`, 'secret.key']) {
      expect(fs.statSync(path.join(dataDirectory, name)).mode & 0o777, name).toBe(0o600);
    }
    store.close();
  });

  it('finds everything again when it is opened again', () => {
    const dataDirectory = temporaryDirectory();
    const first = openStore({ dataDirectory });
    first.hosts.add(exampleHost(), { password: 'pass', privateKey: 'key' });
    first.close();
    const second = openStore({ dataDirectory, checkIntegrity: true });
    expect(second.hosts.byName('NAS')).toEqual(exampleHost());
    expect(second.hosts.secrets('host_a')).toEqual({ privateKey: 'key', password: 'pass' });
    second.close();
  });
});

describe('migrations', () => {
  const steps = ['CREATE TABLE one (id INTEGER)', 'CREATE TABLE two (id INTEGER)'];

  function emptyFile(): string {
    const file = path.join(temporaryDirectory(), 'x.db');
    fs.writeFileSync(file, '');
    return file;
  }

  it('run in order, once, and only what is missing; the old version is kept beside', () => {
    const file = emptyFile();
    const database = openDatabase(file);
    migrate(database, steps.slice(0, 1));
    database.query('INSERT INTO one VALUES (7)').run();
    migrate(database, steps);
    migrate(database, steps);
    expect(database.pragma('user_version')).toBe(2);
    expect(database.query<{ id: number }>('SELECT id FROM one').get()).toEqual({ id: 7 });
    const copy = openDatabase(`${file}.schema-1`, { readOnly: true });
    expect(copy.pragma('user_version')).toBe(1);
    expect(copy.query<{ id: number }>('SELECT id FROM one').get()).toEqual({ id: 7 });
    copy.close();
    database.close();
  });

  it('leave the former schema where one fails', () => {
    const database = openDatabase(emptyFile());
    migrate(database, steps.slice(0, 1));
    expect(() => migrate(database, [...steps, 'CREATE TABLE two (id INTEGER)'])).toThrow(/two already exists/);
    expect(database.pragma('user_version')).toBe(1);
    expect(() => database.query('SELECT * FROM two').all()).toThrow(/no such table/);
    database.close();
  });

  it('refuse a database of a newer Bilge and do not touch it', () => {
    const dataDirectory = temporaryDirectory();
    openStore({ dataDirectory }).close();
    const file = path.join(dataDirectory, databaseFileName);
    const raw = new Sqlite(file);
    raw.pragma(`user_version = ${migrations.length + 1}`);
    raw.close();
    const before = fs.readFileSync(file);
    const wayBack = (): string => {
      try {
        openStore({ dataDirectory });
      } catch (error) {
        if (error instanceof AppError && error.code === 'store-newer') return error.userMessage;
        throw error;
      }
      return '';
    };
    expect(wayBack()).toContain('restore a backup from before the upgrade: `bilge restore FILE`');
    fs.writeFileSync(`${file}.schema-${migrations.length + 1}`, '');
    for (const version of [1, migrations.length]) fs.writeFileSync(`${file}.schema-${version}`, '');
    expect(wayBack()).toContain(`\`bilge restore ${file}.schema-${migrations.length}\``);
    expect(fs.readFileSync(file).equals(before)).toBe(true);
  });

  it('keep a fresh copy of the old version, in the place of an older one', () => {
    const file = emptyFile();
    fs.writeFileSync(`${file}.schema-1`, 'of an upgrade before, that was taken back');
    const database = openDatabase(file);
    migrate(database, steps.slice(0, 1));
    database.query('INSERT INTO one VALUES (7)').run();
    migrate(database, steps);
    database.close();
    const copy = openDatabase(`${file}.schema-1`, { readOnly: true });
    expect(copy.query<{ id: number }>('SELECT id FROM one').get()).toEqual({ id: 7 });
    copy.close();
    expect(fs.readdirSync(path.dirname(file)).filter((name) => name.includes('partial'))).toEqual([]);
    expect(fs.statSync(`${file}.schema-1`).mode & 0o777).toBe(0o600);
  });

  it('refuse the database of another program', () => {
    const dataDirectory = temporaryDirectory();
    const raw = new Sqlite(path.join(dataDirectory, databaseFileName));
    raw.exec('CREATE TABLE theirs (id INTEGER)');
    raw.close();
    const before = fs.readFileSync(path.join(dataDirectory, databaseFileName));
    expect(() => openStore({ dataDirectory })).toThrow(/belongs to another program/);
    expect(fs.readFileSync(path.join(dataDirectory, databaseFileName)).equals(before)).toBe(true);
    expect(fs.readdirSync(dataDirectory)).toEqual([databaseFileName]);
    expect(applicationId.toString(16)).toBe('42494c47');
  });
});

describe('a damaged database', () => {
  function damaged(change: (file: string) => void): { dataDirectory: string; file: string; before: Buffer } {
    const dataDirectory = temporaryDirectory();
    const store = openStore({ dataDirectory });
    for (let n = 0; n < 300; n += 1) store.settings.put(`setting-${n}`, 'x'.repeat(400));
    store.close();
    const file = path.join(dataDirectory, databaseFileName);
    change(file);
    return { dataDirectory, file, before: fs.readFileSync(file) };
  }

  const cases: [string, (file: string) => void][] = [
    [
      'that is something else',
      (file) => fs.writeFileSync(file, 'Lost photos are worse than a full disk.\n'.repeat(50)),
    ],
    ['that was emptied', (file) => fs.truncateSync(file, 0)],
    ['that lost its second half', (file) => fs.truncateSync(file, fs.statSync(file).size / 2)],
    [
      'with pages overwritten',
      (file) => {
        const bytes = fs.readFileSync(file);
        bytes.fill(0xa5, 4096 * 2, bytes.length - 4096);
        fs.writeFileSync(file, bytes);
      },
    ],
  ];

  it.each(cases)('%s is refused, said how to restore, and left as it is', (_, change) => {
    const { dataDirectory, file, before } = damaged(change);
    expect(() => openStore({ dataDirectory, checkIntegrity: true })).toThrow(
      expect.objectContaining({ code: 'store-corrupt', userMessage: expect.stringContaining('bilge restore FILE') }),
    );
    expect(fs.readFileSync(file).equals(before)).toBe(true);
  });
});
