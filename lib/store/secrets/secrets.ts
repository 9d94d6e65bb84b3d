import fs from 'node:fs';
import path from 'node:path';
import type { Database } from '../database/database.ts';
import { StoreError } from '../database/store-error.ts';
import { type SealedPlace, seal, unseal } from './sealing.ts';
import {
  findNewKey,
  findSecretKey,
  generateSecretKey,
  keyFileName,
  type SecretSource,
  takeNewKey,
} from './secret-key.ts';

/** Sealed texts by owner and field. The key never leaves this closure. */
export interface Secrets {
  put(place: SealedPlace, text: string): void;
  get(place: SealedPlace): string | null;
  remove(place: SealedPlace): void;
  fields(owner: string): string[];
}

const canary: SealedPlace = { owner: 'store', field: 'canary' };
const canaryText = 'This opens with the right key.';

/** Finds or makes the key and proves with the canary that it is the one everything here was sealed with. */
export function openSecrets(database: Database, dataDirectory: string, source: SecretSource): Secrets {
  const get = database.query<{ box: Buffer }>('SELECT box FROM sealed WHERE owner = ? AND field = ?');
  const put = database.query(
    'INSERT INTO sealed (owner, field, box) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET box = excluded.box',
  );
  const remove = database.query('DELETE FROM sealed WHERE owner = ? AND field = ?');
  const fields = database.query<{ field: string }>('SELECT field FROM sealed WHERE owner = ? ORDER BY field');

  const key = provenKey();

  function provenKey(): Buffer {
    const found = findSecretKey(dataDirectory, source);
    if (found !== null && opensCanary(found)) return found;
    // A rotation was cut off after its transaction: the boxes have the new key already.
    const rotated = findNewKey(dataDirectory, source);
    if (rotated !== null && opensCanary(rotated)) {
      takeNewKey(dataDirectory, new Date().toISOString().replaceAll(':', '-'));
      return rotated;
    }
    // Only the very first start gets here with nothing sealed yet; the write lock lets one process settle it.
    return database.durably(() => {
      const current = get.get(canary.owner, canary.field);
      if (current !== undefined) {
        const again = findSecretKey(dataDirectory, source);
        if (again === null) throw lostKey();
        if (!opensCanary(again)) throw wrongKey();
        return again;
      }
      const fresh = found ?? generateSecretKey(dataDirectory);
      put.run(canary.owner, canary.field, seal(fresh, canary, canaryText));
      return fresh;
    });
  }

  function opensCanary(candidate: Buffer): boolean {
    const row = get.get(canary.owner, canary.field);
    if (row === undefined) return false;
    try {
      return unseal(candidate, canary, row.box) === canaryText;
    } catch (error) {
      if (error instanceof StoreError && error.failure === 'sealed-tampered') return false;
      throw error;
    }
  }

  function countSealed(): number {
    const row = database.query<{ n: number }>('SELECT count(*) AS n FROM sealed WHERE owner <> ?').get(canary.owner);
    return row?.n ?? 0;
  }

  function lostKey(): StoreError {
    return new StoreError({
      failure: 'secret-key-lost',
      message: `${dataDirectory}/${keyFileName} is missing, but ${database.file} holds ${countSealed()} sealed secrets.`,
      userMessage: `The key that opens the stored SSH keys and passwords is missing: there is no ${dataDirectory}/${keyFileName} and neither BILGE_SECRET nor BILGE_SECRET_FILE is set, but ${countSealed()} secrets are sealed with one. Put the key back from your backup or set the variable as before. No new key was made and nothing was changed. If the key is gone for good, \`bilge doctor --forget-secrets\` drops the sealed secrets, and you enter them again.`,
    });
  }

  function wrongKey(): StoreError {
    const where = source.secret ? 'BILGE_SECRET' : (source.secretFile ?? `${dataDirectory}/${keyFileName}`);
    const isOverridden = (source.secret || source.secretFile) && fs.existsSync(path.join(dataDirectory, keyFileName));
    const hint = isOverridden ? `; without ${where} the ${keyFileName} in ${dataDirectory} would be used` : '';
    return new StoreError({
      failure: 'secret-key-wrong',
      message: `The key from ${where} does not open the canary of ${database.file}.`,
      userMessage: `The key from ${where} is not the one that ${countSealed()} stored secrets in ${database.file} were sealed with. Use the key that belongs to this database${hint}. Nothing was changed.`,
    });
  }

  return {
    put: (place, text) => void put.run(place.owner, place.field, seal(key, place, text)),
    get(place) {
      const row = get.get(place.owner, place.field);
      return row === undefined ? null : unseal(key, place, row.box);
    },
    remove: (place) => void remove.run(place.owner, place.field),
    fields: (owner) => fields.all(owner).map((row) => row.field),
  };
}

/** The way out of a key that is gone for good: the sealed secrets go, everything else stays. Returns how many went. */
export function forgetSealedSecrets(database: Database): number {
  return database.durably(() => {
    const dropped = database.query('DELETE FROM sealed WHERE owner <> ?').run(canary.owner);
    database.query('DELETE FROM sealed').run();
    return dropped;
  });
}

interface SealedRow {
  owner: string;
  field: string;
  box: Buffer;
}

/** Every box, the canary's too, from one key to another, inside the caller's transaction. Throws where one does not open. */
export function resealAll(database: Database, from: Buffer, to: Buffer): number {
  const rows = database.query<SealedRow>('SELECT owner, field, box FROM sealed').all();
  const put = database.query('UPDATE sealed SET box = ? WHERE owner = ? AND field = ?');
  for (const { box, ...place } of rows) put.run(seal(to, place, unseal(from, place, box)), place.owner, place.field);
  return rows.filter(({ owner }) => owner !== canary.owner).length;
}

/** Throws `sealed-tampered` for the first box that does not open: better before a restore than after it. */
export function opensEverySecret(database: Database, dataDirectory: string, source: SecretSource): void {
  const key = findSecretKey(dataDirectory, source);
  if (key === null) return;
  for (const { box, ...place } of database.query<SealedRow>('SELECT owner, field, box FROM sealed').all())
    unseal(key, place, box);
}
