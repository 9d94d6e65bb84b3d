import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openDatabaseFile, openStore, type StoreOptions } from '../open-store.ts';
import { exampleHost, temporaryDirectory, temporaryStore } from '../testing/temporary-store.ts';
import { seal, unseal } from './sealing.ts';
import { forgetSealedSecrets } from './secrets.ts';

const place = { owner: 'host_a', field: 'password' };

describe('seal', () => {
  const key = randomBytes(32);

  it('opens what it closed, with another nonce each time', () => {
    const first = seal(key, place, 'grüße 🔑');
    const second = seal(key, place, 'grüße 🔑');
    expect(unseal(key, place, first)).toBe('grüße 🔑');
    expect(first.equals(second)).toBe(false);
    expect(first.includes('grüße')).toBe(false);
  });

  it('refuses every changed byte', () => {
    const box = seal(key, place, 'secret');
    for (let at = 0; at < box.length; at += 1) {
      const changed = Buffer.from(box);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => unseal(key, place, changed), `byte ${at}`).toThrow(
        expect.objectContaining({ code: 'sealed-tampered' }),
      );
    }
    expect(() => unseal(key, place, box.subarray(0, 20))).toThrow(/unknown layout/);
  });

  it('refuses another key, another owner, another field', () => {
    const box = seal(key, place, 'secret');
    expect(() => unseal(randomBytes(32), place, box)).toThrow(/does not open/);
    expect(() => unseal(key, { ...place, owner: 'host_b' }, box)).toThrow(/does not open/);
    expect(() => unseal(key, { ...place, field: 'sudoPassword' }, box)).toThrow(/does not open/);
  });
});

describe('the key', () => {
  function used(options: Partial<StoreOptions> = {}): string {
    const dataDirectory = temporaryDirectory();
    const store = openStore({ dataDirectory, ...options });
    store.hosts.add(exampleHost(), { password: 'very secret' });
    store.close();
    return dataDirectory;
  }
  const bytesOf = (directory: string): Buffer => fs.readFileSync(path.join(directory, 'bilge.db'));

  it('is not in the database, nor is any secret', () => {
    const directory = used();
    expect(bytesOf(directory).includes('very secret')).toBe(false);
    const key = fs.readFileSync(path.join(directory, 'secret.key'), 'utf8').trim();
    expect(bytesOf(directory).includes(Buffer.from(key, 'hex'))).toBe(false);
  });

  it('that is lost is not replaced: the error names what to do', () => {
    const directory = used();
    fs.rmSync(path.join(directory, 'secret.key'));
    const before = bytesOf(directory);
    expect(() => openStore({ dataDirectory: directory })).toThrow(
      expect.objectContaining({ code: 'secret-key-lost', userMessage: expect.stringContaining('Put the key back') }),
    );
    expect(fs.existsSync(path.join(directory, 'secret.key'))).toBe(false);
    expect(bytesOf(directory).equals(before)).toBe(true);
  });

  it('that is another one is found out at start', () => {
    const directory = used();
    fs.writeFileSync(path.join(directory, 'secret.key'), `${'ab'.repeat(32)}\n`);
    expect(() => openStore({ dataDirectory: directory })).toThrow(
      expect.objectContaining({ code: 'secret-key-wrong' }),
    );
    expect(() => openStore({ dataDirectory: directory, secret: 'another long secret text' })).toThrow(/BILGE_SECRET/);
  });

  it('that others can read is refused with the command that helps', () => {
    const directory = used();
    const file = path.join(directory, 'secret.key');
    fs.chmodSync(file, 0o644);
    expect(() => openStore({ dataDirectory: directory })).toThrow(
      expect.objectContaining({ code: 'secret-key-mode', userMessage: expect.stringContaining(`chmod 600 ${file}`) }),
    );
    fs.chmodSync(file, 0o600);
    openStore({ dataDirectory: directory }).close();
  });

  it('comes from BILGE_SECRET or its file, and then none is generated', () => {
    const secret = 'correct horse battery staple';
    const directory = used({ secret });
    expect(fs.existsSync(path.join(directory, 'secret.key'))).toBe(false);
    const secretFile = path.join(temporaryDirectory(), 'mounted');
    fs.writeFileSync(secretFile, `${secret}\n`, { mode: 0o444 });
    const store = openStore({ dataDirectory: directory, secretFile });
    expect(store.hosts.secrets('host_a')).toEqual({ password: 'very secret' });
    store.close();
    expect(() => openStore({ dataDirectory: directory })).toThrow(expect.objectContaining({ code: 'secret-key-lost' }));
    expect(() => openStore({ dataDirectory: directory, secret: 'short' })).toThrow(/shorter than 16/);
    expect(() => openStore({ dataDirectory: directory, secretFile: '/nowhere' })).toThrow(/cannot be read/);
  });

  it('that is gone for good: the sealed secrets can be given up, the rest stays', () => {
    const directory = used();
    fs.rmSync(path.join(directory, 'secret.key'));
    const database = openDatabaseFile(directory, path.join(directory, 'bilge.db'), { checkIntegrity: false });
    expect(forgetSealedSecrets(database)).toBe(1);
    database.close();
    const store = openStore({ dataDirectory: directory });
    expect(store.hosts.all()).toHaveLength(1);
    expect(store.hosts.secrets('host_a')).toEqual({});
    store.close();
  });
});

describe("a host's secrets", () => {
  it('change one by one and go with the host', () => {
    const store = temporaryStore();
    store.hosts.add(exampleHost(), { password: 'a', passphrase: 'b' });
    store.hosts.changeSecrets('host_a', { password: null, sudoPassword: 'c' });
    expect(store.hosts.secrets('host_a')).toEqual({ passphrase: 'b', sudoPassword: 'c' });
    expect(store.hosts.secretFields('host_a')).toEqual(['passphrase', 'sudoPassword']);
    store.hosts.remove('host_a');
    const raw = new Sqlite(store.file, { readonly: true });
    expect(raw.prepare("SELECT count(*) AS n FROM sealed WHERE owner <> 'store'").get()).toEqual({ n: 0 });
    raw.close();
  });

  it('do not open on another host, though the box was copied there', () => {
    const store = temporaryStore();
    store.hosts.add(exampleHost(), { password: 'a' });
    store.hosts.add(exampleHost('host_b', 'other'), { password: 'b' });
    const raw = new Sqlite(store.file);
    raw.exec("UPDATE sealed SET box = (SELECT box FROM sealed WHERE owner = 'host_a') WHERE owner = 'host_b'");
    raw.close();
    expect(() => store.hosts.secrets('host_b')).toThrow(expect.objectContaining({ code: 'sealed-tampered' }));
    expect(store.hosts.secrets('host_a')).toEqual({ password: 'a' });
  });

  it('a taken name is refused', () => {
    const store = temporaryStore();
    store.hosts.add(exampleHost());
    expect(() => store.hosts.add(exampleHost('host_b', 'NAS'))).toThrow(/already a host named nas/);
    store.hosts.add(exampleHost('host_b', 'other'));
    expect(() => store.hosts.update('host_b', { name: 'nas' })).toThrow(/already a host/);
    store.hosts.update('host_a', { name: 'NAS', url: 'unix:///x' });
    expect(store.hosts.byId('host_a')).toMatchObject({ name: 'NAS', url: 'unix:///x' });
  });
});
