import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in a cookie and a header. */
export function newToken(prefix = ''): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** Fast on purpose: a random token has nothing to guess, so a slow hash would only slow every request. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/** Letters and digits that cannot be taken for each other, in groups of four: `k3m9-…`. Five bits a character. */
export function newCode(groups: number): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  const letters = [...randomBytes(groups * 4)].map((byte) => alphabet[byte & 31]).join('');
  return (letters.match(/.{4}/g) ?? []).join('-');
}

/** As typed by a person, with or without the dashes, in any case. */
export function hashCode(code: string): Buffer {
  return hashToken(code.toLowerCase().replace(/[^0-9a-z]/g, ''));
}
