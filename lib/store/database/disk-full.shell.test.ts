import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openStore } from '../open-store.ts';
import { temporaryDirectory } from '../testing/temporary-store.ts';
import { openDatabase } from './database.ts';
import { migrate } from './migrations.ts';

/** A real file system of 2 MiB; null with the reason where this machine does not let us mount one. */
function tinyFilesystem(): { directory: string } | { skipped: string } {
  if (process.getuid?.() !== 0) return { skipped: 'not root: no tmpfs can be mounted' };
  const directory = path.join(temporaryDirectory(), 'tiny');
  fs.mkdirSync(directory);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', directory], { stdio: 'pipe' });
  } catch (error) {
    return { skipped: `mount -t tmpfs failed: ${String(error).split('\n')[0]}` };
  }
  onTestFinished(() => void execFileSync('umount', [directory]));
  return { directory };
}

describe('a full disk', () => {
  it('is said, loses nothing, and is over when there is room again', ({ skip }) => {
    const made = tinyFilesystem();
    if ('skipped' in made) {
      console.warn(`SKIPPED disk-full.shell.test.ts: ${made.skipped}`);
      return skip(made.skipped);
    }
    const store = openStore({ dataDirectory: made.directory });
    store.settings.put('before', 'kept');
    const filler = path.join(made.directory, 'filler');
    let blocks = 0;
    expect(() => {
      for (; blocks < 1_000; blocks += 1) fs.appendFileSync(filler, Buffer.alloc(64 * 1024));
    }).toThrow(/ENOSPC/);

    const write = (): void => store.settings.put('large', 'x'.repeat(300_000));
    expect(write).toThrow(
      expect.objectContaining({
        code: 'disk-full',
        userMessage: expect.stringContaining('What was saved before is intact'),
      }),
    );
    expect(store.settings.get('before', z.string())).toBe('kept');
    expect(store.settings.get('large', z.string())).toBeNull();

    fs.rmSync(filler);
    write();
    store.close();
    const again = openStore({ dataDirectory: made.directory, checkIntegrity: true });
    expect(again.settings.get('before', z.string())).toBe('kept');
    again.close();
  });

  it('at the very first start leaves a clear error, not half a database', ({ skip }) => {
    const made = tinyFilesystem();
    if ('skipped' in made) return skip(made.skipped);
    const filler = path.join(made.directory, 'filler');
    fs.writeFileSync(filler, '');
    try {
      for (;;) fs.appendFileSync(filler, Buffer.alloc(4096));
    } catch {
      // ENOSPC is what was wanted.
    }
    expect(() => openStore({ dataDirectory: made.directory })).toThrow(expect.objectContaining({ code: 'disk-full' }));
    fs.rmSync(filler);
    openStore({ dataDirectory: made.directory, checkIntegrity: true }).close();
  });

  it('during an upgrade leaves the old database as it was, and the upgrade is done when there is room again', ({
    skip,
  }) => {
    const made = tinyFilesystem();
    if ('skipped' in made) return skip(made.skipped);
    const file = path.join(made.directory, 'bilge.db');
    fs.writeFileSync(file, '');
    const steps = [
      'CREATE TABLE one (text TEXT)',
      'CREATE TABLE two (text TEXT); INSERT INTO two SELECT text FROM one',
    ];
    const database = openDatabase(file);
    migrate(database, steps.slice(0, 1));
    database.query('INSERT INTO one VALUES (?)').run('x'.repeat(500_000));
    const filler = path.join(made.directory, 'filler');
    const fill = (leaveBytes: number): void => {
      const room = fs.statfsSync(made.directory);
      fs.writeFileSync(filler, Buffer.alloc(Math.max(0, room.bavail * room.bsize - leaveBytes)));
    };
    // No room for the copy; then room for the copy and not for the new table.
    for (const leaveBytes of [100_000, 700_000]) {
      fill(leaveBytes);
      expect(() => migrate(database, steps)).toThrow(expect.objectContaining({ code: 'disk-full' }));
      expect(database.pragma('user_version')).toBe(1);
      expect(database.query<{ n: number }>('SELECT length(text) AS n FROM one').all()).toEqual([{ n: 500_000 }]);
      expect(fs.readdirSync(made.directory).filter((name) => name.includes('partial'))).toEqual([]);
      fs.rmSync(filler);
    }
    migrate(database, steps);
    expect(database.pragma('user_version')).toBe(2);
    expect(database.pragma('quick_check')).toBe('ok');
    database.close();
  });
});
