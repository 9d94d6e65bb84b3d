import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AccessError } from '../domain/errors.ts';
import type { Store } from '../store/open-store.ts';
import type { Clock, Noted } from './audit-access.ts';
import type { LoginLimit } from './login-limit.ts';
import type { Passwords } from './password.ts';
import { hashCode, newCode } from './token.ts';
import { type ListedUser, listed, newUser } from './users.ts';

/**
 * Between the first start and the first admin, the first visitor would own the dashboard and with it root on every host.
 * So the one-time code is needed that only the terminal (or the container's log) shows, from every address: a request that
 * comes from this machine may be anyone's, through a reverse proxy or the framework's own requests to itself.
 */
export interface Setup {
  needed(): boolean;
  /** A fresh code for the terminal, the former one is void; null where there is an admin already. Called at server start. */
  newCode(): string | null;
  createFirstAdmin(input: { name: string; password: string; address: string; code: string }): Promise<ListedUser>;
  /** BILGE_ADMIN_PASSWORD or _FILE: makes `admin` where there is no user yet; else does nothing and returns null. */
  fromEnvironment(password: string | null): Promise<ListedUser | null>;
}

const codeSetting = 'setup-code-hash';

export function setupService(deps: {
  store: Store;
  clock: Clock;
  noted: Noted;
  limit: LoginLimit;
  passwords: Passwords;
}): Setup {
  const { store, clock, noted, limit, passwords } = deps;
  const needed = (): boolean => store.users.count() === 0;

  /** There is no login yet: the list of what was done names what allowed it. */
  async function create(name: string, password: string, by: string, how: string): Promise<ListedUser> {
    const user = await newUser({ name, password, role: 'admin' }, clock(), passwords);
    if (!store.users.addFirst(user)) throw alreadySetUp();
    store.settings.remove(codeSetting);
    noted({
      actor: { kind: 'system', name: by, role: 'admin' },
      action: 'setup.first-admin',
      subject: user.name,
      detail: { how },
    });
    return listed(user);
  }

  function checkCode(address: string, code: string): void {
    const refuse = (): never => {
      noted({ actor: null, action: 'setup.first-admin', subject: null, result: 'refused', detail: { address } });
      throw withoutCode(address);
    };
    // An empty field is no guess, and costs no try.
    if (code.trim() === '') refuse();
    const attempt = limit.begin({ address, user: null, isKnownAddress: false });
    const stored = store.settings.get(codeSetting, z.string());
    if (stored === null || !timingSafeEqual(Buffer.from(stored, 'hex'), hashCode(code))) refuse();
    attempt.succeeded();
  }

  return {
    needed,
    newCode() {
      if (!needed()) return null;
      const code = newCode(3);
      store.settings.put(codeSetting, hashCode(code).toString('hex'));
      return code;
    },
    async createFirstAdmin({ name, password, address, code }) {
      if (!needed()) throw alreadySetUp();
      checkCode(address, code);
      return create(name, password, 'one-time code', `with the one-time code, from ${address}`);
    },
    async fromEnvironment(password) {
      if (password === null || !needed()) return null;
      return create('admin', password, 'BILGE_ADMIN_PASSWORD', 'BILGE_ADMIN_PASSWORD');
    },
  };
}

function alreadySetUp(): AccessError {
  return new AccessError({
    kind: 'forbidden',
    message: 'A user exists already, so the first admin cannot be created again.',
    userMessage:
      'Bilge is set up already: log in. Forgotten password? `bilge user reset-password NAME` on the machine that runs Bilge sets a new one.',
  });
}

function withoutCode(address: string): AccessError {
  return new AccessError({
    kind: 'forbidden',
    message: `Setup from ${address} without the right code.`,
    userMessage:
      'This is not the one-time code. Bilge printed it in its terminal, or in the container’s log, when it started; each start prints a new one.',
  });
}
