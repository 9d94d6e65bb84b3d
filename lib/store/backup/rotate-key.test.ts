import fs from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore, type StoreOptions } from '../open-store.ts';
import { exampleHost, temporaryDirectory } from '../testing/temporary-store.ts';
import { rotateKey } from './rotate-key.ts';

const now = new Date('2026-11-21T12:00:00Z');

function sealed(source: Partial<StoreOptions> = {}): string {
  const dataDirectory = temporaryDirectory();
  const store = openStore({ dataDirectory, ...source });
  store.hosts.add(exampleHost(), { password: 'sealed', privateKey: 'key' });
  store.close();
  return dataDirectory;
}

function secretsIn(dataDirectory: string, source: Partial<StoreOptions> = {}) {
  const store = openStore({ dataDirectory, ...source });
  try {
    return store.hosts.secrets('host_a');
  } finally {
    store.close();
  }
}

const all = { password: 'sealed', privateKey: 'key' };
const keyOf = (directory: string, name = 'secret.key') => fs.readFileSync(path.join(directory, name), 'utf8');

describe('a new key', () => {
  it('opens everything, the old one nothing any more, and the old one is kept for old backups', () => {
    const directory = sealed();
    const old = keyOf(directory);
    const { resealed, keyKeptAs } = rotateKey({ dataDirectory: directory, now });
    expect(resealed).toBe(2);
    expect(secretsIn(directory)).toEqual(all);
    expect(keyOf(directory)).not.toBe(old);
    expect(fs.readFileSync(keyKeptAs ?? '', 'utf8')).toBe(old);
    for (const name of ['secret.key', path.basename(keyKeptAs ?? '')])
      expect(fs.statSync(path.join(directory, name)).mode & 0o777).toBe(0o600);
    expect(fs.existsSync(path.join(directory, 'secret.key.new'))).toBe(false);
    fs.writeFileSync(path.join(directory, 'secret.key'), old);
    expect(() => secretsIn(directory)).toThrow(expect.objectContaining({ code: 'secret-key-wrong' }));
  });

  it('of a secret outside the data directory needs the file of the next one', () => {
    const secret = 'the first one, sixteen';
    const directory = sealed({ secret });
    expect(() => rotateKey({ dataDirectory: directory, secret, now })).toThrow(/--new-secret-file/);
    const newSecretFile = path.join(temporaryDirectory(), 'next');
    fs.writeFileSync(newSecretFile, 'the second one, sixteen\n');
    rotateKey({ dataDirectory: directory, secret, newSecretFile, now });
    expect(secretsIn(directory, { secretFile: newSecretFile })).toEqual(all);
    expect(() => secretsIn(directory, { secret })).toThrow(expect.objectContaining({ code: 'secret-key-wrong' }));
  });

  it('is taken at the next start where the power went between the transaction and the rename', () => {
    const directory = sealed();
    const old = keyOf(directory);
    const { keyKeptAs } = rotateKey({ dataDirectory: directory, now });
    fs.renameSync(path.join(directory, 'secret.key'), path.join(directory, 'secret.key.new'));
    fs.renameSync(keyKeptAs ?? '', path.join(directory, 'secret.key'));
    expect(secretsIn(directory)).toEqual(all);
    expect(fs.existsSync(path.join(directory, 'secret.key.new'))).toBe(false);
    expect(fs.readdirSync(directory).filter((name) => name.startsWith('secret.key.replaced-'))).toHaveLength(1);
    expect(keyOf(directory)).not.toBe(old);
  });

  it('that was only written before the power went changes nothing, and another attempt works', () => {
    const directory = sealed();
    fs.writeFileSync(path.join(directory, 'secret.key.new'), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    expect(secretsIn(directory)).toEqual(all);
    rotateKey({ dataDirectory: directory, now });
    expect(secretsIn(directory)).toEqual(all);
  });

  it('is refused where one secret does not open, and nothing is changed', () => {
    const directory = sealed();
    const raw = new Sqlite(path.join(directory, 'bilge.db'));
    raw.exec("UPDATE sealed SET box = x'0102' WHERE field = 'privateKey'");
    raw.close();
    expect(() => rotateKey({ dataDirectory: directory, now })).toThrow(
      expect.objectContaining({ code: 'sealed-tampered' }),
    );
    const store = openStore({ dataDirectory: directory });
    expect(store.secrets.get({ owner: 'host_a', field: 'password' })).toBe('sealed');
    store.close();
  });

  it('waits for nobody who holds the old key', () => {
    const directory = sealed();
    const open = openStore({ dataDirectory: directory });
    expect(open.hosts.all()).toHaveLength(1);
    expect(() => rotateKey({ dataDirectory: directory, now })).toThrow(/in use by another Bilge process/);
    open.close();
  });
});
