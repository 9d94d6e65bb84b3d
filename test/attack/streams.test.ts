import { describe, expect, it } from 'vitest';
import { mostForOne, streamSeats } from '../../app/api/core/stream-seats.ts';
import { cli, password } from '../../lib/access/testing/temporary-access.ts';
import type { Role } from '../../lib/store/accounts/users.ts';
import { exampleRun } from '../../lib/store/testing/example-plan.ts';
import { exampleHost } from '../../lib/store/testing/temporary-store.ts';
import type { Application } from '../../lib/usecases/core/application.ts';
import { ask, type Identity, servedApplication, tokenOf, userOf } from './testing/served-application.ts';

/** Streams that outlive the session: who is let in once is asked again for as long as it goes on. */
const addresses = ['/events', '/runs/run_abcdefgh/events'];

interface Open {
  /** ends when the dashboard has closed it */
  ended: Promise<string>;
  isOpen(): boolean;
  leave(): void;
}

async function open(address: string, who: Identity): Promise<Open> {
  const leaving = new AbortController();
  const response = await ask('GET', address, who, { signal: leaving.signal });
  expect(response.status, address).toBe(200);
  let text = '';
  let isOpen = true;
  const read = async (): Promise<string> => {
    for await (const piece of response.body ?? []) text += new TextDecoder().decode(piece);
    isOpen = false;
    return text;
  };
  return { ended: read(), isOpen: () => isOpen, leave: () => leaving.abort() };
}

async function withRun(): Promise<Application> {
  const app = servedApplication();
  // Of a host that does not answer: of one that is not stored the run would be closed at once.
  app.store.hosts.add({ ...exampleHost(), url: 'unix:///nowhere/docker.sock' });
  app.store.runs.put({ ...exampleRun(), id: 'run_abcdefgh', state: 'running' });
  await app.access.users.add(cli, { name: 'root', role: 'admin', password });
  return app;
}

const endings: [string, (app: Application, who: Identity) => Promise<unknown> | unknown][] = [
  ['log-out', (app, { session }) => app.access.sessions.logout(session ?? '')],
  [
    'the session ended by an admin',
    (app, { actor }) => app.access.sessions.revoke(cli, 'sessionId' in actor ? actor.sessionId : ''),
  ],
  ['a reset password', (app, { userId }) => app.access.users.resetPassword(cli, userId, 'another long one')],
  ['a demotion', (app, { userId }) => app.access.users.setRole(cli, userId, 'viewer')],
  ['removal', (app, { userId }) => app.access.users.remove(cli, userId)],
];

describe.each(addresses)('GET %s', (address) => {
  it.each(endings)('of a session closes with %s', async (_, end) => {
    const app = await withRun();
    const who = await userOf(app, 'anna', 'operator');
    const stays = await open(address, await userOf(app, 'ben', 'operator'));
    const stream = await open(address, who);
    await end(app, who);
    await stream.ended;
    app.events.publish({ type: 'hosts' });
    expect(stays.isOpen()).toBe(true);
    stays.leave();
  });

  it.each([
    ...endings.slice(2),
    ['revocation', (app: Application, who: Identity) => app.access.tokens.revoke(cli, who.tokenId ?? '')],
  ] as typeof endings)('of a token closes with %s', async (_, end) => {
    const app = await withRun();
    const who = await tokenOf(app, 'anna', 'admin');
    const stream = await open(address, who);
    await end(app, who);
    await stream.ended;
  });

  it('tells nothing more to who lost the right in another process (the command line)', async () => {
    const app = await withRun();
    const who = await userOf(app, 'anna', 'viewer');
    const stream = await open(address, who);
    app.store.sessions.removeOthers(who.userId, null);
    app.events.publish({ type: 'hosts' });
    expect(await stream.ended).not.toContain('event: hosts');
  });
});

describe('open streams', () => {
  it('are so many for one account, with its tokens, and free again when they end', async () => {
    const app = await withRun();
    const anna = await userOf(app, 'anna', 'admin' as Role);
    const streams: Open[] = [];
    for (let n = 0; n < mostForOne; n += 1) streams.push(await open('/events', anna));
    const refused = await ask('GET', '/events', anna);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('30');
    const token = app.access.tokens.create(anna.actor, { name: 'more', role: 'viewer' }).token;
    expect((await ask('GET', '/events', { ...anna, session: null, bearer: token })).status).toBe(429);
    (await open('/events', await userOf(app, 'ben', 'viewer'))).leave();
    for (const stream of streams) stream.leave();
    await Promise.all(streams.map(({ ended }) => ended));
    expect(streamSeats(app).taken()).toBe(0);
  });

  it('of a reader that stopped reading end before they fill the memory', async () => {
    const app = await withRun();
    const response = await ask('GET', '/events', await userOf(app, 'anna', 'viewer'));
    const text = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 40; n += 1)
      app.events.publish({ type: 'progress', hostId: 'host_a', text, done: n, total: 40 });
    let bytes = 0;
    for await (const piece of response.body ?? []) bytes += piece.length;
    expect(bytes).toBeLessThan(18 * text.length);
    expect(streamSeats(app).taken()).toBe(0);
  });
});

describe('an answer that is sent over a time', () => {
  it('breaks off when the right to it ends', async () => {
    const app = await withRun();
    const who = await userOf(app, 'anna', 'operator');
    for (let n = 0; n < 200; n += 1) {
      app.store.audit.append({
        at: app.now().toISOString(),
        actorKind: 'system',
        actor: 'test',
        action: 'test.line',
        subject: String(n),
        hostId: null,
        result: 'ok',
        detail: {},
      });
    }
    const response = await ask('GET', '/audit/export', who);
    const reader = response.body?.getReader();
    await reader?.read();
    app.access.sessions.logout(who.session ?? '');
    const rest = async (): Promise<void> => {
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    await expect(rest()).rejects.toThrow(/right to read this has ended/);
  });
});
