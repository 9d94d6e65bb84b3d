import { describe, expect, it } from 'vitest';
import { checkPassword, decoyHash, hashPassword, verifyPassword } from './password.ts';

describe('passwords', () => {
  it.each([
    ['ninechars', /at least 10/],
    ['🔑🔑🔑🔑🔑', /at least 10/],
    ['Administrator', /is the user name/],
    ['aaaaaaaaaaaa', /repeats/],
    ['x'.repeat(1_001), /longer than/],
  ])('%s is refused', (password, why) => {
    expect(() => checkPassword(password, 'administrator')).toThrow(why);
  });

  it('say all that is wrong at once', () => {
    expect(() => checkPassword('aaaa', 'anna')).toThrow(/at least 10.*repeats/);
    expect(() => checkPassword('anna', 'anna')).toThrow(/at least 10.*is the user name/);
  });

  it('need no digits or signs', () => {
    expect(() => checkPassword('correct horse', 'anna')).not.toThrow();
  });

  it('are argon2id, with the parameters that the hash for unknown names has', async () => {
    const hash = await hashPassword('correct horse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(hash.split('$').slice(0, 4)).toEqual(decoyHash.split('$').slice(0, 4));
    expect(await verifyPassword(hash, 'correct horse')).toBe(true);
    expect(await verifyPassword(hash, 'correct horses')).toBe(false);
    expect(await verifyPassword(null, 'correct horse')).toBe(false);
  });

  it('are the same however the keyboard composes them', async () => {
    expect(
      await verifyPassword(await hashPassword('gr\u00fc\u00dfe aus k\u00f6ln'), 'gru\u0308\u00dfe aus ko\u0308ln'),
    ).toBe(true);
  });
});
