import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError, InvalidInputError } from '../../domain/errors.ts';
import { openDatabase } from '../../store/database/database.ts';
import { acquireServerLock } from '../../store/database/server-lock.ts';
import { openStore } from '../../store/open-store.ts';
import { temporaryDirectory } from '../../store/testing/temporary-store.ts';
import { checkStart, mountedFrom, type Starting, startFailure } from './start-checks.ts';

function starting(change: Partial<Starting> = {}): Starting {
  return {
    dataDirectory: temporaryDirectory(),
    user: { uid: 1000, gid: 1000 },
    now: new Date('2026-12-01T12:00:00Z'),
    builtAt: new Date('2026-11-30T08:00:00Z'),
    mountInfo: '',
    ...change,
  };
}

/** What the log gets, and the code. */
function failureOf(work: () => unknown): { line: string; exitCode: number } | null {
  try {
    work();
    return null;
  } catch (error) {
    return startFailure(error);
  }
}

/** Tests run as root, whom no mode keeps out: the kernel's answer is put in its place. */
function kernelAnswers(code: string, where: (file: string) => boolean = () => true): void {
  const real = fs.accessSync;
  vi.spyOn(fs, 'accessSync').mockImplementation((file, mode) => {
    if (where(String(file))) throw Object.assign(new Error(code), { code });
    real(file, mode);
  });
}

afterEach(() => void vi.restoreAllMocks());

const sound = starting;

it('a sound start passes, also where the folder does not exist yet', () => {
  expect(failureOf(() => checkStart(sound()))).toBeNull();
  expect(failureOf(() => checkStart(sound({ dataDirectory: path.join(temporaryDirectory(), 'a/b') })))).toBeNull();
});

describe('the data directory of another owner', () => {
  it('names both owners and the exact chown', () => {
    kernelAnswers('EACCES');
    const { dataDirectory } = sound();
    fs.chmodSync(dataDirectory, 0o755);
    fs.chownSync(dataDirectory, process.getuid?.() ?? 0, process.getgid?.() ?? 0);
    const failure = failureOf(() => checkStart(sound({ dataDirectory })));
    expect(failure?.exitCode).toBe(78);
    expect(failure?.line).toBe(
      `Bilge cannot start: it runs as uid 1000, gid 1000, and ${dataDirectory} belongs to uid ${process.getuid?.()}, gid ${process.getgid?.()} (mode 0755). As root: chown -R 1000:1000 ${dataDirectory}. Then start Bilge again.`,
    );
  });

  it('a single file that root left there is named', () => {
    const { dataDirectory } = sound();
    fs.writeFileSync(path.join(dataDirectory, 'bilge.db'), '');
    kernelAnswers('EACCES', (file) => file.endsWith('bilge.db'));
    expect(failureOf(() => checkStart(sound({ dataDirectory })))?.line).toContain(
      `${dataDirectory}/bilge.db belongs to uid`,
    );
  });

  it('in a container names the folder of the host', () => {
    kernelAnswers('EACCES');
    const { dataDirectory } = sound();
    const mountInfo = `36 35 98:0 /srv/bilge ${dataDirectory} rw,noatime - ext4 /dev/sda1 rw\n`;
    expect(failureOf(() => checkStart(sound({ dataDirectory, mountInfo })))?.line).toContain(
      `chown -R 1000:1000 /srv/bilge (the folder of the host that is mounted at ${dataDirectory})`,
    );
  });

  it('a mount whose source is not a plain path is not put into a command', () => {
    expect(mountedFrom('36 35 98:0 /a;reboot /data rw - ext4 x rw', '/data')).toBeNull();
    expect(mountedFrom('36 35 98:0 / /data rw - ext4 x rw', '/data')).toBeNull();
    expect(mountedFrom('36 35 98:0 /one /data rw - ext4 x rw\n37 35 98:0 /two /data rw - ext4 x rw', '/data')).toBe(
      '/two',
    );
  });
});

it('a read-only data directory says to mount it writable', () => {
  kernelAnswers('EROFS');
  const failure = failureOf(() => checkStart(sound()));
  expect(failure?.exitCode).toBe(78);
  expect(failure?.line).toMatch(/read-only file system.*Mount it writable.*BILGE_DATA/);
});

describe('a clock far off', () => {
  it.each([
    ['1970-01-01T00:03:00Z', 'built later, on 2026-11-30'],
    ['2026-11-28T00:00:00Z', 'built later'],
    ['2037-01-01T00:00:00Z', 'more than ten years before'],
  ])('%s is refused', (now, words) => {
    const failure = failureOf(() => checkStart(sound({ now: new Date(now) })));
    expect(failure?.exitCode).toBe(78);
    expect(failure?.line).toContain(words);
    expect(failure?.line).toContain('timedatectl');
  });

  it('is not judged where Bilge runs from its sources, nor within a day', () => {
    expect(failureOf(() => checkStart(sound({ now: new Date(0), builtAt: null })))).toBeNull();
    expect(failureOf(() => checkStart(sound({ now: new Date('2026-11-29T20:00:00Z') })))).toBeNull();
  });
});

it('a database of a newer version is refused for good', () => {
  const dataDirectory = temporaryDirectory();
  openStore({ dataDirectory }).close();
  const database = openDatabase(path.join(dataDirectory, 'bilge.db'));
  database.pragma('user_version = 999');
  database.close();
  const failure = failureOf(() => openStore({ dataDirectory }));
  expect(failure?.exitCode).toBe(78);
  expect(failure?.line).toMatch(/newer/);
});

it('a missing key file is refused for good, and nothing is made in its place', () => {
  const dataDirectory = temporaryDirectory();
  openStore({ dataDirectory }).close();
  fs.rmSync(path.join(dataDirectory, 'secret.key'));
  const failure = failureOf(() => openStore({ dataDirectory }));
  expect(failure?.exitCode).toBe(78);
  expect(failure?.line).toContain('secret.key');
  expect(fs.existsSync(path.join(dataDirectory, 'secret.key'))).toBe(false);
  const secretFile = path.join(dataDirectory, 'nowhere');
  expect(failureOf(() => openStore({ dataDirectory, secretFile }))?.exitCode).toBe(78);
});

it('what may pass by itself is tried again', () => {
  const dataDirectory = temporaryDirectory();
  const lock = acquireServerLock(dataDirectory);
  expect(failureOf(() => acquireServerLock(dataDirectory))?.exitCode).toBe(1);
  lock.release();
  expect(startFailure(new AppError({ code: 'disk-full', message: 'x' })).exitCode).toBe(1);
  expect(startFailure(new Error('x')).exitCode).toBe(1);
  expect(startFailure(new InvalidInputError('Invalid environment: x.')).exitCode).toBe(78);
});
