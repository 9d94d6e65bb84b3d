import fs from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore } from '../open-store.ts';
import { exampleHost, temporaryDirectory, temporaryStore } from '../testing/temporary-store.ts';
import { migrations } from './migrations.ts';
import { restore } from './restore.ts';
import { acquireServerLock } from './server-lock.ts';

async function backedUp(): Promise<{ dataDirectory: string; backup: string }> {
  const dataDirectory = temporaryDirectory();
  const store = openStore({ dataDirectory });
  store.hosts.add(exampleHost(), { password: 'sealed' });
  const backup = path.join(temporaryDirectory(), 'bilge.backup');
  await store.backup(backup);
  store.close();
  return { dataDirectory, backup };
}

describe('backup', () => {
  it('is one private file, whole while others write, and says that the key is not in it', async () => {
    const store = temporaryStore();
    for (let n = 0; n < 500; n += 1) store.settings.put(`s${n}`, 'x'.repeat(500));
    const target = path.join(temporaryDirectory(), 'copy.db');
    const working = store.backup(target);
    store.settings.put('meanwhile', true);
    const result = await working;
    expect(result).toMatchObject({ file: target, bytes: fs.statSync(target).size });
    expect(result.note).toContain(path.join(store.dataDirectory, 'secret.key'));
    expect(fs.readdirSync(path.dirname(target))).toEqual(['copy.db']);
    expect(fs.statSync(target).mode & 0o777).toBe(0o600);
  });

  it('never overwrites', async () => {
    const store = temporaryStore();
    const target = path.join(temporaryDirectory(), 'precious');
    fs.writeFileSync(target, 'older backup');
    await expect(store.backup(target)).rejects.toThrow(expect.objectContaining({ code: 'backup-refused' }));
    expect(fs.readFileSync(target, 'utf8')).toBe('older backup');
  });
});

describe('restore', () => {
  it('brings the backup back and keeps what was there', async () => {
    const { dataDirectory, backup } = await backedUp();
    const store = openStore({ dataDirectory });
    store.hosts.remove('host_a');
    store.close();
    const { keptAs } = restore({ dataDirectory, backup, now: new Date('2026-11-21T12:00:00Z') });
    expect(keptAs).toBe(path.join(dataDirectory, 'bilge.db.replaced-2026-11-21T12-00-00.000Z'));
    const restored = openStore({ dataDirectory, checkIntegrity: true });
    expect(restored.hosts.secrets('host_a')).toEqual({ password: 'sealed' });
    restored.close();
    const kept = new Sqlite(keptAs ?? '', { readonly: true });
    expect(kept.prepare('SELECT count(*) AS n FROM hosts').get()).toEqual({ n: 0 });
    kept.close();
  });

  it('works over a damaged database, which is kept', async () => {
    const { dataDirectory, backup } = await backedUp();
    const file = path.join(dataDirectory, 'bilge.db');
    fs.writeFileSync(file, 'ruins');
    const { keptAs } = restore({ dataDirectory, backup });
    expect(fs.readFileSync(keptAs ?? '', 'utf8')).toBe('ruins');
    openStore({ dataDirectory, checkIntegrity: true }).close();
  });

  it('refuses what is no backup, is damaged, is newer, is missing, or was sealed with another key', async () => {
    const { dataDirectory, backup } = await backedUp();
    const before = fs.readFileSync(path.join(dataDirectory, 'bilge.db'));
    const variant = (change: (file: string) => void): string => {
      const file = path.join(temporaryDirectory(), 'variant');
      fs.copyFileSync(backup, file);
      change(file);
      return file;
    };
    const newer = variant((file) => {
      const raw = new Sqlite(file);
      raw.pragma(`user_version = ${migrations.length + 1}`);
      raw.close();
    });
    const cases: [string, RegExp][] = [
      [variant((file) => fs.writeFileSync(file, 'photos')), /no readable Bilge backup/],
      [variant((file) => fs.truncateSync(file, 8192)), /damaged|no readable/],
      [newer, /newer Bilge/],
      ['/nowhere/at/all', /There is no file/],
    ];
    for (const [file, text] of cases) {
      expect(() => restore({ dataDirectory, backup: file }), file).toThrow(text);
    }
    const { backup: foreign } = await backedUp();
    expect(() => restore({ dataDirectory, backup: foreign })).toThrow(
      expect.objectContaining({ code: 'secret-key-wrong' }),
    );
    expect(fs.readFileSync(path.join(dataDirectory, 'bilge.db')).equals(before)).toBe(true);
    expect(fs.readdirSync(dataDirectory).sort()).toEqual(['bilge.db', 'secret.key', 'server.lock']);
  });

  it('refuses while a server runs or another process has the database open', async () => {
    const { dataDirectory, backup } = await backedUp();
    const lock = acquireServerLock(dataDirectory);
    expect(() => restore({ dataDirectory, backup })).toThrow(expect.objectContaining({ code: 'server-running' }));
    lock.release();
    const open = openStore({ dataDirectory });
    expect(open.hosts.all()).toHaveLength(1);
    expect(() => restore({ dataDirectory, backup })).toThrow(/in use by another Bilge process/);
    open.close();
    restore({ dataDirectory, backup });
  });
});
