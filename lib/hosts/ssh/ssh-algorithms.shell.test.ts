import type { Algorithms } from 'ssh2';
import { afterEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../domain/errors.ts';
import { openSession } from '../sessions/open-session.ts';
import { exampleHost } from '../testing/example-host.ts';
import { generateKey, startSshServer } from '../testing/ssh-server.ts';
import { offeredHostKeys } from './offered-host-keys.ts';
import { algorithmsFor, sshAlgorithms } from './ssh-algorithms.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server that knows one way only, as old ones do. */
async function oldServer(algorithms: Algorithms) {
  const server = await startSshServer({ hostKeys: [generateKey('rsa').private], password: 'right', algorithms });
  cleanups.push(() => server.close());
  return { ...server, url: `ssh://tester@127.0.0.1:${server.port}` };
}

async function failureOf(promise: Promise<unknown>): Promise<TransportError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof TransportError) return error;
  throw new Error(`no TransportError: ${error}`);
}

const allOld = {
  kex: ['diffie-hellman-group14-sha1'],
  serverHostKey: ['ssh-rsa'],
  hmac: ['hmac-sha1'],
  cipher: ['aes128-cbc'],
} satisfies Algorithms;

describe('what is offered to a server', () => {
  it('has no SHA-1 and no CBC in it unless a person has said so, and then last', () => {
    const usual = JSON.stringify(sshAlgorithms({ keyType: null, legacy: false }));
    expect(usual).not.toMatch(/sha1|"ssh-rsa"|cbc|dss|md5/);
    const legacy = sshAlgorithms({ keyType: null, legacy: true });
    expect(legacy).toMatchObject({
      kex: expect.arrayContaining(['curve25519-sha256', 'diffie-hellman-group14-sha1']),
      hmac: expect.arrayContaining(['hmac-sha2-256', 'hmac-sha1']),
      serverHostKey: expect.arrayContaining(['ssh-ed25519', 'rsa-sha2-512', 'ssh-rsa']),
    });
    const text = JSON.stringify(legacy);
    expect(text).toMatch(/"curve25519-sha256".*"diffie-hellman-group14-sha1"/);
    expect(text).toMatch(/"hmac-sha2-512".*"hmac-sha1"/);
    expect(text).toMatch(/"rsa-sha2-256","ssh-rsa"\]/);
  });

  it('is limited to the type of the pinned key; RSA by its SHA-2 signatures', () => {
    const pinned = (keyType: string) => ({ keyType, blob: '', fingerprint: '' });
    expect(algorithmsFor(pinned('ssh-ed25519'), true).serverHostKey).toEqual(['ssh-ed25519']);
    expect(algorithmsFor(pinned('ssh-rsa'), false).serverHostKey).toEqual(['rsa-sha2-512', 'rsa-sha2-256']);
    expect(algorithmsFor(pinned('ssh-rsa'), true).serverHostKey).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']);
    expect(algorithmsFor(pinned('sk-new@example'), false).serverHostKey).toContain('ssh-ed25519');
  });
});

describe('a server that is too old', () => {
  it('is reached with the setting on, and refused without, from the fingerprint to the login', async () => {
    const server = await oldServer(allOld);
    const plain = exampleHost(server.url);
    const legacy = exampleHost(server.url, { legacyAlgorithms: true });
    const unknown = await failureOf(offeredHostKeys(server.url, plain.settings, {}));
    expect(unknown).toMatchObject({ failure: 'misconfigured' });
    expect(unknown.userMessage).toContain('legacy algorithms');
    const [hostKey] = await offeredHostKeys(server.url, legacy.settings, {});
    const session = await openSession(exampleHost(server.url, { legacyAlgorithms: true, hostKey }), {
      password: 'right',
    });
    await session.close();
    const refused = await failureOf(openSession(exampleHost(server.url, { hostKey }), { password: 'right' }));
    expect(refused).toMatchObject({ failure: 'misconfigured', step: 'connect' });
    expect(refused.userMessage).toContain('--legacy-algorithms');
    expect(server.attempts).toEqual(['none', 'password:right']);
  });

  it.each([
    ['signs by SHA-1 only', { serverHostKey: ['ssh-rsa'] }],
    ['has checksums by SHA-1 only', { hmac: ['hmac-sha1'], cipher: ['aes128-ctr'] }],
    ['exchanges keys by SHA-1 only', { kex: ['diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'] }],
    ['has CBC only', { cipher: ['aes256-cbc'] }],
  ] satisfies [string, Algorithms][])('and %s names the setting', async (_what, algorithms) => {
    const server = await oldServer(algorithms);
    const [hostKey] = await offeredHostKeys(
      server.url,
      exampleHost(server.url, { legacyAlgorithms: true }).settings,
      {},
    );
    const refused = await failureOf(openSession(exampleHost(server.url, { hostKey }), { password: 'right' }));
    expect(refused.userMessage).toContain('legacy algorithms');
    expect(server.attempts).toEqual([]);
  });

  it('and has lost its key is not taken for an old one where old algorithms were offered', async () => {
    const server = await oldServer({ serverHostKey: ['rsa-sha2-256', 'ssh-rsa'] });
    const other = await startSshServer({ hostKeys: [generateKey('ed25519').private], password: 'right' });
    cleanups.push(() => other.close());
    const [hostKey] = await offeredHostKeys(server.url, exampleHost(server.url).settings, {});
    const url = `ssh://tester@127.0.0.1:${other.port}`;
    const now = await failureOf(
      openSession(exampleHost(url, { hostKey, legacyAlgorithms: true }), { password: 'right' }),
    );
    expect(now.failure).toBe('host-key-changed');
    const before = await failureOf(openSession(exampleHost(url, { hostKey }), { password: 'right' }));
    expect(before.userMessage).toContain('no longer has this key');
    expect(other.attempts).toEqual([]);
  });
});
