import fs from 'node:fs';
import path from 'node:path';
import { keyFileName } from '../secrets/secret-key.ts';
import { corruptStore } from './store-error.ts';

const header = 'SQLite format 3\0';

/**
 * Makes the file private before SQLite does (its -wal and -shm take the mode over), and looks at an existing one before
 * SQLite may write to it. SQLite takes an empty file for a new database; beside a key it is one that was lost.
 */
export function prepareDatabaseFile(file: string): void {
  const keyExists = fs.existsSync(path.join(path.dirname(file), keyFileName));
  let descriptor: number;
  try {
    descriptor = fs.openSync(file, 'r');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    fs.closeSync(fs.openSync(file, 'a', 0o600));
    return;
  }
  try {
    const start = Buffer.alloc(header.length);
    const length = fs.readSync(descriptor, start, 0, start.length, 0);
    const walExists = (fs.statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
    if (length === 0 && keyExists && !walExists) throw corruptStore(file, 'it is empty, although it was used before');
    if (length > 0 && start.toString('latin1') !== header)
      throw corruptStore(file, 'it does not begin like a database');
  } finally {
    fs.closeSync(descriptor);
  }
}
