import { describe, expect, it } from 'vitest';
import { addressKey, delayMs } from './login-limit.ts';
import { cli, loggedIn, password, type TestAccess, temporaryAccess } from './testing/temporary-access.ts';

async function withAnna(): Promise<TestAccess & { guess(address: string, name?: string): Promise<string> }> {
  const made = temporaryAccess();
  await made.access.users.add(cli, { name: 'anna', role: 'admin', password });
  const guess = async (address: string, name = 'anna'): Promise<string> => {
    try {
      return (await made.access.sessions.login({ address, userAgent: '', name, password: 'a wrong guess' })).kind;
    } catch (error) {
      return error instanceof Error && 'kind' in error ? String(error.kind) : String(error);
    }
  };
  return { ...made, guess };
}

describe('the login limit', () => {
  it('lets five tries by, then makes the address wait longer and longer, at most a minute', async () => {
    const made = await withAnna();
    for (let n = 0; n < 5; n += 1) expect(await made.guess('10.0.0.9', `user${n}`)).toBe('unauthenticated');
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      let waited = 0;
      while ((await made.guess('10.0.0.9', `other${n}`)) === 'rate-limited') {
        made.pass({ seconds: 1 });
        waited += 1;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(await made.guess('10.0.0.10', 'user9'), 'another address does not wait').toBe('unauthenticated');
  });

  it('does not even look at the right password while it waits, and never locks for good', async () => {
    const made = await withAnna();
    for (let n = 0; n < 5; n += 1) await made.guess('10.0.0.9');
    await expect(loggedIn(made, 'anna', { address: '10.0.0.9' })).rejects.toThrow(
      expect.objectContaining({ kind: 'rate-limited', userMessage: expect.stringContaining('wait 1 second ') }),
    );
    made.pass({ seconds: 1 });
    await loggedIn(made, 'anna', { address: '10.0.0.9' });
  });

  it('counts tries before they are judged: a hundred at once are not a hundred tries', async () => {
    const made = await withAnna();
    const said = await Promise.all(Array.from({ length: 100 }, () => made.guess('10.0.0.9')));
    expect(said.filter((kind) => kind === 'unauthenticated')).toHaveLength(5);
    expect(said.filter((kind) => kind === 'rate-limited')).toHaveLength(95);
  });

  it('slows guessing one name from many addresses, but not where that user is logged in', async () => {
    const made = await withAnna();
    await loggedIn(made, 'anna', { address: '192.168.1.20' });
    for (let n = 0; n < 10; n += 1) await made.guess(`10.0.1.${n}`);
    expect(await made.guess('10.0.2.1')).toBe('rate-limited');
    await expect(loggedIn(made, 'anna', { address: '10.0.2.2' })).rejects.toThrow(
      expect.objectContaining({ kind: 'rate-limited' }),
    );
    await loggedIn(made, 'anna', { address: '192.168.1.20' });
  });

  it('does not let a login of one’s own pay for guessing at another', async () => {
    const made = await withAnna();
    await made.access.users.add(cli, { name: 'ben', role: 'viewer', password });
    for (let n = 0; n < 4; n += 1) {
      expect(await made.guess('10.0.0.9')).toBe('unauthenticated');
      await loggedIn(made, 'ben', { address: '10.0.0.9' });
    }
    await made.guess('10.0.0.9');
    expect(await made.guess('10.0.0.9')).toBe('rate-limited');
  });

  it('forgets after a quarter of an hour of quiet', async () => {
    const made = await withAnna();
    for (let n = 0; n < 6; n += 1) {
      await made.guess('10.0.0.9');
      made.pass({ seconds: 2 });
    }
    made.pass({ minutes: 16 });
    for (let n = 0; n < 4; n += 1) expect(await made.guess('10.0.0.9')).toBe('unauthenticated');
  });

  it('doubles and stops at its cap', () => {
    const limit = { freeTries: 3, capMs: 5_000 };
    expect([1, 2, 3, 4, 5, 6, 1_000].map((failures) => delayMs(failures, limit))).toEqual([
      0, 0, 1_000, 2_000, 4_000, 5_000, 5_000,
    ]);
  });

  it.each([
    ['192.168.1.2', '192.168.1.2'],
    ['::ffff:192.168.1.2', '192.168.1.2'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('takes %s as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
