import { describe, expect, it } from 'vitest';
import { cli, loggedIn, password, temporaryAccess } from './testing/temporary-access.ts';

describe('the first admin', () => {
  const anna = { name: 'anna', password };
  const address = '192.168.1.66';

  it.each(['127.0.0.1', '::1', '192.168.1.66'])('needs the code of this start from %s', async (from) => {
    const made = temporaryAccess();
    expect(made.access.setup.needed()).toBe(true);
    const create = (code: string) => made.access.setup.createFirstAdmin({ ...anna, address: from, code });
    await expect(create('aaaa-aaaa-aaaa')).rejects.toThrow(/without the right code/);
    const old = made.access.setup.newCode() ?? '';
    const code = made.access.setup.newCode() ?? '';
    expect(code).toMatch(/^[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$/);
    await expect(create(old)).rejects.toThrow(expect.objectContaining({ kind: 'forbidden' }));
    const user = await create(code.toUpperCase());
    expect(user).toMatchObject({ name: 'anna', role: 'admin' });
    expect(user).not.toHaveProperty('passwordHash');
    expect(made.access.setup.needed()).toBe(false);
    expect(made.access.setup.newCode()).toBeNull();
    expect(JSON.stringify(made.store.audit.list())).not.toContain(code);
    await loggedIn(made);
  });

  it('is made once: the code is used up, also by two at the same moment', async () => {
    const made = temporaryAccess();
    const code = made.access.setup.newCode() ?? '';
    const create = (name: string) => made.access.setup.createFirstAdmin({ name, password, address, code });
    const both = await Promise.allSettled(['anna', 'eve'].map(create));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(made.store.users.count()).toBe(1);
    await expect(create('mallory')).rejects.toThrow(/user exists already/);
  });

  it('keeps its code when the password is refused', async () => {
    const made = temporaryAccess();
    const code = made.access.setup.newCode() ?? '';
    await expect(
      made.access.setup.createFirstAdmin({ name: 'anna', password: 'short', address, code }),
    ).rejects.toThrow(/at least 10/);
    await made.access.setup.createFirstAdmin({ ...anna, address, code });
  });

  it('cannot be guessed', async () => {
    const made = temporaryAccess();
    made.access.setup.newCode();
    const guess = () => made.access.setup.createFirstAdmin({ ...anna, address, code: 'aaaa-bbbb-cccc' });
    for (let n = 0; n < 5; n += 1)
      await expect(guess()).rejects.toThrow(expect.objectContaining({ kind: 'forbidden' }));
    await expect(guess()).rejects.toThrow(expect.objectContaining({ kind: 'rate-limited' }));
  });

  it('takes an empty code for no guess: it costs no try, and one line of the audit', async () => {
    const made = temporaryAccess();
    const code = made.access.setup.newCode() ?? '';
    for (let n = 0; n < 20; n += 1)
      await expect(made.access.setup.createFirstAdmin({ ...anna, address, code: ' ' })).rejects.toThrow(/right code/);
    expect(made.audited()).toEqual(['setup.first-admin refused']);
    await made.access.setup.createFirstAdmin({ ...anna, address, code });
  });

  it('comes from BILGE_ADMIN_PASSWORD where there is none, and does not change one there is', async () => {
    const made = temporaryAccess();
    expect(await made.access.setup.fromEnvironment(null)).toBeNull();
    await expect(made.access.setup.fromEnvironment('short')).rejects.toThrow(/at least 10/);
    expect(await made.access.setup.fromEnvironment(password)).toMatchObject({ name: 'admin' });
    expect(await made.access.setup.fromEnvironment('another password')).toBeNull();
    await loggedIn(made, 'admin');
  });
});

describe('API tokens', () => {
  it('are shown once, stored as a hash, and say when they were used', async () => {
    const made = temporaryAccess();
    const admin = await made.access.setup.fromEnvironment(password);
    const { token, record } = made.access.tokens.create(cli, { name: 'Homepage', role: 'viewer' });
    expect(token).toMatch(/^bilge_[\w-]{43}$/);
    expect(made.access.tokens.authenticate(token)).toEqual({
      kind: 'token',
      scope: 'all',
      name: 'token:Homepage',
      role: 'viewer',
      tokenId: record.id,
      ownerId: admin?.id,
    });
    expect(made.access.tokens.list(cli)).toEqual([{ ...record, lastUsedAt: made.now().toISOString() }]);
    expect(JSON.stringify(made.access.tokens.list(cli))).not.toContain(token.slice(6));
    expect(made.access.tokens.authenticate(`${token}a`)).toBeNull();
    expect(made.access.tokens.authenticate(token.replace('bilge_', ''))).toBeNull();
  });

  it('end when revoked or expired', async () => {
    const made = temporaryAccess();
    await made.access.setup.fromEnvironment(password);
    const revoked = made.access.tokens.create(cli, { name: 'a', role: 'operator' });
    made.access.tokens.revoke(cli, revoked.record.id);
    expect(made.access.tokens.authenticate(revoked.token)).toBeNull();
    expect(() => made.access.tokens.revoke(cli, revoked.record.id)).toThrow(/No such token/);
    const short = made.access.tokens.create(cli, { name: 'b', role: 'viewer', expiresAt: '2026-11-22T00:00:00.000Z' });
    expect(made.access.tokens.authenticate(short.token)).not.toBeNull();
    made.pass({ days: 1 });
    expect(made.access.tokens.authenticate(short.token)).toBeNull();
    expect(made.audited().slice(1)).toEqual(['token.created ok', 'token.revoked ok', 'token.created ok']);
  });

  it('are made by admins, with a fresh password, and never stronger than their maker', async () => {
    const made = temporaryAccess();
    await made.access.setup.fromEnvironment(password);
    const { actor } = await loggedIn(made, 'admin');
    const operator = made.access.tokens.authenticate(
      made.access.tokens.create(actor, { name: 'op', role: 'operator' }).token,
    );
    expect(() => made.access.tokens.create(operator as never, { name: 'x', role: 'viewer' })).toThrow(
      expect.objectContaining({ kind: 'forbidden' }),
    );
    made.pass({ minutes: 11 });
    expect(() => made.access.tokens.create(actor, { name: 'x', role: 'viewer' })).toThrow(
      expect.objectContaining({ kind: 'reauthentication-required' }),
    );
    expect(() => made.access.tokens.create(cli, { name: ' ', role: 'viewer' })).toThrow(/Give the token a name/);
  });
});
