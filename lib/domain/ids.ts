import { randomBytes } from 'node:crypto';

declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]?: Name };

export type HostId = Brand<string, 'HostId'>;
export type FactsId = Brand<string, 'FactsId'>;
export type PlanId = Brand<string, 'PlanId'>;
export type RunId = Brand<string, 'RunId'>;
export type UserId = Brand<string, 'UserId'>;

/** 26 characters of Crockford base32 would need a library; 20 of this alphabet carry 100 bits and are safe in URLs, paths and shell. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A fresh random id such as `run_3k9…`, safe in a URL, a file name and a shell word. */
export function newId(
  prefix:
    | 'host'
    | 'facts'
    | 'plan'
    | 'run'
    | 'user'
    | 'token'
    | 'session'
    | 'device'
    | 'batch'
    | 'channel'
    | 'message'
    | 'schedule'
    | 'key',
): string {
  const bytes = randomBytes(20);
  let text = '';
  for (const byte of bytes) text += alphabet[byte & 31];
  return `${prefix}_${text}`;
}
