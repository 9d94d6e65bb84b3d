import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { createAccess } from '../../lib/access/access.ts';
import {
  cli,
  loggedIn,
  password,
  plainPasswords,
  type TestAccess,
  temporaryAccess,
} from '../../lib/access/testing/temporary-access.ts';
import { temporaryStore } from '../../lib/store/testing/temporary-store.ts';

/** Throttling: a stranger who guesses is slowed, and cannot use that to keep out who belongs here. */
interface Login {
  name?: string;
  password?: string;
  address?: string;
  userAgent?: string;
  code?: string;
  deviceToken?: string | null;
}

async function withAnna(
  options: Parameters<typeof temporaryAccess>[0] = {},
): Promise<TestAccess & { login(input: Login): Promise<string> }> {
  const made = temporaryAccess(options);
  await made.access.users.add(cli, { name: 'anna', role: 'admin', password });
  const login = async (input: Login): Promise<string> =>
    outcome(() =>
      made.access.sessions.login({
        address: '10.9.9.9',
        userAgent: 'curl',
        name: 'anna',
        password: 'a wrong guess',
        ...input,
      }),
    );
  return { ...made, login };
}

async function outcome(work: () => Promise<{ kind: string }>): Promise<string> {
  try {
    return (await work()).kind;
  } catch (error) {
    return error instanceof Error && 'kind' in error ? String(error.kind) : String(error);
  }
}

describe('an unauthenticated visitor who fails again and again', () => {
  it('from changing addresses does not keep the owner out of a browser that was logged in before', async () => {
    const made = await withAnna();
    const { actor } = await loggedIn(made, 'anna', { address: '192.168.1.20' });
    const deviceToken = made.access.sessions.knowDevice(actor, null);
    made.access.sessions.revoke(actor, actor.sessionId);
    for (let n = 0; n < 18; n += 1) {
      await made.login({ address: `10.0.${n}.1` });
      made.pass({ seconds: 2.5 });
    }
    expect(await made.login({ password, address: '203.0.113.7' }), 'a stranger still waits').toBe('rate-limited');
    expect(await made.login({ password, address: '203.0.113.7', deviceToken })).toBe('logged-in');
  });

  it('behind a proxy that nobody declared does not make the others at that address wait', async () => {
    const made = await withAnna();
    const { actor, token } = await loggedIn(made, 'anna', { address: '127.0.0.1' });
    const deviceToken = made.access.sessions.knowDevice(actor, null);
    for (let n = 0; n < 9; n += 1) await made.login({ name: `guess${n}`, address: '127.0.0.1' });
    expect(await made.login({ password, address: '127.0.0.1' })).toBe('rate-limited');
    expect(await made.login({ password, address: '127.0.0.1', deviceToken })).toBe('logged-in');
    const again = { address: '127.0.0.1', userAgent: '', token, password };
    expect(await outcome(() => made.access.sessions.reauthenticate(again)), 'a live session').toBe('logged-in');
  });

  it('with a stolen cookie does not spend the tries of the page that the session belongs to', async () => {
    const made = await withAnna();
    const login = await made.access.sessions.login({ address: '::1', userAgent: '', name: 'anna', password });
    if (login.kind !== 'logged-in') throw new Error('not logged in');
    const { token, pageToken } = login;
    const guess = (more: { password: string; pageToken?: string }) =>
      outcome(() => made.access.sessions.reauthenticate({ address: '10.0.0.1', userAgent: '', token, ...more }));
    for (let n = 0; n < 12; n += 1) await guess({ password: 'a wrong guess' });
    expect(await guess({ password })).toBe('rate-limited');
    expect(await guess({ password, pageToken })).toBe('logged-in');
  });

  it('is slowed at a known browser too, each with a budget of its own', async () => {
    const made = await withAnna();
    const { actor } = await loggedIn(made);
    const deviceToken = made.access.sessions.knowDevice(actor, null);
    const other = made.access.sessions.knowDevice(actor, null);
    for (let n = 0; n < 11; n += 1) await made.login({ deviceToken });
    expect(await made.login({ password, deviceToken })).toBe('rate-limited');
    expect(await made.login({ password, deviceToken: other })).toBe('logged-in');
  });

  it('gains nothing by a known browser for another name', async () => {
    const made = await withAnna();
    await made.access.users.add(cli, { name: 'ben', role: 'viewer', password });
    const { actor } = await loggedIn(made, 'ben', { address: '10.0.0.5' });
    const deviceToken = made.access.sessions.knowDevice(actor, null);
    const said: string[] = [];
    for (let n = 0; n < 7; n += 1) said.push(await made.login({ address: '10.0.0.5', deviceToken }));
    expect(said.slice(-1)).toEqual(['rate-limited']);
  });

  it('is told when to come back, in a header too', async () => {
    const made = await withAnna();
    for (let n = 0; n < 6; n += 1) await made.login({});
    await expect(loggedIn(made, 'anna', { address: '10.9.9.9' })).rejects.toThrow(
      expect.objectContaining({ kind: 'rate-limited', retryAfterSeconds: expect.any(Number) }),
    );
  });
});

describe('guesses of a second factor', () => {
  async function withTotp(options: Parameters<typeof temporaryAccess>[0] = {}) {
    const made = await withAnna(options);
    const { actor } = await loggedIn(made, 'anna', { address: '192.168.1.20' });
    const { secret } = made.access.totp.begin(actor);
    const code = (): string =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: made.now().getTime() });
    made.access.totp.confirm(actor, code());
    made.pass({ minutes: 2 });
    return { ...made, actor, code };
  }

  it('are forgotten by a success, not by a quarter of an hour of patience', async () => {
    const made = await withTotp({ passwords: plainPasswords });
    let judged = 0;
    for (let quarter = 0; quarter < 96; quarter += 1) {
      for (let n = 0; n < 5; n += 1) {
        if ((await made.login({ password, code: '000000', address: `10.0.${quarter}.${n}` })) === 'unauthenticated')
          judged += 1;
      }
      made.pass({ minutes: 15, seconds: 1 });
    }
    expect(judged, 'tries that were looked at in a day').toBeLessThan(50);
    made.pass({ minutes: 61 });
    expect(await made.login({ password, code: made.code() })).toBe('logged-in');
    for (let n = 0; n < 4; n += 1) {
      made.pass({ minutes: 1 });
      expect(await made.login({ password, code: '000000', address: `10.1.0.${n}` })).toBe('unauthenticated');
    }
  });

  it('by who knows the password do not lock the owner’s own browser, and a new password forgets them', async () => {
    const made = await withTotp();
    const deviceToken = made.access.sessions.knowDevice(made.actor, null);
    for (let n = 0; n < 8; n += 1) await made.login({ password, code: '000000', address: `10.0.0.${n}` });
    expect(await made.login({ password, code: made.code(), address: '10.1.1.1' })).toBe('rate-limited');
    expect(await made.login({ password, code: made.code(), deviceToken })).toBe('logged-in');
    await made.access.users.resetPassword(cli, made.actor.userId, 'another long one');
    made.pass({ minutes: 1 });
    expect(await made.login({ password: 'another long one', code: made.code(), address: '10.2.2.2' })).toBe(
      'logged-in',
    );
  });
});

describe('many logins from one loopback address', () => {
  it('are said once in the log, with what to set', async () => {
    const said: string[] = [];
    const access = createAccess(temporaryStore(), { warn: (text) => said.push(text) });
    const tryFrom = (address: string, userAgent: string) =>
      access.sessions.login({ address, userAgent, name: 'x', password: 'a wrong guess' }).catch(() => {});
    for (let n = 0; n < 12; n += 1) await tryFrom(`192.168.1.${n}`, `browser ${n}`);
    await tryFrom('127.0.0.1', 'Firefox');
    await tryFrom('127.0.0.1', 'Safari');
    expect(said).toEqual([]);
    for (let n = 0; n < 12; n += 1) await tryFrom('127.0.0.1', 'Chrome');
    expect(said).toEqual([expect.stringContaining('BILGE_TRUSTED_PROXY=127.0.0.1')]);
  });
});
