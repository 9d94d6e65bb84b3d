import { describe, expect, it } from 'vitest';
import { hashGate } from '../../lib/access/hash-gate.ts';
import { cli, loggedIn, password, temporaryAccess } from '../../lib/access/testing/temporary-access.ts';

/** Work and memory without a budget: a password hash takes 19 MiB and a core, and any stranger may ask for one. */
describe('password hashes', () => {
  it('run two at once; a short line waits, the rest is told when to come back', async () => {
    const gate = hashGate();
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const hash = () =>
      gate(
        async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise<void>((resolve) => ends.push(resolve));
          running -= 1;
        },
        { isKnown: false },
      );
    const all = Array.from({ length: 100 }, () =>
      hash().then(
        () => 'hashed',
        (error: { kind: string; retryAfterSeconds: number }) => `${error.kind} ${error.retryAfterSeconds}`,
      ),
    );
    for (let n = 0; n < 200; n += 1) {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const said = await Promise.all(all);
    expect(most).toBe(2);
    expect(said.filter((word) => word === 'hashed')).toHaveLength(18);
    expect(said.filter((word) => word === 'busy 3')).toHaveLength(82);
  });

  it('of who is known do not wait behind unauthenticated visitors', async () => {
    const gate = hashGate();
    const order: string[] = [];
    const work = (name: string, isKnown: boolean) =>
      gate(
        async () => {
          await new Promise((resolve) => setImmediate(resolve));
          order.push(name);
        },
        { isKnown },
      ).catch(() => order.push(`${name} refused`));
    const strangers = Array.from({ length: 40 }, (_, n) => work(`stranger ${n}`, false));
    await Promise.all([...strangers, work('anna', true)]);
    expect(order.filter((name) => name.endsWith('refused'))).toHaveLength(22);
    expect(order.filter((name) => !name.endsWith('refused')).indexOf('anna')).toBe(2);
  });

  it('that were refused are not counted as failures', async () => {
    const made = temporaryAccess();
    await made.access.users.add(cli, { name: 'anna', role: 'admin', password });
    const strangers = Array.from({ length: 60 }, (_, n) =>
      made.access.sessions
        .login({ address: `10.0.${n}.1`, userAgent: '', name: `user ${n}`, password: 'a wrong guess' })
        .then(
          () => 'in',
          (error: { kind: string }) => error.kind,
        ),
    );
    const said = await Promise.all(strangers);
    expect(said.filter((kind) => kind === 'busy')).toHaveLength(42);
    expect(said.filter((kind) => kind === 'unauthenticated')).toHaveLength(18);
    const failed = said.flatMap((kind, n) =>
      kind === 'busy' ? [made.store.loginAttempts.failures(`address:10.0.${n}.1`, '')] : [],
    );
    expect(new Set(failed)).toEqual(new Set([0]));
    await loggedIn(made);
  });
});
