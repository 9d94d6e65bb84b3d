import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { databaseFileName, openStore } from '../open-store.ts';
import { keyFileName } from '../secrets/secret-key.ts';
import { sealingKey } from './sealing-key.ts';

let fresh: Buffer | null = null;

/**
 * Puts a database there as the first start with `sealingKey` leaves it: made once in a process by the real first start, because most
 * tests begin with one. That first start itself is tested on empty directories (open-store.test.ts, secrets.test.ts).
 */
export function putFreshDatabase(directory: string): void {
  fresh ??= firstStart();
  fs.writeFileSync(path.join(directory, databaseFileName), fresh, { mode: 0o600 });
}

/** The key beside it, for a store that is given none. */
export function putSealingKey(directory: string): void {
  fs.writeFileSync(path.join(directory, keyFileName), `${sealingKey}\n`, { mode: 0o600 });
}

function firstStart(): Buffer {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-fresh-'));
  try {
    openStore({ dataDirectory: directory, secret: sealingKey }).close();
    return fs.readFileSync(path.join(directory, databaseFileName));
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}
