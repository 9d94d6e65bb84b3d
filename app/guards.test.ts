import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { endpoints } from './api/endpoints/all.ts';

/**
 * No destructive call behind a read permission (docs/reference/guard-lessons.md#g18). Every door of `app` is walked here; a new one
 * without its guard fails.
 */
const root = path.dirname(fileURLToPath(import.meta.url));
const files = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
const read = (name: string): string => fs.readFileSync(path.join(root, name), 'utf8');

/** open to strangers on purpose: they make a session, and tell nothing; metrics ask for their token themselves (test/metrics) */
const openPages = new Set(['login/page.tsx', 'login/callback/page.tsx', 'welcome/page.tsx']);
const openRoutes = new Set(['healthz/route.ts', 'metrics/route.ts', 'api/v1/[[...path]]/route.ts']);
const postsThatOnlyLook = [
  '/diagnose',
  '/hosts/test',
  '/hosts/{id}/test',
  '/hosts/{id}/scan',
  '/hosts/{id}/measure',
  '/hosts/{id}/plans',
  '/batches',
  '/schedules/preview',
];
/** What cannot be undone, or hands out rights: a session that was left open is not enough. */
const needFreshLogin = ['PATCH /hosts/{id}', 'DELETE /hosts/{id}', 'POST /backup'];
const actionsWithFreshLogin = [
  'addUser',
  'setUserRole',
  'resetUserPassword',
  'disableUserTotp',
  'removeUser',
  'beginTotp',
  'createToken',
  'saveSignIn',
  'beginLink',
  'unlinkSignIn',
];
/** What a stolen cookie may do too: leave, and be asked for the password. Every other action needs the page token. */
const actionsWithCookieAlone = ['logOut', 'reauthenticate', 'beginConfirm'];
const openActions = new Set(['login/actions.ts', 'welcome/actions.ts']);

describe('every door of app has its guard', () => {
  const pages = files.filter((name) => /(^|\/)page\.tsx$/.test(name));
  const isOpen = (name: string) => openPages.has(name.replace(/\([^)]*\)\//g, ''));
  it.each(pages.filter((name) => !isOpen(name)))('page %s', (name) => {
    expect(read(name), 'calls requirePageActor').toMatch(/await requirePageActor\(/);
  });

  it('there are pages to walk, and every open one is there', () => {
    expect(pages.length).toBeGreaterThan(4);
    expect(pages.filter(isOpen)).toHaveLength(openPages.size);
  });

  it('route handlers are the dispatcher, or open on purpose', () => {
    const routes = files.filter((name) => /(^|\/)route\.tsx?$/.test(name));
    expect(routes.filter((name) => !openRoutes.has(name))).toEqual([]);
  });

  const actionFiles = files.filter((name) => /\.tsx?$/.test(name) && /^['"]use server['"]/m.test(read(name)));
  it.each(actionFiles)('server actions of %s', (name) => {
    const text = read(name);
    const exported = [...text.matchAll(/^export (?:async )?(?:const|function|default) ?(\w+)?([^\n]*)/gm)];
    expect(exported.length).toBeGreaterThan(0);
    for (const [line = ''] of exported)
      expect(line, `${name}: every export is made by a guard`).toMatch(/= guarded(User)?Action\(/);
    // a stranger's action is one of two files, and says so in its rule
    if (!openActions.has(name.replace(/\([^)]*\)\//g, ''))) expect(text, name).not.toMatch(/role: null/);
  });

  it('a cookie alone leaves, or proves who it is, and does no more', () => {
    const all = actionFiles.flatMap((name) =>
      read(name)
        .split(/^export const /m)
        .slice(1),
    );
    const lenient = all.filter((each) => /proof:/.test(each)).map((each) => /^\w+/.exec(each)?.[0]);
    expect(lenient.sort()).toEqual([...actionsWithCookieAlone].sort());
  });

  it('no server action hides inside a component', () => {
    const inline = files.filter((name) => /\.tsx?$/.test(name) && /^\s+['"]use server['"]/m.test(read(name)));
    expect(inline).toEqual([]);
  });
});

describe('every endpoint below /api/v1', () => {
  it.each(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    '%s',
    (_, endpoint) => {
      expect(['viewer', 'operator', 'admin']).toContain(endpoint.role);
      if (endpoint.mutates) expect(endpoint.role, 'looking is not a right to change').not.toBe('viewer');
      if (endpoint.method === 'GET') expect(endpoint.mutates).toBe(false);
      // What an endpoint says of itself is not believed: these, and no others, may be posted to without changing anything.
      if (endpoint.method === 'POST' && !endpoint.mutates) expect(postsThatOnlyLook).toContain(endpoint.path);
      if (endpoint.method === 'DELETE' || endpoint.method === 'PATCH') expect(endpoint.mutates).toBe(true);
    },
  );

  it('asks for the password where a session that was left open is not enough', () => {
    const fresh = endpoints.filter(({ needsFreshLogin }) => needsFreshLogin);
    expect(fresh.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...needFreshLogin].sort());
    const text = read('(shell)/settings/actions.ts');
    const actions = text.split(/^export const /m).slice(1);
    const asking = actions.filter((each) => /needsFreshLogin: true/.test(each)).map((each) => /^\w+/.exec(each)?.[0]);
    expect(asking.sort()).toEqual([...actionsWithFreshLogin].sort());
  });

  it('has one entry for each method and address', () => {
    const names = endpoints.map((endpoint) => `${endpoint.method} ${endpoint.path}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
