import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { StoreError } from '../database/store-error.ts';

/**
 * AES-256-GCM, one fresh nonce per record. Owner and field are authenticated with it, so a box copied onto another host's
 * row, or a password onto a sudo password, does not open. Layout: version (1), nonce (12), tag (16), ciphertext.
 */
export interface SealedPlace {
  /** host id, user id, `channel:<id>` … */
  owner: string;
  field: string;
}

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

export function seal(key: Buffer, place: SealedPlace, text: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(boundTo(place));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body]);
}

/** Throws `sealed-tampered` where the box is not exactly what was sealed there with this key. */
export function unseal(key: Buffer, place: SealedPlace, box: Buffer): string {
  const headBytes = 1 + nonceBytes + tagBytes;
  if (box.length < headBytes || box[0] !== version) throw tampered(place, 'it has an unknown layout');
  try {
    const nonce = box.subarray(1, 1 + nonceBytes);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(boundTo(place));
    decipher.setAuthTag(box.subarray(1 + nonceBytes, headBytes));
    return Buffer.concat([decipher.update(box.subarray(headBytes)), decipher.final()]).toString('utf8');
  } catch (error) {
    throw tampered(place, 'it does not open with this key', error);
  }
}

function boundTo(place: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify(['bilge', version, place.owner, place.field]), 'utf8');
}

function tampered(place: SealedPlace, why: string, cause?: unknown): StoreError {
  return new StoreError({
    failure: 'sealed-tampered',
    message: `The sealed ${place.field} of ${place.owner} cannot be opened: ${why}.`,
    userMessage: `The stored ${place.field} of ${place.owner} cannot be opened (${why}). Nothing was changed. Enter it again, or restore a backup together with its key file.`,
    cause,
  });
}
