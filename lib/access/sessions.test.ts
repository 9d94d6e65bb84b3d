import { describe, expect, it } from 'vitest';
import { requireFreshLogin } from './actor.ts';
import { cli, loggedIn, password, type TestAccess, temporaryAccess, visitor } from './testing/temporary-access.ts';
import { hashToken } from './token.ts';

async function withAnna(): Promise<TestAccess> {
  const made = temporaryAccess();
  await made.access.users.add(cli, { name: 'anna', role: 'admin', password });
  return made;
}

describe('a session', () => {
  it('is found by its token, which is not stored', async () => {
    const made = await withAnna();
    const { token, actor } = await loggedIn(made);
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(made.access.sessions.authenticate(token)).toEqual(actor);
    expect(actor).toMatchObject({ kind: 'user', name: 'anna', role: 'admin' });
    expect(made.store.sessions.byTokenHash(hashToken(token))?.id).toBe(actor.sessionId);
    expect(JSON.stringify(made.store.sessions.ofUser(actor.userId))).not.toContain(token);
    expect(made.access.sessions.authenticate(`${token}x`)).toBeNull();
    expect(made.access.sessions.authenticate('')).toBeNull();
  });

  it('slides for 7 days with use and ends after 30 whatever happens', async () => {
    const made = await withAnna();
    const { token } = await loggedIn(made);
    for (let day = 0; day < 4; day += 1) {
      made.pass({ days: 6 });
      expect(made.access.sessions.authenticate(token), `after ${day * 6 + 6} days`).not.toBeNull();
    }
    made.pass({ days: 5 });
    expect(made.access.sessions.authenticate(token)).not.toBeNull();
    made.pass({ days: 1 });
    expect(made.access.sessions.authenticate(token), 'after 30 days').toBeNull();
  });

  it('ends after 7 days without use', async () => {
    const made = await withAnna();
    const { token } = await loggedIn(made);
    made.pass({ days: 7 });
    expect(made.access.sessions.authenticate(token)).toBeNull();
    await loggedIn(made);
    expect(
      made.store.sessions.ofUser(made.store.users.byName('anna')?.id ?? ''),
      'the ended one is swept',
    ).toHaveLength(1);
  });

  it('is a new one at each login; the one the browser brought ends', async () => {
    const made = await withAnna();
    const { token: oldToken } = await loggedIn(made);
    const result = await made.access.sessions.login({ ...visitor, name: 'anna', password, oldToken });
    if (result.kind !== 'logged-in') throw new Error('not logged in');
    expect(result.token).not.toBe(oldToken);
    expect(made.access.sessions.authenticate(oldToken)).toBeNull();
  });

  it('can be listed and revoked by its user, not by another one', async () => {
    const made = await withAnna();
    await made.access.users.add(cli, { name: 'ben', role: 'viewer', password });
    const anna = await loggedIn(made);
    const tablet = await loggedIn(made);
    const ben = await loggedIn(made, 'ben');
    expect(
      made.access.sessions
        .list(anna.actor)
        .map(({ isCurrent }) => isCurrent)
        .sort(),
    ).toEqual([false, true]);
    expect(() => made.access.sessions.list(ben.actor, anna.actor.userId)).toThrow(
      expect.objectContaining({ kind: 'forbidden' }),
    );
    expect(() => made.access.sessions.revoke(ben.actor, tablet.actor.sessionId)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    made.access.sessions.revoke(anna.actor, tablet.actor.sessionId);
    expect(made.access.sessions.authenticate(tablet.token)).toBeNull();
    made.access.sessions.revoke(anna.actor, ben.actor.sessionId);
    expect(made.access.sessions.authenticate(ben.token), 'an admin may').toBeNull();
    const third = await loggedIn(made);
    expect(made.access.sessions.revokeOthers(third.actor)).toBe(1);
    expect(made.access.sessions.authenticate(anna.token)).toBeNull();
    made.access.sessions.logout(third.token);
    expect(made.access.sessions.authenticate(third.token)).toBeNull();
  });

  it('needs the password again after 10 minutes before what cannot be undone, and then has a new token', async () => {
    const made = await withAnna();
    const { token, actor } = await loggedIn(made);
    made.pass({ minutes: 9, seconds: 59 });
    expect(() => requireFreshLogin(actor, made.now())).not.toThrow();
    made.pass({ seconds: 1 });
    expect(() => requireFreshLogin(actor, made.now())).toThrow(
      expect.objectContaining({ kind: 'reauthentication-required' }),
    );
    await expect(made.access.sessions.reauthenticate({ ...visitor, token, password: 'not this one' })).rejects.toThrow(
      expect.objectContaining({ kind: 'unauthenticated' }),
    );
    expect(made.access.sessions.authenticate(token), 'a wrong one ends nothing').not.toBeNull();
    const again = await made.access.sessions.reauthenticate({ ...visitor, token, password });
    if (again.kind !== 'logged-in') throw new Error('not logged in');
    expect(() => requireFreshLogin(again.actor, made.now())).not.toThrow();
    expect(made.access.sessions.authenticate(token)).toBeNull();
    expect(made.access.sessions.authenticate(again.token)).toEqual(again.actor);
    expect(again.maxAgeSeconds).toBe(30 * 86_400 - 600);
  });
});

describe('a user a proxy vouches for', () => {
  it('is one of ours, by name; nobody is created', async () => {
    const made = await withAnna();
    expect(made.access.sessions.forwarded(' Anna ')).toMatchObject({ kind: 'user', name: 'anna', role: 'admin' });
    expect(made.access.sessions.forwarded('eve')).toBeNull();
    expect(made.access.sessions.forwarded('')).toBeNull();
    expect(made.store.users.count()).toBe(1);
  });
});

describe('users', () => {
  it('lose their sessions with a new role or a reset password', async () => {
    const made = await withAnna();
    await made.access.users.add(cli, { name: 'Ben', role: 'viewer', password });
    const ben = await loggedIn(made, 'ben');
    made.access.users.setRole(cli, ben.actor.userId, 'operator');
    expect(made.access.sessions.authenticate(ben.token)).toBeNull();
    const again = await loggedIn(made, ' BEN ');
    expect(again.actor.role).toBe('operator');
    await made.access.users.resetPassword(cli, ben.actor.userId, 'another long one');
    expect(made.access.sessions.authenticate(again.token)).toBeNull();
    await expect(loggedIn(made, 'ben')).rejects.toThrow(/Refused login/);
  });

  it('change their own password with the current one, and keep this session only', async () => {
    const made = await withAnna();
    const here = await loggedIn(made);
    const there = await loggedIn(made);
    await expect(
      made.access.users.changePassword(here.actor, { current: 'wrong', next: 'a new long one' }),
    ).rejects.toThrow(/current password/);
    await made.access.users.changePassword(here.actor, { current: password, next: 'a new long one' });
    expect(made.access.sessions.authenticate(here.token)).not.toBeNull();
    expect(made.access.sessions.authenticate(there.token)).toBeNull();
  });

  it('cannot be without an admin, nor twice of one name', async () => {
    const made = await withAnna();
    const { actor } = await loggedIn(made);
    expect(() => made.access.users.remove(actor, actor.userId)).toThrow(/last admin/);
    expect(() => made.access.users.setRole(actor, actor.userId, 'viewer')).toThrow(/last admin/);
    await expect(made.access.users.add(actor, { name: 'ANNA', role: 'viewer', password })).rejects.toThrow(
      /already a user/,
    );
    const ben = await made.access.users.add(actor, { name: 'ben', role: 'admin', password });
    made.access.users.remove(actor, ben.id);
    expect(made.access.users.list(actor)).toHaveLength(1);
    expect(JSON.stringify(made.access.users.list(actor))).not.toContain('argon2');
  });

  it('cannot manage users as less than admin, nor after ten minutes', async () => {
    const made = await withAnna();
    await made.access.users.add(cli, { name: 'ben', role: 'operator', password });
    const ben = await loggedIn(made, 'ben');
    const anna = await loggedIn(made);
    expect(() => made.access.users.list(ben.actor)).toThrow(expect.objectContaining({ kind: 'forbidden' }));
    await expect(made.access.users.add(ben.actor, { name: 'eve', role: 'admin', password })).rejects.toThrow(
      expect.objectContaining({ kind: 'forbidden' }),
    );
    made.pass({ minutes: 11 });
    expect(() => made.access.users.remove(anna.actor, ben.actor.userId)).toThrow(
      expect.objectContaining({ kind: 'reauthentication-required' }),
    );
  });

  it('leave their traces, never a password', async () => {
    const made = await withAnna();
    const { token } = await loggedIn(made);
    await loggedIn(made, 'nobody').catch(() => {});
    made.access.sessions.logout(token);
    expect(made.audited()).toEqual(['user.added ok', 'login ok', 'login refused', 'logout ok']);
    expect(JSON.stringify(made.store.audit.list())).not.toContain(password);
  });
});
