import net, { type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cli, password, visitor } from '../../access/testing/temporary-access.ts';
import type { Role } from '../../store/accounts/users.ts';
import type { Application } from '../core/application.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import type { Purpose } from './memory.ts';
import { changeSignIn, readSignIn } from './settings.ts';
import { beginSignIn, type Finished, finishSignIn, signOutUrl } from './sign-in.ts';
import { client, type RealProvider, realProvider, throughProvider } from './testing/real-provider.ts';

const host = 'bilge.test:3000';
const redirectUri = `http://${host}/login/callback`;
const byGroup = { allowedGroups: ['bilge'], createsUsers: true };

interface World {
  app: Application;
  provider: RealProvider;
  set(more: Record<string, unknown>): Promise<void>;
}

async function world(more: Record<string, unknown> = {}, method = 'client_secret_basic'): Promise<World> {
  const provider = await realProvider({ redirectUri, logoutUri: `http://${host}/login`, method });
  onTestFinished(() => provider.close());
  const app = temporaryApplication({ BILGE_URL: `http://${host}` });
  const base = { issuer: provider.issuer, clientId: client.id, name: 'Harbour', allowsHttp: true };
  const set = (changed: Record<string, unknown>): Promise<void> =>
    changeSignIn(app, cli, { settings: { ...base, ...changed }, secret: client.secret });
  await set(more);
  return { app, provider, set };
}

interface Trip {
  purpose?: Purpose;
  session?: string | null;
  change?: (search: string) => string;
  jar?: Map<string, string>;
}

/** From the button to where the browser comes back, through the real provider. */
async function trip(
  { app }: World,
  { purpose = { kind: 'login', next: '/' }, session = null, change, jar }: Trip = {},
): Promise<Finished> {
  const { url, browserToken } = await beginSignIn(app, { host, browserToken: null }, purpose);
  const back = await throughProvider(url, redirectUri, jar);
  const actor = session === null ? null : app.access.sessions.authenticate(session);
  return finishSignIn(app, { visitor, search: change?.(back) ?? back, browserToken, actor, sessionToken: session });
}

async function loggedIn(on: World, given: Trip = {}) {
  const done = await trip(on, given);
  if (done.kind !== 'logged-in') throw new Error(`not logged in: ${done.kind}`);
  return done.made;
}

async function local({ app }: World, name: string, role: Role) {
  await app.access.users.add(cli, { name, role, password });
  const login = await app.access.sessions.login({ ...visitor, name, password });
  if (login.kind !== 'logged-in') throw new Error('not logged in');
  return login;
}

async function linked(on: World, name: string, role: Role) {
  const login = await local(on, name, role);
  const { userId, sessionId } = login.actor;
  const done = await trip(on, { purpose: { kind: 'link', userId, sessionId }, session: login.token });
  expect(done).toEqual({ kind: 'linked' });
  return login;
}

const lines = ({ app }: World): string[] =>
  app.store.audit.list({ limit: 100 }).map(({ action, subject, result }) => `${action} ${subject} ${result}`);

describe('a login over a provider', () => {
  it('makes an account of an allowed group where that is asked for, and a session like any other', async () => {
    const on = await world(byGroup);
    const made = await loggedIn(on, { purpose: { kind: 'login', next: '/hosts/a' } });
    expect(made.actor).toMatchObject({ name: 'anna', role: 'viewer' });
    expect(on.app.access.sessions.authenticate(made.token)).toMatchObject({ name: 'anna' });
    expect(() => on.app.access.sessions.requirePage(made.actor, null)).toThrow(/cookie alone/);
    expect(() => on.app.access.sessions.requirePage(made.actor, made.pageToken)).not.toThrow();
    // The same person again is the same account, whatever the name there is now.
    on.provider.people['sub-anna'] = { preferred_username: 'anna-renamed', email: 'a@b.c', groups: ['bilge'] };
    expect((await loggedIn(on)).actor.userId).toBe(made.actor.userId);
    // No password opens it, not an empty one either.
    await expect(on.app.access.sessions.login({ ...visitor, name: 'anna', password: '' })).rejects.toThrow();
    expect(lines(on)).toEqual(expect.arrayContaining(['user.added anna ok', 'login anna ok']));
    expect(JSON.stringify(on.app.store.audit.list({ limit: 100 }))).not.toContain('canary');
  });

  it('makes none where it is not asked for, and never takes one by its name', async () => {
    const on = await world();
    await expect(trip(on)).rejects.toMatchObject({ userMessage: expect.stringMatching(/No account here is linked/) });
    await on.set(byGroup);
    await local(on, 'Anna', 'admin');
    await expect(trip(on)).rejects.toMatchObject({ userMessage: expect.stringMatching(/account anna already/) });
    expect(lines(on)).toContain('login anna refused');
    expect(on.app.store.users.count()).toBe(1);
  });

  it('works where the provider wants the secret the other way', async () => {
    const on = await world(byGroup, 'client_secret_post');
    expect((await loggedIn(on)).actor.name).toBe('anna');
  });

  it('is refused without an allowed group, and what was open ends', async () => {
    const on = await world(byGroup);
    const { token } = await loggedIn(on);
    on.provider.people['sub-anna'] = { preferred_username: 'anna', groups: ['others'] };
    await expect(trip(on)).rejects.toMatchObject({ userMessage: expect.stringMatching(/none of the 1 groups/) });
    expect(on.app.access.sessions.authenticate(token)).toBeNull();
    on.provider.people['sub-anna'] = { preferred_username: 'anna' };
    await expect(trip(on)).rejects.toMatchObject({ userMessage: expect.stringMatching(/sent no groups/) });
  });

  it('judges the role again each time, but for the last admin with a password', async () => {
    const on = await world({ adminGroups: ['admins'], operatorGroups: ['ops'], allowedGroups: ['bilge'] });
    await linked(on, 'ben', 'admin');
    expect((await loggedIn(on)).actor.role).toBe('admin');
    expect(lines(on)).toContain('user.role-changed ben refused');
    await local(on, 'carla', 'admin');
    const before = await loggedIn(on);
    expect(before.actor.role).toBe('viewer');
    on.provider.people['sub-anna'] = { preferred_username: 'anna', groups: ['ops', 'bilge'] };
    expect((await loggedIn(on)).actor.role).toBe('operator');
    expect(on.app.access.sessions.authenticate(before.token), 'a role is granted at login').toBeNull();
    // Where no group stands for a role, roles are those in Bilge.
    await on.set({ allowedGroups: ['bilge'] });
    expect((await loggedIn(on)).actor.role).toBe('operator');
  });
});

describe('what does not belong to a login', () => {
  it.each<[string, (search: string) => string, RegExp]>([
    ['another state', (search) => search.replace(/state=[^&]+/, 'state=guessed'), /begun in another browser/],
    ['no state', (search) => search.replace(/state=[^&]+/, ''), /begun in another browser/],
    ['another code', (search) => search.replace(/code=[^&]+/, 'code=guessed'), /used already, or is too old/],
    [
      'another issuer in the answer',
      (search) => search.replace(/iss=[^&]+/, 'iss=http%3A%2F%2Felsewhere'),
      /does not belong/,
    ],
    ['a refusal there', (search) => search.replace(/code=[^&]+/, 'error=access_denied'), /refused there/],
  ])('%s is refused', async (_, change, words) => {
    const on = await world(byGroup);
    await expect(trip(on, { change })).rejects.toMatchObject({ userMessage: expect.stringMatching(words) });
    expect(on.app.store.users.count()).toBe(0);
  });

  it('a nonce of another login, or another verifier, is refused', async () => {
    const on = await world(byGroup);
    for (const field of ['nonce', 'verifier'] as const) {
      const change = (search: string): string => {
        const flow = on.app.signIn.flows.get(new URLSearchParams(search).get('state') ?? '');
        if (flow !== undefined) flow[field] = 'x'.repeat(43);
        return search;
      };
      await expect(trip(on, { change })).rejects.toMatchObject({ code: 'provider-failed' });
    }
    expect(on.app.store.users.count()).toBe(0);
  });

  it('a code that is brought twice, and an answer in another browser, are refused', async () => {
    const on = await world(byGroup);
    const { url, browserToken } = await beginSignIn(on.app, { host, browserToken: null }, { kind: 'login', next: '/' });
    const search = await throughProvider(url, redirectUri);
    const back = { visitor, search, actor: null, sessionToken: null };
    const elsewhere = /begun in another browser/;
    await expect(finishSignIn(on.app, { ...back, browserToken: null })).rejects.toMatchObject({
      userMessage: expect.stringMatching(elsewhere),
    });
    await expect(finishSignIn(on.app, { ...back, browserToken: 'x'.repeat(43) })).rejects.toThrow();
    expect((await finishSignIn(on.app, { ...back, browserToken })).kind).toBe('logged-in');
    await expect(finishSignIn(on.app, { ...back, browserToken })).rejects.toMatchObject({
      userMessage: expect.stringMatching(elsewhere),
    });
  });

  it('at another name than BILGE_URL is not begun: the answer would not find its cookie', async () => {
    const { app } = await world();
    const asking = { host: '192.168.1.5:3000', browserToken: null };
    await expect(beginSignIn(app, asking, { kind: 'login', next: '/' })).rejects.toThrow(
      /http:\/\/bilge\.test:3000\/login/,
    );
  });
});

describe('a provider', () => {
  const begin = ({ app }: World) => beginSignIn(app, { host, browserToken: null }, { kind: 'login', next: '/' });

  it('whose issuer differs by its slash is named so', async () => {
    const on = await world();
    await on.set({ issuer: `${on.provider.issuer}/` });
    await expect(begin(on)).rejects.toMatchObject({
      userMessage: expect.stringMatching(/the slash at the end differs/),
    });
  });

  it('that is without TLS is refused unless that is set', async () => {
    const on = await world();
    await expect(on.set({ allowsHttp: false })).rejects.toThrow(/without TLS/);
  });

  it('with a wrong secret, that hangs, or is away says which; logins by password go on', async () => {
    const on = await world(byGroup);
    const issuer = on.provider.issuer;
    await changeSignIn(on.app, cli, {
      settings: { issuer, clientId: client.id, name: 'Harbour', allowsHttp: true, ...byGroup },
      secret: 'wrong',
    });
    await expect(trip(on)).rejects.toMatchObject({
      userMessage: expect.stringMatching(/refuses the client ID or the secret/),
    });
    await on.provider.close();
    on.app.signIn.provider = null;
    await expect(begin(on)).rejects.toMatchObject({
      userMessage: expect.stringMatching(/nothing listens there.*password/),
    });
    const silent = net.createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const open = new Set<net.Socket>();
    silent.on('connection', (socket) => open.add(socket));
    onTestFinished(() => {
      for (const socket of open) socket.destroy();
      silent.close();
    });
    on.app.signIn.patienceMs = 100;
    await on.set({ issuer: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` });
    await expect(begin(on)).rejects.toMatchObject({ userMessage: expect.stringMatching(/does not answer.*password/) });
    await expect(begin(on), 'it is not asked again at once').rejects.toThrow();
    expect(open.size).toBe(1);
    expect((await local(on, 'ben', 'viewer')).actor.name).toBe('ben');
  });

  it('gets a secret that was entered for it, and no other', async () => {
    const on = await world();
    const elsewhere = { issuer: 'https://elsewhere.example', clientId: client.id };
    await expect(changeSignIn(on.app, cli, { settings: elsewhere })).rejects.toThrow(/former issuer/);
    expect(JSON.stringify(readSignIn(on.app, cli))).not.toContain('canary');
    await changeSignIn(on.app, cli, { settings: null });
    expect(readSignIn(on.app, cli)).toMatchObject({ settings: null, hasSecret: false });
  });
});

describe('an account that exists', () => {
  it('is linked by its own session after its password, and by no other', async () => {
    const on = await world();
    const ben = await linked(on, 'ben', 'operator');
    expect((await loggedIn(on)).actor).toMatchObject({ name: 'ben', role: 'operator' });
    const carla = await local(on, 'carla', 'viewer');
    const { userId, sessionId } = carla.actor;
    const purpose = { kind: 'link', userId, sessionId } as const;
    await expect(trip(on, { purpose, session: carla.token }), 'it is another account’s').rejects.toThrow(
      /linked to another account/,
    );
    await expect(trip(on, { purpose, session: ben.token }), 'another session').rejects.toThrow(
      /not begun in this browser/,
    );
    on.app.access.vouched.unlink(ben.actor, on.provider.issuer);
    await expect(trip(on)).rejects.toMatchObject({ userMessage: expect.stringMatching(/No account here is linked/) });
  });

  it('without a password confirms itself at the provider, and does not lose its only way in', async () => {
    const on = await world(byGroup);
    const jar = new Map<string, string>();
    const made = await loggedIn(on, { jar });
    const { sessionId } = made.actor;
    const purpose = { kind: 'confirm', sessionId } as const;
    const done = await trip(on, { purpose, session: made.token, jar });
    if (done.kind !== 'confirmed') throw new Error('not confirmed');
    expect(on.app.access.sessions.authenticate(made.token), 'new tokens').toBeNull();
    expect(on.app.access.sessions.authenticate(done.made.token)).toMatchObject({ sessionId });
    on.provider.people['sub-eve'] = { preferred_username: 'eve', groups: ['bilge'] };
    on.provider.person = 'sub-eve';
    await expect(trip(on, { purpose, session: done.made.token })).rejects.toMatchObject({
      userMessage: expect.stringMatching(/someone else/),
    });
    expect(() => on.app.access.vouched.unlink(done.made.actor, on.provider.issuer)).toThrow(/no password/);
  });

  it('logs out at the provider too', async () => {
    const on = await world(byGroup);
    const { actor } = await loggedIn(on);
    const url = new URL((await signOutUrl(on.app, actor.sessionId)) ?? '');
    expect(url.href.startsWith(on.provider.issuer)).toBe(true);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`http://${host}/login`);
    expect(await signOutUrl(on.app, actor.sessionId)).toBeNull();
  });
});

it('an admin sees what is sent, and what would come of it; nothing changes', async () => {
  const on = await world({ adminGroups: ['bilge'], createsUsers: true });
  const carla = await local(on, 'carla', 'admin');
  const { sessionId } = carla.actor;
  expect(await trip(on, { purpose: { kind: 'try', sessionId }, session: carla.token })).toEqual({ kind: 'tried' });
  const { tried } = readSignIn(on.app, carla.actor);
  expect(tried).toMatchObject({
    subject: 'sub-anna',
    verdict: { groups: ['bilge'], isAllowed: true, role: 'admin' },
    account: { kind: 'would-create', name: 'anna' },
  });
  expect(tried?.claims).toContainEqual({ name: 'preferred_username', value: 'anna' });
  expect(on.app.store.users.count()).toBe(1);
});
