import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../lib/store/open-store.ts';
import { type Dashboard, startDashboard } from '../e2e/dashboard.ts';
import { actionPost, builtActions, builtPages } from './testing/server-actions.ts';
import { type RawAnswer, type Stranger, stranger, strangersPossible } from './testing/stranger.ts';

/**
 * A server action that is posted to a page which does not hold it is sent on by Next with a request to this very machine. At
 * c79c972 that second request was taken for a visitor at this machine: he needed no code to become the first admin, and the
 * audit, the login limit and the session named 127.0.0.1. Every action is posted to every page, from another machine.
 */
const possible = strangersPossible();
if (!possible.ok) console.error(`SKIPPED inner requests: ${possible.reason}`);
const password = 'correct horse battery';

describe.skipIf(!possible.ok)('every action at every page, from another machine', () => {
  let dashboard: Dashboard;
  let visitor: Stranger;
  let host: string;
  let code: string;
  const actions = builtActions();
  const pages = builtPages();
  const idOf = (name: string): string => {
    const found = actions.find((action) => action.name === name);
    if (!found) throw new Error(`no action ${name} in the build`);
    return found.id;
  };
  const post = (path: string, id: string, args: readonly unknown[], more: { cookie?: string; host?: string } = {}) =>
    actionPost({ port: dashboard.port, path, id, args, host, ...more });
  /** What the dashboard wrote down, in order; read from its own database. */
  const audited = () => {
    const store = openStore({ dataDirectory: dashboard.data });
    try {
      return store.audit.list({ limit: 100_000 }).reverse();
    } finally {
      store.close();
    }
  };
  const users = (): number => {
    const store = openStore({ dataDirectory: dashboard.data });
    try {
      return store.users.count();
    } finally {
      store.close();
    }
  };
  const addressesOf = (entries: readonly { detail: unknown }[]): Set<string> =>
    new Set(entries.flatMap(({ detail }) => JSON.stringify(detail).match(/\d+\.\d+\.\d+\.\d+|::1/g) ?? []));
  const sessionOf = (answer: RawAnswer): string =>
    [answer.headers['set-cookie'] ?? []]
      .flat()
      .map((line) => /^bilge=[^;]+/.exec(line)?.[0])
      .find(Boolean) ?? '';

  beforeAll(async () => {
    visitor = stranger();
    dashboard = await startDashboard({ BILGE_HOST: '0.0.0.0', BILGE_MEASURE: 'asked' });
    host = `${visitor.here}:${dashboard.port}`;
    code = (await dashboard.firstLink()).split('#code=')[1] ?? '';
  });
  afterAll(async () => {
    await dashboard?.stop();
    visitor?.leave();
  });

  it('there are actions and pages to walk', () => {
    expect(actions.length).toBeGreaterThan(8);
    expect(pages.length).toBeGreaterThan(15);
    expect(pages).toContain('/login');
  });

  it('before the first admin: nobody becomes it without the code, at no page and by no name of this machine', () => {
    const create = idOf('createFirstAdmin');
    const names = [host, `localhost:${dashboard.port}`, `127.0.0.1:${dashboard.port}`, `[::1]:${dashboard.port}`];
    const forged = {
      'x-bilge-remote': '127.0.0.1',
      'x-bilge-inner': 'x',
      'x-bilge-known': 'yes',
      'x-forwarded-for': '127.0.0.1',
    };
    const request = (path: string, name: string, tried: string) =>
      actionPost({
        port: dashboard.port,
        path,
        id: create,
        args: [{ name: 'evil', password, code: tried }],
        host: name,
        more: forged,
      });
    // Wrong codes only as often as costs no waiting: the test after this one has the right code.
    const guesses = ['/login', '/welcome'].flatMap((path) =>
      names.slice(0, 2).map((name) => request(path, name, 'wrong-code-here')),
    );
    const requests = [...pages.flatMap((path) => names.map((name) => request(path, name, ''))), ...guesses];
    const answers = visitor.ask(requests);
    expect(users()).toBe(0);
    // It was really asked: the page that is made for it refuses in its own words.
    expect(answers.filter(({ body }) => /one-time code/.test(body)).length).toBeGreaterThan(0);
    expect(addressesOf(audited())).toEqual(new Set([visitor.address]));
  });

  it('with the code he does, through a page that does not hold the action, and the audit has his address', () => {
    const [answer] = visitor.ask([post('/login', idOf('createFirstAdmin'), [{ name: 'admin', password, code }])]);
    expect(answer?.body).toMatch(/"ok":true/);
    const made = audited().filter((entry) => entry.action === 'setup.first-admin' && entry.result === 'ok');
    expect(made).toHaveLength(1);
    expect(addressesOf(made)).toEqual(new Set([visitor.address]));
    // Used up.
    const [again] = visitor.ask([post('/login', idOf('createFirstAdmin'), [{ name: 'second', password, code }])]);
    expect(again?.body).not.toMatch(/"ok":true/);
    expect(users()).toBe(1);
  });

  it('a login at any page is his, in the audit, in the session and for the limit', () => {
    const from = audited().length;
    const logIn = idOf('logIn');
    const [first] = visitor.ask([post('/login', logIn, [{ name: 'admin', password }])]);
    const cookie = sessionOf(first ?? { status: 0, headers: {}, body: '' });
    expect(cookie).not.toBe('');
    // Somebody who is known reaches the action through any page; the old session ends with the new login.
    let current = cookie;
    let forwarded = 0;
    for (const path of pages) {
      const [answer] = visitor.ask([post(path, logIn, [{ name: 'admin', password }], { cookie: current })]);
      if (answer && /"ok":true/.test(answer.body)) forwarded += 1;
      current = sessionOf(answer ?? { status: 0, headers: {}, body: '' }) || current;
    }
    expect(forwarded).toBeGreaterThan(pages.length / 2);
    const logins = audited()
      .slice(from)
      .filter((entry) => entry.action === 'login');
    expect(logins.length).toBeGreaterThan(pages.length / 2);
    expect(addressesOf(logins)).toEqual(new Set([visitor.address]));
    const store = openStore({ dataDirectory: dashboard.data });
    try {
      const user = store.users.byName('admin');
      const sessions = user === null ? [] : store.sessions.ofUser(user.id);
      expect(new Set(sessions.map((session) => session.address))).toEqual(new Set([visitor.address]));
    } finally {
      store.close();
    }
  });

  it('no other action does anything for an unauthenticated visitor, and nothing says it came from this machine', () => {
    const before = audited().length;
    const other = actions.filter(({ name }) => name !== 'createFirstAdmin');
    const answers = visitor.ask(
      pages.flatMap((path) =>
        other.flatMap(({ id }) =>
          [host, `localhost:${dashboard.port}`].map((name) =>
            post(path, id, [{ name: 'admin', password: 'wrong wrong wrong', code: '000000' }], { host: name }),
          ),
        ),
      ),
    );
    expect(answers.filter(({ body }) => /"ok":true/.test(body))).toEqual([]);
    expect(users()).toBe(1);
    const since = audited().slice(before);
    expect(since.length).toBeGreaterThan(0);
    expect(addressesOf(since)).toEqual(new Set([visitor.address]));
  });

  it('the secret of the process reaches nobody, and the log has no error', () => {
    const answers = visitor.ask(
      pages.flatMap((path) => [
        { port: dashboard.port, method: 'GET', path, headers: { host } },
        { port: dashboard.port, method: 'GET', path, headers: { host, rsc: '1' } },
        post(path, idOf('logIn'), [{ name: 'admin', password: 'wrong wrong wrong' }]),
      ]),
    );
    expect(answers).toHaveLength(pages.length * 3);
    for (const { headers, body } of answers) expect(JSON.stringify(headers) + body).not.toMatch(/x-bilge-inner/i);
    expect(dashboard.output()).not.toMatch(/uncaught|unhandled|failed to forward|x-bilge-inner|\n\s+at /i);
    // The code stands in the log by intention, and nowhere else in what is kept.
    const kept = fs.readdirSync(dashboard.data).map((name) => fs.readFileSync(path.join(dashboard.data, name)));
    expect(kept.length).toBeGreaterThan(0);
    for (const file of kept) expect(file.includes(code)).toBe(false);
  });
});
