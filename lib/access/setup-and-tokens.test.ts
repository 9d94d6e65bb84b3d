import { describe, expect, it } from 'vitest';
import { cli, loggedIn, password, temporaryAccess } from './testing/temporary-access.ts';

describe('the first admin', () => {
  const anna = { name: 'anna', password };
  const stranger = { isLoopback: false, address: '192.168.1.66' };

  it('is made from this machine without a code, once', async () => {
    const made = temporaryAccess();
    expect(made.access.setup.needed()).toBe(true);
    const user = await made.access.setup.createFirstAdmin({ ...anna, isLoopback: true, address: '127.0.0.1' });
    expect(user).toMatchObject({ name: 'anna', role: 'admin' });
    expect(user).not.toHaveProperty('passwordHash');
    expect(made.access.setup.needed()).toBe(false);
    await expect(
      made.access.setup.createFirstAdmin({ ...anna, name: 'eve', isLoopback: true, address: '127.0.0.1' }),
    ).rejects.toThrow(/user already/);
    expect(made.access.setup.newCode()).toBeNull();
    await loggedIn(made);
  });

  it('is made once, also by two at the same moment', async () => {
    const made = temporaryAccess();
    const both = await Promise.allSettled(
      ['anna', 'eve'].map((name) =>
        made.access.setup.createFirstAdmin({ name, password, isLoopback: true, address: '::1' }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(made.store.users.count()).toBe(1);
  });

  it('needs the code of this start from another address', async () => {
    const made = temporaryAccess();
    await expect(made.access.setup.createFirstAdmin({ ...anna, ...stranger, code: 'aaaa-aaaa' })).rejects.toThrow(
      /without the right code/,
    );
    const old = made.access.setup.newCode();
    const code = made.access.setup.newCode() ?? '';
    expect(code).toMatch(/^[0-9a-z]{4}-[0-9a-z]{4}$/);
    await expect(made.access.setup.createFirstAdmin({ ...anna, ...stranger })).rejects.toThrow(
      expect.objectContaining({ kind: 'forbidden' }),
    );
    await expect(made.access.setup.createFirstAdmin({ ...anna, ...stranger, code: old })).rejects.toThrow(/code/);
    await made.access.setup.createFirstAdmin({ ...anna, ...stranger, code: code.toUpperCase() });
    expect(made.store.users.byName('anna')?.role).toBe('admin');
    expect(JSON.stringify(made.store.audit.list())).not.toContain(code);
  });

  it('cannot be guessed', async () => {
    const made = temporaryAccess();
    made.access.setup.newCode();
    const guess = () => made.access.setup.createFirstAdmin({ ...anna, ...stranger, code: 'aaaa-bbbb' });
    for (let n = 0; n < 5; n += 1)
      await expect(guess()).rejects.toThrow(expect.objectContaining({ kind: 'forbidden' }));
    await expect(guess()).rejects.toThrow(expect.objectContaining({ kind: 'rate-limited' }));
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
    expect(() => made.access.tokens.revoke(cli, revoked.record.id)).toThrow(/not found/);
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
