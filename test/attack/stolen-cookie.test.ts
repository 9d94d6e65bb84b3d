import { describe, expect, it } from 'vitest';
import { endpoints } from '../../app/api/endpoints/all.ts';
import { requireFreshLogin } from '../../lib/access/actor.ts';
import { password } from '../../lib/access/testing/temporary-access.ts';
import { ask, servedApplication, tokenOf, userOf } from './testing/served-application.ts';

/** Cookies do not know ports: whoever runs another service on this name has the session's cookie. Alone it only reads. */
const anywhere = (path: string): string => path.replaceAll(/\{\w+\}/g, 'nowhere');

describe('a cookie alone', () => {
  const changing = endpoints.filter(({ method }) => method !== 'GET');
  it('there are endpoints to walk', () => expect(changing.length).toBeGreaterThan(10));

  it.each(changing.map((endpoint) => [endpoint.method, endpoint.path] as const))(
    'does not %s %s',
    async (method, path) => {
      const app = servedApplication();
      const admin = await userOf(app, 'anna', 'admin');
      const before = app.store.audit.list().length;
      for (const page of [undefined, 'guessed', admin.session ?? '']) {
        const stolen = { session: admin.session, ...(page === undefined ? {} : { page }) };
        const answer = await ask(method, anywhere(path), stolen, { body: {} });
        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({
          code: 'reauthentication-required',
          detail: expect.stringMatching(/Enter your password once/),
        });
      }
      expect(app.store.audit.list()).toHaveLength(before);
      const own = await ask(method, anywhere(path), admin, { body: {} });
      expect([200, 201, 202, 204, 400, 404, 409], 'the page itself is let through').toContain(own.status);
    },
  );

  it('reads', async () => {
    const app = servedApplication();
    const { session } = await userOf(app, 'anna', 'admin');
    expect((await ask('GET', '/hosts', { session })).status).toBe(200);
  });

  it('of another session does not go with this page’s token', async () => {
    const app = servedApplication();
    const anna = await userOf(app, 'anna', 'admin');
    const ben = await userOf(app, 'ben', 'admin');
    const answer = await ask('POST', '/hosts/nowhere/scan', { session: anna.session, page: ben.page ?? '' });
    expect(answer.status).toBe(403);
  });

  it('gets a page token for the password, and the old tokens are worth nothing then', async () => {
    const app = servedApplication();
    const anna = await userOf(app, 'anna', 'admin');
    const again = await app.access.sessions.reauthenticate({
      address: '::1',
      userAgent: '',
      token: anna.session ?? '',
      password,
    });
    if (again.kind !== 'logged-in') throw new Error('not logged in');
    const now = { session: again.token, page: again.pageToken };
    expect((await ask('POST', '/hosts/nowhere/scan', now)).status).toBe(404);
    expect((await ask('POST', '/hosts/nowhere/scan', { ...now, page: anna.page ?? '' })).status).toBe(403);
    expect((await ask('GET', '/hosts', anna)).status).toBe(401);
    expect(() => requireFreshLogin(again.actor, app.now())).not.toThrow();
  });

  it('is not asked for where a token of the API is sent', async () => {
    const app = servedApplication();
    const token = await tokenOf(app, 'anna', 'admin');
    expect((await ask('POST', '/hosts/nowhere/scan', token)).status).toBe(404);
  });

  it('is stored nowhere in clear, nor is the page token', async () => {
    const app = servedApplication();
    const anna = await userOf(app, 'anna', 'admin');
    const stored = JSON.stringify([app.store.sessions.ofUser(anna.userId), app.store.audit.list()]);
    expect(stored).not.toContain(anna.page);
    expect(stored).not.toContain(anna.session);
  });
});
