import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { TransportError } from '../../domain/errors.ts';
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';
import { openSession } from '../sessions/open-session.ts';
import { trusted } from '../testing/example-host.ts';
import { type FakeEngine, startFakeEngine } from '../testing/fake-engine.ts';
import { generateKey, startSshServer, type TestSshServerOptions } from '../testing/ssh-server.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const secrets = { password: 'right' };

async function serve(options: TestSshServerOptions = {}) {
  const server = await startSshServer({ password: 'right', ...options });
  cleanups.push(() => server.close());
  return { ...server, url: `ssh://tester@127.0.0.1:${server.port}` };
}

async function open(options: TestSshServerOptions = {}, settings: Record<string, unknown> = {}) {
  const server = await serve(options);
  const session = await openSession(
    await trusted(server.url, { dockerSocket: '/nowhere/docker.sock', ...settings }),
    secrets,
  );
  cleanups.push(() => session.close());
  return { server, session };
}

async function engine(options: Parameters<typeof startFakeEngine>[0] = {}): Promise<FakeEngine> {
  const fake = await startFakeEngine(options);
  cleanups.push(() => fake.close());
  return fake;
}

/** A folder with commands of the test's own, first in the PATH of what the server runs. */
function fakeCommands(commands: Record<string, string>): Record<string, string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bilge-commands-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(commands)) {
    writeFileSync(path.join(folder, name), text);
    chmodSync(path.join(folder, name), 0o755);
  }
  return { PATH: `${folder}:${process.env.PATH}` };
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

describe('a read', () => {
  it('is one round trip and gives bytes, exit code and stderr as they are', async () => {
    const { session, server } = await open();
    const execsBefore = server.execs.length;
    const output = await session.read(asReadScript(sh`printf 'a\000\377'; echo oops >&2; exit 4`), {
      timeoutMs: 60_000,
    });
    expect(output).toEqual({
      stdout: Buffer.from([0x61, 0, 0xff]),
      stderr: 'oops\n',
      exitCode: 4,
      timedOut: false,
      truncated: false,
    });
    expect(server.execs.length - execsBefore).toBe(1);
    expect(session.takeCost()).toMatchObject({ roundTrips: 1, engineRequests: 0 });
    expect(session.takeCost()).toEqual({ roundTrips: 0, engineRequests: 0, bytes: 0 });
  });

  it('never puts the script or a secret into the command', async () => {
    const { session, server } = await open();
    await session.read(asReadScript(sh`echo topsecret`), { timeoutMs: 60_000 });
    expect(server.execs.join('\n')).not.toMatch(/topsecret|right/);
  });

  it('that prints too much is cut and stopped', async () => {
    const { session } = await open();
    const chunks: number[] = [];
    const output = await session.read(asReadScript(sh`while :; do echo 0123456789; done`), {
      timeoutMs: 60_000,
      maxBytes: 100_000,
      onStdout: (chunk) => chunks.push(chunk.length),
    });
    expect(output).toMatchObject({ truncated: true, timedOut: false, exitCode: null });
    expect(output.stdout).toHaveLength(100_000);
    expect(chunks.reduce((sum, length) => sum + length, 0)).toBe(100_000);
  });

  it('that takes too long is stopped, and what it had printed is kept', async () => {
    const { session } = await open();
    const output = await session.read(asReadScript(sh`echo begun; sleep 600`), { timeoutMs: 10_000 });
    expect(output).toMatchObject({ timedOut: true, exitCode: null });
    expect(output.stdout.toString()).toBe('begun\n');
  });

  it('that is given up throws the reason', async () => {
    const { session } = await open();
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('the person went away')), 200);
    await expect(
      session.read(asReadScript(sh`sleep 30`), { timeoutMs: 30_000, signal: controller.signal }),
    ).rejects.toThrow('the person went away');
  });

  it('keeps the tail of a long stderr', async () => {
    const { session } = await open();
    const output = await session.read(
      asReadScript(sh`i=0; while [ $i -lt 3000 ]; do echo "line $i" >&2; i=$((i+1)); done`),
      {
        timeoutMs: 60_000,
      },
    );
    expect(output.stderr.length).toBeLessThanOrEqual(16 * 1024);
    expect(output.stderr.endsWith('line 2999\n')).toBe(true);
  });

  it('waits its turn where the server allows few sessions', async () => {
    const { session } = await open({ maxSessions: 2 });
    const reads = Array.from({ length: 8 }, (_, index) =>
      session.read(asReadScript(sh`sleep 0.05; echo ${index}`), { timeoutMs: 60_000 }),
    );
    const outputs = await Promise.all(reads);
    expect(outputs.map((output) => output.stdout.toString().trim())).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('can be read by another interpreter', async () => {
    const { session } = await open();
    const script = asReadScript(sh`echo "$BASH_VERSION"`);
    const output = await session.read(script, { timeoutMs: 60_000, shell: 'bash --posix' });
    expect(output.stdout.toString()).toMatch(/^\d/);
  });

  it('on an account without a shell is not taken for a script that failed', async () => {
    const server = await serve({
      onExec: (_command, channel) => {
        channel.stderr.write('This account is currently not available.\n');
        channel.exit(1);
        channel.end();
      },
    });
    const error = await failureOf(openSession(await trusted(server.url), secrets));
    expect(error).toMatchObject({ failure: 'misconfigured', step: 'shell' });
    expect(error.userMessage).toContain('not available');
  });
});

describe('sudo', () => {
  // As sudo 1.9.13p3 answers, captured on a lab host with LC_ALL=C.
  const refusing = (text: string) => `#!/bin/sh\necho '${text}' >&2\nexit 1\n`;

  it.each([
    ['nopasswd', 'sudo: a password is required', /NOPASSWD/],
    ['nopasswd', 'tester is not in the sudoers file.', /may not use sudo/],
    ['nopasswd', 'sudo: sorry, you must have a tty to run sudo', /requiretty/],
    ['password', 'Sorry, try again.', /password is wrong/],
  ])('mode %s: "%s" is explained', async (sudo, text, cure) => {
    const server = await serve({ environment: fakeCommands({ sudo: refusing(text) }) });
    const error = await failureOf(openSession(await trusted(server.url, { sudo }), { ...secrets, sudoPassword: 'x' }));
    expect(error).toMatchObject({ failure: 'sudo-failed', step: 'sudo' });
    expect(error.userMessage).toMatch(cure);
  });

  it('that asks for no password does not get the password as the first line of a script', async () => {
    // NOPASSWD in sudoers: sudo runs the command and leaves stdin alone.
    const sudo = '#!/bin/sh\nwhile [ "$1" != env ]; do shift; done\nexec "$@"\n';
    const server = await serve({ environment: fakeCommands({ sudo }) });
    const session = await openSession(await trusted(server.url, { sudo: 'password' }), {
      ...secrets,
      sudoPassword: 'echo leaked',
    });
    cleanups.push(() => session.close());
    const output = await session.read(asReadScript(sh`echo clean`), { timeoutMs: 60_000 });
    expect(output.stdout.toString()).toBe('clean\n');
    expect(output.stderr).toBe('');
  });

  it('gets the password by stdin, never by argv', async () => {
    const sudo =
      '#!/bin/sh\nread -r line\n[ "$line" = "a b\'c" ] || { echo "Sorry, try again." >&2; exit 1; }\nwhile [ "$1" != env ]; do shift; done\nexec "$@"\n';
    const server = await serve({ environment: fakeCommands({ sudo }) });
    const session = await openSession(await trusted(server.url, { sudo: 'password' }), {
      ...secrets,
      sudoPassword: "a b'c",
    });
    cleanups.push(() => session.close());
    const output = await session.read(asReadScript(sh`echo as root`), { timeoutMs: 60_000 });
    expect(output.stdout.toString()).toBe('as root\n');
    expect(server.execs.join('\n')).not.toContain("a b'c");
  });

  it('without a stored password says which option stores it', async () => {
    const key = generateKey('ed25519');
    const server = await serve({ publicKey: key.public });
    const host = await trusted(server.url, { sudo: 'password' });
    const error = await failureOf(openSession(host, { privateKey: key.private }));
    expect(error.failure).toBe('sudo-failed');
    expect(error.userMessage).toContain('--sudo-password-stdin');
  });
});

describe('Docker over SSH', () => {
  it('by a forwarded socket, kept alive', async () => {
    const fake = await engine();
    const { session } = await open({}, { dockerSocket: fake.socketPath });
    expect(session.docker).toMatchObject({
      transport: 'streamlocal',
      apiVersion: '1.41',
      serverVersion: '20.10.24+dfsg1',
    });
    for (let count = 0; count < 5; count += 1) {
      const query = { all: true, filters: '{"label":["a b"]}' };
      expect(await session.docker?.json({ method: 'GET', path: '/containers/json', query })).toEqual({
        url: '/v1.41/containers/json?all=true&filters=%7B%22label%22%3A%5B%22a%20b%22%5D%7D',
      });
    }
    // The first asks for the version before it is known; all ride on few streams.
    expect(fake.connections).toBeLessThanOrEqual(2);
    expect(session.takeCost().engineRequests).toBe(5);
  });

  it('many at once', async () => {
    const fake = await engine();
    const { session } = await open({}, { dockerSocket: fake.socketPath });
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => session.docker?.json({ method: 'GET', path: `/x/${index}` })),
    );
    expect(answers.at(-1)).toEqual({ url: '/v1.41/x/59' });
    expect(fake.connections).toBeLessThanOrEqual(24);
  });

  it('by dial-stdio where forwarding is forbidden', async () => {
    const fake = await engine();
    const docker = `#!/bin/sh\n[ "$*" = "-H unix://${fake.socketPath} system dial-stdio" ] || exit 2\nexec socat - "UNIX-CONNECT:${fake.socketPath}"\n`;
    const folder = fakeCommands({ docker });
    const { session } = await open({ allowForwarding: false, environment: folder }, { dockerSocket: fake.socketPath });
    expect(session.docker?.transport).toBe('dial-stdio');
    expect(await session.docker?.json({ method: 'GET', path: '/info' })).toEqual({ url: '/v1.41/info' });
  });

  it('that is not there leaves the shell and names the step', async () => {
    const { session } = await open();
    expect(session.docker).toBeNull();
    expect(session.capabilities.has('docker')).toBe(false);
    expect(session.dockerProblem?.step).toBe('socket');
    expect(session.dockerProblem?.userMessage).toContain('--docker-socket');
  });

  it('is all there is where nothing else may be used', async () => {
    const fake = await engine();
    const { session, server } = await open({}, { dockerSocket: fake.socketPath, hostAccess: 'none' });
    expect([...session.capabilities]).toEqual(['docker']);
    await expect(session.read(asReadScript(sh`id`), { timeoutMs: 1_000 })).rejects.toMatchObject({
      userMessage: expect.stringContaining('--host-access none'),
    });
    expect(server.execs).toEqual([]);
  });
});
