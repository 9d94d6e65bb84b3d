import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { codeOf, StoreError, storeErrorOf } from './store-error.ts';

/**
 * One server per data directory: two would run each schedule twice. The lock itself is the kernel's, on a file that SQLite
 * holds exclusively: it goes with the process, however that ends, and holds between containers that share the directory and
 * cannot see each other's pids. The JSON beside it only names the holder for people; a stale one means nothing.
 */
export interface ServerLock {
  release(): void;
}

export interface LockHolder {
  pid: number;
  hostname: string;
  /** ticks since boot at which the process started (`/proc/PID/stat`, field 22), null where /proc does not say */
  startTicks: string | null;
  bootId: string | null;
  since: string;
}

const holderSchema = z.object({
  pid: z.number(),
  hostname: z.string(),
  startTicks: z.string().nullable(),
  bootId: z.string().nullable(),
  since: z.string(),
});

// A connection that is collected as garbage is closed, and its lock gone with it.
const held = new Set<Sqlite.Database>();

/** Throws `server-running`, naming the holder, where another server has this data directory. */
export function acquireServerLock(dataDirectory: string, now: Date = new Date()): ServerLock {
  const directory = path.resolve(dataDirectory);
  const lockFile = path.join(directory, 'server.lock');
  const noteFile = path.join(directory, 'server.json');
  let connection: Sqlite.Database | null = null;
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    fs.closeSync(fs.openSync(lockFile, 'a', 0o600));
    connection = new Sqlite(lockFile, { timeout: 0 });
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection?.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) throw heldBy(directory, readHolder(noteFile));
    throw storeErrorOf(error, lockFile);
  }
  const note = describeSelf(now);
  fs.writeFileSync(noteFile, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  const lock = connection;
  held.add(lock);
  return {
    release() {
      if (!held.delete(lock)) return;
      // While the lock is still held, so that the next holder's note is not the one that goes.
      fs.rmSync(noteFile, { force: true });
      lock.close();
    },
  };
}

function describeSelf(now: Date): LockHolder {
  return {
    pid: process.pid,
    hostname: os.hostname(),
    startTicks:
      readOrNull('/proc/self/stat')
        ?.replace(/^.*\) /s, '')
        .split(' ')[19] ?? null,
    bootId: readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? null,
    since: now.toISOString(),
  };
}

function readHolder(noteFile: string): LockHolder | null {
  const text = readOrNull(noteFile);
  if (text === null) return null;
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch (error) {
    // The note is for people only; a half-written one leaves the holder unnamed, not the lock open.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

function heldBy(directory: string, holder: LockHolder | null): StoreError {
  const who = holder
    ? `process ${holder.pid} on ${holder.hostname}, since ${holder.since}`
    : 'a process that did not say who it is';
  return new StoreError({
    failure: 'server-running',
    message: `The data directory ${directory} is in use by ${who}.`,
    userMessage: `Another Bilge dashboard already runs on ${directory}: ${who}. Stop that one first, or give this one another BILGE_DATA. (The command line may be used beside it.)`,
  });
}

function readOrNull(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM'].includes(codeOf(error))) return null;
    throw error;
  }
}
