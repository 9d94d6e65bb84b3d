import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../domain/errors.ts';
import type { PinnedHostKey } from '../../domain/host.ts';
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';
import { openSession } from '../sessions/open-session.ts';
import { exampleHost, firstOfferedKey, trusted } from '../testing/example-host.ts';
import { generateKey, startSshServer, type TestSshServerOptions } from '../testing/ssh-server.ts';
import { offeredHostKeys, renewTrust, resolveTrust, resolveTrustChain } from './offered-host-keys.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(options: TestSshServerOptions) {
  const server = await startSshServer(options);
  cleanups.push(() => server.close());
  return { ...server, url: `ssh://tester@127.0.0.1:${server.port}` };
}

/** A TCP port that does with each connection what it is told. */
async function rawPort(onConnection: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `ssh://tester@127.0.0.1:${address.port}`;
}

async function failureOf(promise: Promise<unknown>): Promise<TransportError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

/** A read that is under way: `begun` when the host has printed its first line. */
function endless(session: Awaited<ReturnType<typeof openSession>>) {
  let tell = () => {};
  const begun = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const script = asReadScript(sh`echo begun; sleep 600`);
  return { reading: failureOf(session.read(script, { timeoutMs: 600_000, onStdout: () => tell() })), begun };
}

const pinnedExample = {
  keyType: 'ssh-ed25519',
  blob: 'AAAAC3NzaC1lZDI1NTE5AAAAIOO92Arzet88vrXKsHp95saGHQcLSDPjSCljDdakp0En',
  fingerprint: 'SHA256:v4W2+V0JnurPCkDWfqwdaikREbzwz1dkIJ+Mzdqmv00',
};

describe('host keys', () => {
  it('an unknown key stops before any login and shows its fingerprint', async () => {
    const server = await serve({ password: 'right' });
    const error = await failureOf(openSession(exampleHost(server.url), { password: 'right' }));
    expect(error.failure).toBe('host-key-unknown');
    expect(error.offered?.fingerprint).toMatch(/^SHA256:/);
    expect(server.attempts).toEqual([]);
  });

  it('a changed key stops before any login', async () => {
    const server = await serve({ password: 'right' });
    const error = await failureOf(
      openSession(exampleHost(server.url, { hostKey: pinnedExample }), { password: 'right' }),
    );
    expect(error.failure).toBe('host-key-changed');
    expect(error.userMessage).toContain(pinnedExample.fingerprint);
    expect(server.attempts).toEqual([]);
  });

  it('a server that lost the pinned type counts as changed, not as an old server', async () => {
    const server = await serve({ password: 'right', hostKeys: [generateKey('rsa').private] });
    const error = await failureOf(
      openSession(exampleHost(server.url, { hostKey: pinnedExample }), { password: 'right' }),
    );
    expect(error.failure).toBe('host-key-changed');
    expect(server.attempts).toEqual([]);
  });

  it('a pinned key of a type the server would not choose by itself still works', async () => {
    const keys = [generateKey('ed25519'), generateKey('ecdsa'), generateKey('rsa')];
    const server = await serve({ password: 'right', hostKeys: keys.map((key) => key.private) });
    const { settings } = exampleHost(server.url);
    const offered = await offeredHostKeys(server.url, settings, {});
    expect(offered.map((key) => key.keyType)).toEqual(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ssh-rsa']);
    for (const key of offered) {
      const hostKey = await resolveTrust(server.url, settings, {}, key.fingerprint);
      expect(hostKey).toEqual(key);
      const session = await openSession(exampleHost(server.url, { hostKey }), { password: 'right' });
      await session.close();
    }
  });

  it('trusting a fingerprint that is not offered says what is', async () => {
    const server = await serve({ password: 'right' });
    const { settings } = exampleHost(server.url);
    const error = await failureOf(resolveTrust(server.url, settings, {}, pinnedExample.fingerprint));
    expect(error.failure).toBe('host-key-unknown');
    expect(error.userMessage).toContain(error.offered?.fingerprint ?? 'missing');
    expect(server.attempts).toEqual([]);
  });
});

describe('login', () => {
  it('with a key, and no password is ever sent', async () => {
    const key = generateKey('ed25519');
    const server = await serve({ publicKey: key.public });
    const session = await openSession(await trusted(server.url), { privateKey: key.private, password: 'secret' });
    await session.close();
    expect(server.attempts.filter((attempt) => attempt.startsWith('password'))).toEqual([]);
  });

  it('with an encrypted key', async () => {
    const key = generateKey('ed25519', 'open sesame');
    const server = await serve({ publicKey: key.public });
    const host = await trusted(server.url);
    const session = await openSession(host, { privateKey: key.private, passphrase: 'open sesame' });
    await session.close();
    const wrong = await failureOf(openSession(host, { privateKey: key.private, passphrase: 'open barley' }));
    expect(wrong).toMatchObject({ failure: 'auth-failed', step: 'login' });
    expect(wrong.userMessage).toContain('passphrase does not decrypt');
    const missing = await failureOf(openSession(host, { privateKey: key.private }));
    expect(missing.userMessage).toContain('encrypted');
  });

  it('with the wrong key says what to look at', async () => {
    const server = await serve({ publicKey: generateKey('ed25519').public });
    const error = await failureOf(
      openSession(await trusted(server.url), { privateKey: generateKey('ed25519').private }),
    );
    expect(error).toMatchObject({ failure: 'auth-failed', step: 'login' });
    expect(error.userMessage).toContain('authorized_keys');
  });

  it('with a wrong password tries it once', async () => {
    const server = await serve({ password: 'right', prompts: [{ prompt: 'Password:', echo: false, answer: 'right' }] });
    const error = await failureOf(openSession(await trusted(server.url), { password: 'wrong' }));
    expect(error.failure).toBe('auth-failed');
    expect(error.message).not.toContain('wrong');
    expect(server.attempts.filter((attempt) => attempt.endsWith(':wrong'))).toEqual(['password:wrong']);
  });

  it('by keyboard-interactive where that is all there is', async () => {
    const server = await serve({ prompts: [{ prompt: 'Password: ', echo: false, answer: 'right' }] });
    const session = await openSession(await trusted(server.url), { password: 'right' });
    await session.close();
    expect(server.attempts).toContain('keyboard-interactive:right');
  });

  it('never answers a question for a second factor with the password', async () => {
    const server = await serve({ prompts: [{ prompt: 'Verification code: ', echo: false, answer: '123456' }] });
    const error = await failureOf(openSession(await trusted(server.url), { password: 'right' }));
    expect(error.userMessage).toContain('"Verification code:"');
    expect(server.attempts.join()).not.toContain('right');
  });

  it('with nothing stored names what the server takes', async () => {
    const server = await serve({ publicKey: generateKey('ed25519').public });
    const error = await failureOf(openSession(await trusted(server.url), {}));
    expect(error.userMessage).toContain('publickey');
  });

  it('with the agent, where there is none, says so', async () => {
    const server = await serve({ publicKey: generateKey('ed25519').public });
    const host = await trusted(server.url, { agent: true });
    const before = process.env.SSH_AUTH_SOCK;
    delete process.env.SSH_AUTH_SOCK;
    try {
      expect(await failureOf(openSession(host, {}))).toMatchObject({ failure: 'misconfigured', step: 'login' });
    } finally {
      if (before !== undefined) process.env.SSH_AUTH_SOCK = before;
    }
  });
});

describe('servers that misbehave', () => {
  it('nothing listens', async () => {
    const error = await failureOf(openSession(exampleHost('ssh://tester@127.0.0.1:1'), {}));
    expect(error).toMatchObject({ failure: 'unreachable', step: 'connect' });
    expect(error.userMessage).toContain('refused');
  });

  it('a server that says nothing is given up at the deadline', async () => {
    const url = await rawPort(() => {});
    const error = await failureOf(openSession(exampleHost(url), {}, { deadlineMs: 300 }));
    expect(error).toMatchObject({ failure: 'timed-out', step: 'connect' });
  });

  it('a connection that is reset before the greeting', async () => {
    const url = await rawPort((socket) => socket.resetAndDestroy());
    const error = await failureOf(openSession(exampleHost(url), {}));
    expect(error).toMatchObject({ failure: 'unreachable', step: 'connect' });
    expect(error.userMessage).toContain('MaxStartups');
  });

  it('a web server on that port', async () => {
    const url = await rawPort((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await failureOf(openSession(exampleHost(url), {}))).toMatchObject({
      failure: 'unreachable',
      step: 'connect',
    });
  });

  it('a banner that takes its time is waited for', async () => {
    const server = await serve({ password: 'right' });
    const hostKey = await firstOfferedKey(server.url);
    const url = await rawPort((socket) => {
      void sleep(400).then(() => {
        const onward = net.connect(server.port, '127.0.0.1');
        onward.on('error', () => socket.destroy());
        socket.pipe(onward).pipe(socket);
      });
    });
    const session = await openSession(exampleHost(url, { hostKey }), { password: 'right' }, { deadlineMs: 50_000 });
    await session.close();
  });

  it('a read ends with connection-lost when the cable is pulled', async () => {
    const server = await serve({ password: 'right' });
    const session = await openSession(await trusted(server.url), { password: 'right' });
    const { reading, begun } = endless(session);
    await begun;
    server.cut();
    expect((await reading).failure).toBe('connection-lost');
    expect(session.isOpen).toBe(false);
    const after = await failureOf(session.read(asReadScript(sh`true`), { timeoutMs: 1_000 }));
    expect(after.failure).toBe('connection-lost');
  });

  it('a server that goes silent is noticed by keepalive', async () => {
    const server = await serve({ password: 'right' });
    let freeze = () => {};
    const hostKey = await firstOfferedKey(server.url);
    const url = await rawPort((socket) => {
      const onward = net.connect(server.port, '127.0.0.1');
      onward.on('error', () => socket.destroy());
      socket.pipe(onward).pipe(socket);
      freeze = () => {
        socket.unpipe(onward);
        onward.unpipe(socket);
      };
    });
    const session = await openSession(exampleHost(url, { hostKey }), { password: 'right' }, { keepaliveMs: 100 });
    const { reading, begun } = endless(session);
    await begun;
    freeze();
    const error = await reading;
    expect(error.failure).toBe('connection-lost');
    expect(error.userMessage).toContain('frozen');
  });
});

describe('jump hosts', () => {
  it('each with its own pinned key; the target is reached through them', async () => {
    const key = generateKey('ed25519');
    const jump = await serve({ publicKey: key.public });
    const target = await serve({ publicKey: key.public });
    const secrets = { privateKey: key.private };
    const jumpKey = await firstOfferedKey(jump.url);
    const targetKey = await firstOfferedKey(target.url);
    const settings = { jump: [jump.url], jumpHostKeys: [jumpKey], hostKey: targetKey };
    const session = await openSession(exampleHost(target.url, settings), secrets);
    const output = await session.read(asReadScript(sh`echo through`), { timeoutMs: 60_000 });
    expect(output.stdout.toString()).toBe('through\n');
    expect(jump.execs).toEqual([]);
    await session.close();

    const unknownJump = await failureOf(
      openSession(exampleHost(target.url, { jump: [jump.url], hostKey: targetKey }), secrets),
    );
    expect(unknownJump.failure).toBe('host-key-unknown');
    expect(unknownJump.step).toContain('jump host');
    expect(unknownJump.offered?.fingerprint).toBe(jumpKey.fingerprint);

    const swapped = { ...settings, jumpHostKeys: [targetKey] };
    expect((await failureOf(openSession(exampleHost(target.url, swapped), secrets))).failure).toBe('host-key-changed');
  });

  it('are trusted by fingerprint, one after the other', async () => {
    const key = generateKey('ed25519');
    const jump = await serve({ publicKey: key.public });
    const target = await serve({ publicKey: key.public });
    const wanted = [await firstOfferedKey(jump.url), await firstOfferedKey(target.url)];
    const { settings } = exampleHost(target.url, { jump: [jump.url] });
    const trust = await resolveTrustChain(
      target.url,
      settings,
      { privateKey: key.private },
      wanted.map((hostKey) => hostKey.fingerprint),
    );
    expect(trust).toEqual({ jumpHostKeys: [wanted[0]], hostKey: wanted[1] });
  });

  it('that were set up anew are trusted again, alone or with the host behind them', async () => {
    const key = generateKey('ed25519');
    const jump = await serve({ publicKey: key.public });
    const target = await serve({ publicKey: key.public });
    const [jumpKey, targetKey] = [await firstOfferedKey(jump.url), await firstOfferedKey(target.url)];
    const renew = (jumpPin: PinnedHostKey, targetPin: PinnedHostKey, fingerprints: string[]) => {
      const pins = { jump: [jump.url], jumpHostKeys: [jumpPin], hostKey: targetPin };
      const { settings } = exampleHost(target.url, pins);
      return renewTrust(target.url, settings, { privateKey: key.private }, fingerprints);
    };
    const right = { jumpHostKeys: [jumpKey], hostKey: targetKey };
    expect(await renew(pinnedExample, targetKey, [jumpKey.fingerprint])).toEqual(right);
    expect(await renew(jumpKey, pinnedExample, [targetKey.fingerprint])).toEqual(right);
    expect(await renew(pinnedExample, pinnedExample, [targetKey.fingerprint, jumpKey.fingerprint])).toEqual(right);
    // The jump host has changed too, and nobody has compared its key: nothing is sent to it.
    const before = jump.attempts.length;
    expect((await failureOf(renew(pinnedExample, pinnedExample, [targetKey.fingerprint]))).step).toContain('jump host');
    expect(jump.attempts).toHaveLength(before);
    await expect(renew(jumpKey, targetKey, [pinnedExample.fingerprint])).rejects.toThrow(/nothing was changed/);
  });

  it('that forbid forwarding are named', async () => {
    const key = generateKey('ed25519');
    const jump = await serve({ publicKey: key.public, allowForwarding: false });
    const target = await serve({ publicKey: key.public });
    const settings = {
      jump: [jump.url],
      jumpHostKeys: [await firstOfferedKey(jump.url)],
      hostKey: await firstOfferedKey(target.url),
    };
    const error = await failureOf(openSession(exampleHost(target.url, settings), { privateKey: key.private }));
    expect(error).toMatchObject({ failure: 'unreachable', step: 'jump' });
    expect(error.userMessage).toContain('AllowTcpForwarding');
  });
});
