import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { createAccess } from '../../lib/access/access.ts';
import type { Actor } from '../../lib/access/actor.ts';
import {
  cli,
  loggedIn,
  password,
  type TestAccess,
  temporaryAccess,
} from '../../lib/access/testing/temporary-access.ts';
import { hashToken, newToken } from '../../lib/access/token.ts';
import { initialSchema } from '../../lib/store/database/migrations/0001-initial.ts';
import { applicationId } from '../../lib/store/database/migrations.ts';
import { databaseFileName, openStore } from '../../lib/store/open-store.ts';
import { sealingKey } from '../../lib/store/testing/sealing-key.ts';
import { temporaryDirectory } from '../../lib/store/testing/temporary-store.ts';

/** Rights without an owner: whatever was made from an account is never more than the account is now, and ends with it. */
type User = Extract<Actor, { kind: 'user' }>;

async function twoAdmins(): Promise<TestAccess & { anna: User; ben: User; token: string; opens(): string | null }> {
  const made = temporaryAccess();
  for (const name of ['anna', 'ben']) await made.access.users.add(cli, { name, role: 'admin', password });
  const { actor: anna } = await loggedIn(made, 'anna');
  const { actor: ben } = await loggedIn(made, 'ben');
  const { token } = made.access.tokens.create(ben, { name: 'deploy', role: 'admin', expiresAt: null });
  return { ...made, anna, ben, token, opens: () => roleOf(made, token) };
}

/** What a token opens; null where nothing. */
function roleOf({ access }: Pick<TestAccess, 'access'>, token: string): string | null {
  try {
    return access.tokens.authenticate(token)?.role ?? null;
  } catch {
    return null;
  }
}

describe('an API token', () => {
  it('ends when its account is removed, also for a new account of the same name', async () => {
    const made = await twoAdmins();
    expect(made.opens()).toBe('admin');
    made.access.users.remove(made.anna, made.ben.userId);
    expect(made.opens()).toBeNull();
    await made.access.users.add(cli, { name: 'ben', role: 'admin', password });
    expect(made.opens()).toBeNull();
    expect(() => made.access.tokens.authenticate(made.token)).toThrow(
      expect.objectContaining({ kind: 'unauthenticated', userMessage: expect.stringContaining('was removed') }),
    );
    expect(made.access.tokens.list(made.anna)).toMatchObject([{ endedBecause: 'account-removed', roleInForce: null }]);
  });

  it('ends when an admin resets the password of its account', async () => {
    const made = await twoAdmins();
    await made.access.users.resetPassword(made.anna, made.ben.userId, 'another long one');
    expect(made.opens()).toBeNull();
    expect(made.store.audit.list()[0]).toMatchObject({ action: 'user.password-reset', detail: { tokensEnded: 1 } });
  });

  it('is narrowed by a demotion, and never more than it was made as', async () => {
    const made = await twoAdmins();
    made.access.users.setRole(made.anna, made.ben.userId, 'viewer');
    expect(made.opens()).toBe('viewer');
    expect(made.access.tokens.list(made.anna)).toMatchObject([{ role: 'admin', roleInForce: 'viewer' }]);
    const small = made.access.tokens.create(made.anna, { name: 'widget', role: 'viewer', expiresAt: null });
    expect(roleOf(made, small.token)).toBe('viewer');
  });

  it('ends with an own new password where that was asked for', async () => {
    const made = await twoAdmins();
    await made.access.users.changePassword(made.ben, { current: password, next: 'a new long one' });
    expect(made.opens(), 'kept where it was not').toBe('admin');
    await made.access.users.changePassword(made.ben, { current: 'a new long one', next: password, endTokens: true });
    expect(made.opens()).toBeNull();
  });

  it('has an end date unless somebody says otherwise', async () => {
    const made = await twoAdmins();
    const { token } = made.access.tokens.create(made.anna, { name: 'a year', role: 'viewer' });
    expect(roleOf(made, token)).toBe('viewer');
    made.pass({ days: 365 });
    expect(roleOf(made, token)).toBeNull();
    expect(made.opens(), 'null is asked for').toBe('admin');
  });

  it('that the command line makes belongs to an account too', async () => {
    const made = await twoAdmins();
    expect(() => made.access.tokens.create(cli, { name: 'x', role: 'viewer' })).toThrow(/belongs to an account/);
    const { token, record } = made.access.tokens.create(cli, { name: 'x', role: 'viewer', owner: 'BEN' });
    expect(record).toMatchObject({ ownerId: made.ben.userId, createdBy: 'cli:root' });
    made.access.users.remove(made.anna, made.ben.userId);
    expect(roleOf(made, token)).toBeNull();
  });

  it('cannot make another one that outlives it', async () => {
    const made = await twoAdmins();
    const actor = made.access.tokens.authenticate(made.token);
    expect(() => made.access.tokens.create(actor as never, { name: 'child', role: 'admin' })).toThrow(/Only a person/);
  });
});

describe('a token of an older Bilge', () => {
  it('belongs to the account whose name it has, if that is older than the token; else it stops and says why', () => {
    const dataDirectory = temporaryDirectory();
    const file = new Sqlite(path.join(dataDirectory, databaseFileName));
    file.exec(`${initialSchema} PRAGMA user_version = 1; PRAGMA application_id = ${applicationId};`);
    const user = file.prepare(
      `INSERT INTO users (id, name, role, password_hash, password_changed_at, created_at) VALUES (?, ?, ?, 'x', ?, ?)`,
    );
    const times = {
      before: '2026-01-01T00:00:00.000Z',
      made: '2026-02-01T00:00:00.000Z',
      after: '2026-03-01T00:00:00.000Z',
    };
    user.run('user_anna', 'anna', 'operator', times.before, times.before);
    user.run('user_ben2', 'ben', 'admin', times.after, times.after);
    const tokens = ['anna', 'ben', 'carl', 'cli:root'].map((maker) => {
      const token = newToken('bilge_');
      file
        .prepare(
          `INSERT INTO api_tokens (id, name, role, token_hash, created_by, created_at) VALUES (?, ?, 'admin', ?, ?, ?)`,
        )
        .run(`token_${maker}`, maker, hashToken(token), maker, times.made);
      return token;
    });
    file.close();
    const store = openStore({ dataDirectory, secret: sealingKey });
    try {
      const access = createAccess(store);
      expect(tokens.map((token) => roleOf({ access }, token))).toEqual(['operator', null, null, null]);
      expect(() => access.tokens.authenticate(tokens[2] ?? '')).toThrow(
        expect.objectContaining({ userMessage: expect.stringContaining('no account owns it') }),
      );
      expect(access.tokens.list(cli).map(({ name, endedBecause }) => [name, endedBecause])).toEqual([
        ['anna', null],
        ['ben', 'no-account'],
        ['carl', 'no-account'],
        ['cli:root', 'no-account'],
      ]);
    } finally {
      store.close();
    }
  });
});

describe('what else came from an account', () => {
  const codeOf = (secret: string, at: Date): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() });

  it('a second factor that was begun in one session is not put in force by another', async () => {
    const made = await twoAdmins();
    const { actor: thief } = await loggedIn(made, 'ben');
    const { secret } = made.access.totp.begin(thief);
    expect(() => made.access.totp.confirm(made.ben, codeOf(secret, made.now()))).toThrow(/another session/);
    made.access.totp.begin(made.ben);
    expect(() => made.access.totp.confirm(thief, codeOf(secret, made.now())), 'the later one counts').toThrow();
    expect(made.access.totp.state(made.ben.userId).enabledAt).toBeNull();
  });

  it('a second factor that was begun is gone with the password it was begun behind', async () => {
    const made = await twoAdmins();
    made.access.totp.begin(made.ben);
    await made.access.users.resetPassword(made.anna, made.ben.userId, 'another long one');
    expect(made.store.users.totpSecret(made.ben.userId)).toBeNull();
  });

  it('sessions that were opened with the password alone end when the second factor is put in force', async () => {
    const made = await twoAdmins();
    const other = await loggedIn(made, 'ben');
    const { secret } = made.access.totp.begin(made.ben);
    made.access.totp.confirm(made.ben, codeOf(secret, made.now()));
    expect(made.access.sessions.authenticate(other.token)).toBeNull();
    expect(made.access.sessions.list(made.ben)).toHaveLength(1);
  });

  it('sessions and known browsers are gone with a removed account and a reset password', async () => {
    const made = await twoAdmins();
    const { actor, token } = await loggedIn(made, 'ben');
    const device = made.access.sessions.knowDevice(actor, null) ?? '';
    expect(made.store.devices.find(actor.userId, hashToken(device))).not.toBeNull();
    await made.access.users.resetPassword(made.anna, actor.userId, password);
    expect(made.store.devices.find(actor.userId, hashToken(device))).toBeNull();
    expect(made.access.sessions.authenticate(token)).toBeNull();
  });
});
