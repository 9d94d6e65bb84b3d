import { afterEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../lib/access/actor.ts';
import { messageOf, TransportError } from '../../lib/domain/errors.ts';
import type { HostSecrets } from '../../lib/domain/host.ts';
import { openSession } from '../../lib/hosts/sessions/open-session.ts';
import { exampleHost, firstOfferedKey } from '../../lib/hosts/testing/example-host.ts';
import { generateKey, startSshServer, type TestSshServerOptions } from '../../lib/hosts/testing/ssh-server.ts';
import { addHost } from '../../lib/usecases/hosts/add-host.ts';
import { updateHost } from '../../lib/usecases/hosts/hosts.ts';
import { temporaryApplication } from '../../lib/usecases/testing/temporary-application.ts';

/**
 * Whoever runs a jump host reads what is sent to it. The hostile hop here writes down every login it is offered, by each method there is, and
 * lets in whoever comes with what it wants.
 */
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const targetPassword = 'target-password-canary';
const sudoPassword = 'sudo-canary';
const hopPassword = 'hop-password-canary';
const admin: Actor = { kind: 'system', name: 'test', role: 'admin' };

async function serve(options: TestSshServerOptions, user: string) {
  const server = await startSshServer(options);
  cleanups.push(() => server.close());
  const url = `ssh://${user}@127.0.0.1:${server.port}`;
  return { ...server, url, hostKey: await firstOfferedKey(url) };
}

async function way(hop: TestSshServerOptions) {
  const jump = await serve(hop, 'jumper');
  const target = await serve({ password: targetPassword }, 'tester');
  const settings = { jump: [jump.url], jumpHostKeys: [jump.hostKey], hostKey: target.hostKey };
  return { jump, target, host: exampleHost(target.url, settings) };
}

async function failureOf(promise: Promise<unknown>): Promise<TransportError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof TransportError) return error;
  throw new Error(`no TransportError: ${messageOf(error)}`);
}

const asks = [{ prompt: 'Password: ', echo: false, answer: targetPassword }];

describe('a jump host that writes down what it is offered', () => {
  it.each([
    ['by the password method', { password: targetPassword }],
    ['by questions', { prompts: asks }],
    ['by both', { password: targetPassword, prompts: asks }],
  ])('is never given the password of the host behind it: %s', async (_how, hop) => {
    const { jump, target, host } = await way(hop);
    const refused = await failureOf(openSession(host, { password: targetPassword, sudoPassword }));
    expect(jump.attempts.join()).not.toContain('canary');
    expect(target.attempts).toEqual([]);
    expect(refused).toMatchObject({ failure: 'auth-failed' });
    expect(refused.userMessage).toContain('--jump-password-stdin 1');
  });

  it('gets its own password, and the host behind it gets its own', async () => {
    const { jump, target, host } = await way({ password: hopPassword });
    const secrets: HostSecrets = {
      password: targetPassword,
      sudoPassword,
      jumps: { [jump.url]: { password: hopPassword } },
    };
    await (await openSession(host, secrets)).close();
    expect(jump.attempts).toEqual(['none', `password:${hopPassword}`]);
    expect(target.attempts).toEqual(['none', `password:${targetPassword}`]);
  });

  it('with a login of its own is not offered the key of the host behind it; without one it is', async () => {
    const key = generateKey('ed25519');
    const { jump, host } = await way({ publicKey: key.public, password: hopPassword });
    const secrets: HostSecrets = { privateKey: key.private, password: targetPassword };
    await failureOf(openSession(host, { ...secrets, jumps: { [jump.url]: { password: 'wrong' } } }));
    expect(jump.attempts).toEqual(['none', 'password:wrong']);
    await (await openSession(host, secrets)).close();
    expect(jump.attempts.slice(2)).toContain('publickey');
    expect(jump.attempts.join()).not.toContain('canary');
  });

  it('has a key of its own, with a passphrase that opens no other', async () => {
    const own = generateKey('ed25519', 'hop passphrase');
    const { jump, host } = await way({ publicKey: own.public });
    const jumps = (passphrase?: string) => ({
      [jump.url]: { privateKey: own.private, ...(passphrase === undefined ? {} : { passphrase }) },
    });
    await (await openSession(host, { password: targetPassword, jumps: jumps('hop passphrase') })).close();
    const refused = await failureOf(
      openSession(host, { password: targetPassword, passphrase: 'hop passphrase', jumps: jumps() }),
    );
    expect(refused.userMessage).toContain('encrypted');
  });

  it('that took another one’s place in the list does not get what was stored for that one', async () => {
    const { jump, host } = await way({ password: hopPassword });
    const secrets: HostSecrets = {
      password: targetPassword,
      jumps: { 'ssh://jumper@127.0.0.1:1': { password: hopPassword } },
    };
    await failureOf(openSession(host, secrets));
    expect(jump.attempts.join()).not.toContain('canary');
  });
});

describe('a host whose jump host changes', () => {
  it('asks for the login of the new one before anything is sent, and forgets that of the old one', async () => {
    const app = temporaryApplication();
    const { jump, target } = await way({ password: hopPassword });
    const trust = [jump.hostKey.fingerprint, target.hostKey.fingerprint];
    const input = {
      name: 'nas',
      url: target.url,
      settings: { jump: [jump.url] },
      secrets: { password: targetPassword },
    };
    const given = { ...input, trust: trust[1] ?? null, trustJumps: trust.slice(0, 1) };
    await expect(addHost(app, admin, given)).rejects.toThrow(/Give the login of the jump host/);
    const added = await addHost(app, admin, { ...given, jumpSecrets: [{ password: hopPassword }] });
    expect(added.jumpSecretFields).toEqual([['password']]);
    expect(JSON.stringify(added)).not.toContain('canary');

    const second = await serve({ password: 'second' }, 'jumper');
    const change = { settings: { jump: [second.url] }, trust: second.hostKey.fingerprint };
    await expect(updateHost(app, admin, 'nas', change)).rejects.toThrow(/Give the login of the jump host/);
    expect(second.attempts).toEqual([]);
    const withLogin = { ...change, jumpSecrets: [{ password: 'second' }] };
    await expect(updateHost(app, admin, 'nas', { ...withLogin, trust: '' })).rejects.toMatchObject({
      failure: 'host-key-unknown',
    });
    await updateHost(app, admin, 'nas', withLogin);
    expect(app.store.hosts.secrets(added.id)).toEqual({
      password: targetPassword,
      jumps: { [second.url]: { password: 'second' } },
    });
    expect(second.attempts.join()).not.toContain('canary');
    await updateHost(app, admin, 'nas', { settings: { jump: [] } });
    expect(app.store.hosts.secrets(added.id)).toEqual({ password: targetPassword });
  });

  it('keeps the keys that were compared with their machines when the order changes', async () => {
    const app = temporaryApplication();
    const key = generateKey('ed25519');
    const [first, second, target] = [
      await serve({ publicKey: key.public }, 'jumper'),
      await serve({ publicKey: key.public }, 'jumper'),
      await serve({ publicKey: key.public }, 'tester'),
    ];
    const all = [first, second, target].map(({ hostKey }) => hostKey.fingerprint);
    await addHost(app, admin, {
      name: 'nas',
      url: target.url,
      settings: { jump: [first.url, second.url] },
      secrets: { privateKey: key.private },
      trust: all[2] ?? null,
      trustJumps: all.slice(0, 2),
    });
    const changed = await updateHost(app, admin, 'nas', { settings: { jump: [second.url, first.url] } });
    expect(changed.settings.jumpHostKeys).toEqual([second.hostKey, first.hostKey]);
  });
});
