import { describe, expect, it } from 'vitest';
import { cli, loggedIn, password, plainPasswords, temporaryAccess } from '../../lib/access/testing/temporary-access.ts';
import { planParamsSchema } from '../../lib/domain/plan.ts';

/** The audit log is append-only: how long it gets must not be up to a stranger, nor how long a line is to anybody. */
describe('the audit log', () => {
  it('has one line for a setup code that is wrong again and again, and one that counts the rest', async () => {
    const made = temporaryAccess();
    made.access.setup.newCode();
    const knock = () =>
      made.access.setup.createFirstAdmin({ name: 'eve', password, address: '192.168.1.66', code: '' }).catch(() => {});
    for (let n = 0; n < 56; n += 1) await knock();
    expect(made.audited()).toEqual(['setup.first-admin refused']);
    made.pass({ minutes: 61 });
    await knock();
    const lines = made.store.audit.list().reverse();
    expect(lines.map(({ action }) => action)).toEqual([
      'setup.first-admin',
      'login.refused-again',
      'setup.first-admin',
    ]);
    expect(lines[1]?.detail).toMatchObject({ refusals: 55 });
  });

  it('has a bound also where each try has another name and another address', async () => {
    const made = temporaryAccess({ passwords: plainPasswords });
    await made.access.users.add(cli, { name: 'anna', role: 'admin', password });
    const tries = Array.from({ length: 120 }, (_, n) => n);
    for (const n of tries) {
      await made.access.sessions
        .login({ address: `10.0.${n}.1`, userAgent: '', name: `user ${n}`, password: 'a wrong guess' })
        .catch(() => {});
      made.pass({ seconds: 1 });
    }
    const refusals = made.store.audit.list({ limit: 500 }).filter(({ result }) => result === 'refused');
    expect(refusals.length).toBeLessThanOrEqual(30);
    await loggedIn(made);
    expect(made.audited().at(-1), 'what succeeds is always written').toBe('login ok');
    made.pass({ minutes: 61 });
    await loggedIn(made);
    expect(made.store.audit.list({ action: 'login.refused-again' })).toMatchObject([{ detail: { refusals: 90 } }]);
  });

  it('says that somebody is waiting at the limit, once', async () => {
    const made = temporaryAccess();
    for (let n = 0; n < 20; n += 1) {
      await made.access.sessions
        .login({ address: '10.0.0.1', userAgent: '', name: 'eve', password: 'x' })
        .catch(() => {});
    }
    expect(made.store.audit.list().map(({ detail }) => detail.why)).toEqual([
      'too many attempts',
      'wrong name or password',
    ]);
  });

  it('takes no line of any length: values are shortened and counted, and say so', () => {
    const { store } = temporaryAccess();
    const detail = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`k${n}`, 'x'.repeat(100_000)]));
    const line = {
      at: '2026-11-21T10:00:00.000Z',
      actorKind: 'user',
      actor: 'a'.repeat(5_000),
      action: 'plan.proposed',
    } as const;
    store.audit.append({ ...line, subject: 's'.repeat(100_000), hostId: null, result: 'ok', detail });
    const [written] = store.audit.list();
    expect(JSON.stringify(written).length).toBeLessThan(25_000);
    expect(written?.detail.k0).toMatch(/^x{500}… \(100000 characters\)$/);
    expect(written?.detail['values left out']).toBe(968);
  });

  it('is not reached by parameters without number', () => {
    const params = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));
    expect(planParamsSchema.safeParse(params(32)).success).toBe(true);
    expect(planParamsSchema.safeParse(params(33)).success).toBe(false);
  });
});
