import fs from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrations } from '../database/migrations.ts';
import { acquireServerLock } from '../database/server-lock.ts';
import { openStore, type Store } from '../open-store.ts';
import { exampleHost, temporaryDirectory, temporaryStore } from '../testing/temporary-store.ts';
import { type RestoreOptions, restore } from './restore.ts';
import { openSealedFile, sealFile } from './sealed-file.ts';

const passphrase = 'correct horse battery';
const cost = { N: 2 ** 10, r: 8, p: 1 };
const now = new Date('2026-11-21T12:00:00Z');

function fileIn(directory: string, name = 'bilge.backup'): string {
  return path.join(directory, name);
}

async function backedUp(withKey = false, fill: (store: Store) => void = () => {}) {
  const dataDirectory = temporaryDirectory();
  const store = openStore({ dataDirectory });
  store.hosts.add(exampleHost(), { password: 'sealed' });
  fill(store);
  const backup = fileIn(temporaryDirectory());
  await store.backups.write(backup, { passphrase, withKey, cost });
  store.close();
  return { dataDirectory, backup };
}

function restored(dataDirectory: string, backup: string, change: Partial<RestoreOptions> = {}) {
  return restore({ dataDirectory, backup, passphrase: async () => passphrase, now, ...change });
}

describe('backup', () => {
  it('is one private file, whole while others write, with nothing readable in it and nothing left beside', async () => {
    const store = temporaryStore();
    for (let n = 0; n < 500; n += 1) store.settings.put(`s${n}`, 'a-word-to-look-for'.repeat(30));
    const before = fs.readdirSync(store.dataDirectory);
    const target = fileIn(temporaryDirectory());
    const working = store.backups.write(target, { passphrase, withKey: true });
    store.settings.put('meanwhile', true);
    expect(await working).toEqual({ file: target, bytes: fs.statSync(target).size });
    expect(fs.readdirSync(path.dirname(target))).toEqual(['bilge.backup']);
    expect(fs.readdirSync(store.dataDirectory)).toEqual(before);
    expect(fs.statSync(target).mode & 0o777).toBe(0o600);
    const bytes = fs.readFileSync(target);
    for (const word of ['a-word-to-look-for', 'SQLite', fs.readFileSync(fileIn(store.dataDirectory, 'secret.key'))])
      expect(bytes.includes(word)).toBe(false);
  });

  it('never overwrites, and takes no passphrase that is quickly guessed', async () => {
    const store = temporaryStore();
    const target = fileIn(temporaryDirectory());
    fs.writeFileSync(target, 'older backup');
    const refused = expect.objectContaining({ code: 'backup-refused' });
    await expect(store.backups.write(target, { passphrase, withKey: false })).rejects.toThrow(refused);
    expect(fs.readFileSync(target, 'utf8')).toBe('older backup');
    const other = fileIn(temporaryDirectory());
    await expect(store.backups.write(other, { passphrase: 'short', withKey: false })).rejects.toThrow(/at least 12/);
    expect(fs.existsSync(other)).toBe(false);
  });
});

describe('a sealed file', () => {
  async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
  }
  async function sealedFile(content: Buffer): Promise<string> {
    const file = fileIn(temporaryDirectory());
    const sealed: Buffer[] = [];
    for await (const piece of sealFile(passphrase, pieces(content), cost)) sealed.push(piece);
    fs.writeFileSync(file, Buffer.concat(sealed));
    return file;
  }
  async function opened(file: string, word = passphrase): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of openSealedFile(file, word)) parts.push(part);
    return Buffer.concat(parts);
  }

  it.each([0, 1, 65_535, 65_536, 65_537, 200_000])('of %i bytes opens to what was sealed', async (length) => {
    const content = Buffer.alloc(length, 'bilge');
    expect((await opened(await sealedFile(content))).equals(content)).toBe(true);
  });

  it('is refused wherever it was cut off or changed, with another passphrase, and with pieces in another order', async () => {
    const file = await sealedFile(Buffer.alloc(150_000, 'bilge'));
    const whole = fs.readFileSync(file);
    const header = whole.length - 150_000 - 3 * 16;
    const piece = 65_536 + 16;
    const attempt = async (bytes: Buffer): Promise<string> => {
      fs.writeFileSync(file, bytes);
      return opened(file).then(
        () => 'opened',
        (error: Error) => error.message.replace(file, 'FILE'),
      );
    };
    expect(await attempt(whole.subarray(0, header + piece))).toContain('FILE is cut off: its end is missing');
    expect(await attempt(whole.subarray(0, header + 2 * piece))).toContain('FILE is cut off');
    expect(await attempt(whole.subarray(0, header + piece + 100))).toContain('damaged or cut off after 64 KiB');
    for (const length of [0, 5, 20, header - 1, header, header + 10])
      expect(await attempt(whole.subarray(0, length)), `${length} bytes`).not.toBe('opened');
    for (const at of [20, header + 5, header + piece + 5, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(await attempt(changed), `byte ${at}`).not.toBe('opened');
    }
    const [first, second] = [
      whole.subarray(header, header + piece),
      whole.subarray(header + piece, header + 2 * piece),
    ];
    const swapped = Buffer.concat([whole.subarray(0, header), second, first, whole.subarray(header + 2 * piece)]);
    expect(await attempt(swapped)).toContain('does not open');
    fs.writeFileSync(file, whole);
    await expect(opened(file, 'another passphrase')).rejects.toThrow(/passphrase is wrong, or the file is damaged/);
  });
});

describe('restore', () => {
  it('brings the backup back and keeps what was there', async () => {
    const { dataDirectory, backup } = await backedUp();
    const store = openStore({ dataDirectory });
    store.hosts.remove('host_a');
    store.close();
    const { keptAs, keyKeptAs } = await restored(dataDirectory, backup);
    expect(keptAs).toBe(path.join(dataDirectory, 'bilge.db.replaced-2026-11-21T12-00-00.000Z'));
    expect(keyKeptAs).toBeNull();
    const again = openStore({ dataDirectory, checkIntegrity: true });
    expect(again.hosts.secrets('host_a')).toEqual({ password: 'sealed' });
    again.close();
    const kept = new Sqlite(keptAs ?? '', { readonly: true });
    expect(kept.prepare('SELECT count(*) AS n FROM hosts').get()).toEqual({ n: 0 });
    kept.close();
  });

  it('on another machine needs the file and its passphrase, where the key is in it', async () => {
    const { backup } = await backedUp(true);
    const elsewhere = path.join(temporaryDirectory(), 'new');
    expect(await restored(elsewhere, backup)).toMatchObject({ keptAs: null, keyKeptAs: null });
    const store = openStore({ dataDirectory: elsewhere, checkIntegrity: true });
    expect(store.hosts.secrets('host_a')).toEqual({ password: 'sealed' });
    store.close();
    expect(fs.statSync(fileIn(elsewhere, 'secret.key')).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(elsewhere).sort()).toEqual(['bilge.db', 'secret.key', 'server.lock']);
  });

  it('on another machine needs the key too, where it is not in it', async () => {
    const { dataDirectory, backup } = await backedUp(false);
    const elsewhere = temporaryDirectory();
    await expect(restored(elsewhere, backup)).rejects.toThrow(expect.objectContaining({ code: 'secret-key-lost' }));
    expect(fs.existsSync(fileIn(elsewhere, 'bilge.db'))).toBe(false);
    fs.copyFileSync(fileIn(dataDirectory, 'secret.key'), fileIn(elsewhere, 'secret.key'));
    await restored(elsewhere, backup);
    const store = openStore({ dataDirectory: elsewhere });
    expect(store.hosts.secrets('host_a')).toEqual({ password: 'sealed' });
    store.close();
  });

  it('over a dashboard with another key keeps that key beside', async () => {
    const { backup } = await backedUp(true);
    const { dataDirectory } = await backedUp();
    const before = fs.readFileSync(fileIn(dataDirectory, 'secret.key'), 'utf8');
    const { keyKeptAs } = await restored(dataDirectory, backup);
    expect(fs.readFileSync(keyKeptAs ?? '', 'utf8')).toBe(before);
    openStore({ dataDirectory }).close();
    const configured = temporaryDirectory();
    await expect(restored(configured, backup, { secret: 'another one, sixteen' })).rejects.toThrow(
      /BILGE_SECRET is set/,
    );
    expect(fs.existsSync(fileIn(configured, 'bilge.db'))).toBe(false);
  });

  it('works over a damaged database, which is kept', async () => {
    const { dataDirectory, backup } = await backedUp();
    fs.writeFileSync(fileIn(dataDirectory, 'bilge.db'), 'ruins');
    const { keptAs } = await restored(dataDirectory, backup);
    expect(fs.readFileSync(keptAs ?? '', 'utf8')).toBe('ruins');
    openStore({ dataDirectory, checkIntegrity: true }).close();
  });

  it('takes the copy from before an upgrade too, and asks for no passphrase', async () => {
    const { dataDirectory } = await backedUp();
    const copy = fileIn(dataDirectory, 'bilge.db.schema-3');
    const raw = new Sqlite(fileIn(dataDirectory, 'bilge.db'));
    raw.prepare('VACUUM INTO ?').run(copy);
    raw.close();
    const asked = { passphrase: () => Promise.reject(new Error('asked')) };
    await restored(dataDirectory, copy, asked);
    const store = openStore({ dataDirectory });
    expect(store.hosts.secrets('host_a')).toEqual({ password: 'sealed' });
    store.close();
  });

  it('ends the sessions, and is a line of the audit log', async () => {
    const { dataDirectory, backup } = await backedUp(false, (store) => {
      const raw = new Sqlite(store.file);
      raw.exec(
        `INSERT INTO users VALUES ('user_a', 'anna', 'admin', 'x', 't', NULL, NULL, 't');
         INSERT INTO sessions (id, token_hash, user_id, created_at, seen_at, expires_at, ends_at, reauthenticated_at, address, user_agent)
         VALUES ('s', x'00', 'user_a', 't', 't', '2999', '2999', 't', '', '')`,
      );
      raw.close();
    });
    const line = {
      actorKind: 'cli',
      actor: 'cli:anna',
      subject: null,
      hostId: null,
      result: 'ok',
      detail: {},
    } as const;
    await restored(dataDirectory, backup, {
      note: (audit) => audit.append({ at: now.toISOString(), action: 'backup.restored', ...line }),
    });
    const raw = new Sqlite(fileIn(dataDirectory, 'bilge.db'), { readonly: true });
    expect(raw.prepare('SELECT count(*) FROM sessions').pluck().get()).toBe(0);
    expect(raw.prepare('SELECT action FROM audit').pluck().all()).toEqual(['backup.restored']);
    raw.close();
  });

  it('refuses what is no backup, is damaged, cut off, newer, missing, or under another passphrase or key, before it touches anything', async () => {
    const { dataDirectory, backup } = await backedUp();
    const plain = fileIn(temporaryDirectory(), 'plain.db');
    const raw = new Sqlite(fileIn(dataDirectory, 'bilge.db'));
    raw.prepare('VACUUM INTO ?').run(plain);
    raw.close();
    const before = fs.readFileSync(fileIn(dataDirectory, 'bilge.db'));
    const variant = (of: string, change: (file: string) => void): string => {
      const file = fileIn(temporaryDirectory(), 'variant');
      fs.copyFileSync(of, file);
      change(file);
      return file;
    };
    const newer = variant(plain, (file) => {
      const database = new Sqlite(file);
      database.pragma(`user_version = ${migrations.length + 1}`);
      database.close();
    });
    const newerFormat = variant(backup, (file) => {
      const bytes = fs.readFileSync(file);
      fs.writeFileSync(file, bytes.toString('latin1').replace('"format":1', '"format":9'), 'latin1');
    });
    const cases: [string, RegExp][] = [
      [variant(plain, (file) => fs.writeFileSync(file, 'photos')), /no readable Bilge backup/],
      [variant(plain, (file) => fs.truncateSync(file, 8192)), /damaged|no readable/],
      [variant(backup, (file) => fs.truncateSync(file, fs.statSync(file).size - 1)), /damaged or cut off/],
      [newer, /newer Bilge/],
      [newerFormat, /newer Bilge/],
      ['/nowhere/at/all', /There is no file/],
    ];
    for (const [file, text] of cases) await expect(restored(dataDirectory, file), file).rejects.toThrow(text);
    await expect(restored(dataDirectory, backup, { passphrase: async () => 'wrong passphrase' })).rejects.toThrow(
      /passphrase is wrong/,
    );
    const { backup: foreign } = await backedUp();
    await expect(restored(dataDirectory, foreign)).rejects.toThrow(
      expect.objectContaining({ code: 'secret-key-wrong' }),
    );
    expect(fs.readFileSync(fileIn(dataDirectory, 'bilge.db')).equals(before)).toBe(true);
    expect(fs.readdirSync(dataDirectory).sort()).toEqual(['bilge.db', 'secret.key', 'server.lock']);
  });

  it('refuses while a server runs or another process has the database open', async () => {
    const { dataDirectory, backup } = await backedUp();
    const lock = acquireServerLock(dataDirectory);
    await expect(restored(dataDirectory, backup)).rejects.toThrow(expect.objectContaining({ code: 'server-running' }));
    lock.release();
    const open = openStore({ dataDirectory });
    expect(open.hosts.all()).toHaveLength(1);
    await expect(restored(dataDirectory, backup)).rejects.toThrow(/in use by another Bilge process/);
    open.close();
    await restored(dataDirectory, backup);
  });
});
