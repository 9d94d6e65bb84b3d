import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import type { Actor } from './actor.ts';
import { cli, loggedIn, password, type TestAccess, temporaryAccess, visitor } from './testing/temporary-access.ts';

interface WithTotp extends TestAccess {
  actor: Extract<Actor, { kind: 'user' }>;
  recoveryCodes: string[];
  /** what the telephone shows; `drift` in time steps */
  code(drift?: number): string;
  login(code?: string): Promise<string>;
}

async function withTotp(): Promise<WithTotp> {
  const made = temporaryAccess();
  await made.access.users.add(cli, { name: 'anna', role: 'admin', password });
  const { actor } = await loggedIn(made);
  const { secret } = made.access.totp.begin(actor);
  const telephone = new TOTP({ secret: Secret.fromBase32(secret) });
  const code = (drift = 0): string => telephone.generate({ timestamp: made.now().getTime() + drift * 30_000 });
  const { recoveryCodes } = made.access.totp.confirm(actor, code());
  made.pass({ seconds: 60 });
  const login = async (typed?: string): Promise<string> => {
    try {
      return (
        await made.access.sessions.login({ ...visitor, name: 'anna', password, ...(typed ? { code: typed } : {}) })
      ).kind;
    } catch (error) {
      return error instanceof Error && 'kind' in error ? String(error.kind) : String(error);
    }
  };
  return { ...made, actor, recoveryCodes, code, login };
}

describe('the second factor', () => {
  it('is set up with a code that proves the telephone has it', async () => {
    const made = temporaryAccess();
    await made.access.users.add(cli, { name: 'anna', role: 'admin', password });
    const { actor } = await loggedIn(made);
    const { secret, uri } = made.access.totp.begin(actor);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Bilge:anna\?/);
    expect(uri).toContain(secret);
    expect(() => made.access.totp.confirm(actor, '000000')).toThrow(/Wrong code/);
    expect(made.access.totp.state(actor.userId).enabledAt).toBeNull();
    expect((await made.access.sessions.login({ ...visitor, name: 'anna', password })).kind, 'not in force yet').toBe(
      'logged-in',
    );
    expect(() => made.access.totp.begin(cli)).toThrow(/Only a logged-in user/);
  });

  it('is asked for after the right password only', async () => {
    const made = await withTotp();
    expect(await made.login()).toBe('code-needed');
    await expect(
      made.access.sessions.login({ ...visitor, name: 'anna', password: 'wrong', code: made.code() }),
    ).rejects.toThrow(/Refused/);
    expect(await made.login(made.code())).toBe('logged-in');
  });

  it('takes each code once, and none older than the last', async () => {
    const made = await withTotp();
    const code = made.code();
    expect(await made.login(code)).toBe('logged-in');
    expect(await made.login(code)).toBe('unauthenticated');
    expect(await made.login(made.code(-1))).toBe('unauthenticated');
    made.pass({ seconds: 30 });
    const next = made.code();
    expect(await made.login(`${next.slice(0, 3)} ${next.slice(3)}`)).toBe('logged-in');
  });

  it('forgives one step of drift, not two', async () => {
    const made = await withTotp();
    expect(await made.login(made.code(2))).toBe('unauthenticated');
    expect(await made.login(made.code(-2))).toBe('unauthenticated');
    expect(await made.login(made.code(1))).toBe('logged-in');
  });

  it('counts the code that set it up as used', async () => {
    const made = temporaryAccess();
    await made.access.users.add(cli, { name: 'anna', role: 'admin', password });
    const { actor } = await loggedIn(made);
    const { secret } = made.access.totp.begin(actor);
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: made.now().getTime() });
    made.access.totp.confirm(actor, code);
    await expect(made.access.sessions.login({ ...visitor, name: 'anna', password, code })).rejects.toThrow(
      /wrong or used code/,
    );
  });

  it('slows whoever knows the password and guesses codes, from any address', async () => {
    const made = await withTotp();
    const login = async (address: string): Promise<string> => {
      try {
        return (await made.access.sessions.login({ address, userAgent: '', name: 'anna', password, code: '123456' }))
          .kind;
      } catch (error) {
        return error instanceof Error && 'kind' in error ? String(error.kind) : String(error);
      }
    };
    for (let n = 0; n < 5; n += 1) expect(await login(`10.0.0.${n}`)).toBe('unauthenticated');
    expect(await login('10.0.0.99')).toBe('rate-limited');
  });

  it('has ten recovery codes, each good once, stored as hashes', async () => {
    const made = await withTotp();
    expect(new Set(made.recoveryCodes).size).toBe(10);
    const [first = '', second = ''] = made.recoveryCodes;
    expect(first).toMatch(/^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/);
    expect(await made.login(first)).toBe('logged-in');
    expect(await made.login(first)).toBe('unauthenticated');
    expect(await made.login(second.toUpperCase().replaceAll('-', ' '))).toBe('logged-in');
    expect(made.access.totp.state(made.actor.userId).recoveryCodesLeft).toBe(8);
    expect(made.audited().filter((line) => line.startsWith('totp.recovery'))).toHaveLength(2);
  });

  it('is turned off by its user or by an admin, not by others', async () => {
    const made = await withTotp();
    await made.access.users.add(cli, { name: 'ben', role: 'operator', password });
    const ben = await loggedIn(made, 'ben');
    expect(() => made.access.totp.disable(ben.actor, made.actor.userId)).toThrow(
      expect.objectContaining({ kind: 'forbidden' }),
    );
    made.access.totp.disable(cli, made.actor.userId);
    expect(await made.login()).toBe('logged-in');
    expect(made.store.users.totpSecret(made.actor.userId)).toBeNull();
  });
});
