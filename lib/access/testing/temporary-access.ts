import type { Store } from '../../store/open-store.ts';
import { temporaryStore } from '../../store/testing/temporary-store.ts';
import { type Access, type AccessOptions, createAccess } from '../access.ts';
import type { Actor } from '../actor.ts';
import type { Passwords } from '../password.ts';

export const cli: Actor = { kind: 'cli', name: 'cli:root', role: 'admin' };
export const password = 'four random plain words';
export const visitor = { address: '192.168.1.20', userAgent: 'Firefox' };

export interface TestAccess {
  store: Store;
  access: Access;
  /** moves the injected clock */
  pass(time: { days?: number; minutes?: number; seconds?: number }): void;
  now(): Date;
  /** `action result` of the audit, oldest first */
  audited(): string[];
}

/** In the place of argon2, for hundreds of logins. */
export const plainPasswords: Passwords = {
  hash: async (text) => `plain ${text}`,
  verify: async (stored, text) => stored === `plain ${text}`,
};

export function temporaryAccess(options: Pick<AccessOptions, 'passwords'> = {}): TestAccess {
  const store = temporaryStore();
  let nowMs = Date.parse('2026-11-21T10:00:00.000Z');
  const access = createAccess(store, { ...options, clock: () => new Date(nowMs) });
  return {
    store,
    access,
    pass({ days = 0, minutes = 0, seconds = 0 }) {
      nowMs += ((days * 24 * 60 + minutes) * 60 + seconds) * 1_000;
    },
    now: () => new Date(nowMs),
    audited: () =>
      store.audit
        .list()
        .reverse()
        .map(({ action, result }) => `${action} ${result}`),
  };
}

/** The token and the actor of a fresh login; fails where a code is asked for. */
export async function loggedIn(
  { access }: TestAccess,
  name = 'anna',
  more: { code?: string; address?: string } = {},
): Promise<{ token: string; actor: Extract<Actor, { kind: 'user' }> }> {
  const result = await access.sessions.login({ ...visitor, name, password, ...more });
  if (result.kind !== 'logged-in' || result.actor.kind !== 'user') throw new Error(`not logged in: ${result.kind}`);
  return { token: result.token, actor: result.actor };
}
