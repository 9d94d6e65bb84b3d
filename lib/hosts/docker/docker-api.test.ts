import { once } from 'node:events';
import { rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { DockerApiError, TransportError } from '../../domain/errors.ts';
import { openSession } from '../sessions/open-session.ts';
import { exampleHost } from '../testing/example-host.ts';
import { startFakeEngine, version2010 } from '../testing/fake-engine.ts';
import { compareVersions, negotiate } from './engine-version.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function engine(options: Parameters<typeof startFakeEngine>[0] = {}) {
  const fake = await startFakeEngine(options);
  cleanups.push(() => fake.close());
  return fake;
}

async function open(socketPath: string) {
  const session = await openSession(exampleHost(`unix://${socketPath}`), {});
  cleanups.push(() => session.close());
  if (session.docker === null) throw new Error('no Docker');
  return { session, docker: session.docker };
}

describe('version negotiation', () => {
  it.each([
    ['1.24', undefined, '1.24'],
    ['1.41', '1.12', '1.41'],
    ['1.51', '1.24', '1.51'],
    ['1.55', '1.40', '1.55'],
    ['1.99', '1.44', '1.55'],
  ])('an engine that speaks %s (at least %s) is asked in %s', (ApiVersion, MinAPIVersion, expected) => {
    const answer = { ...version2010, ApiVersion, MinAPIVersion };
    expect(negotiate(answer, 'nas').apiVersion).toBe(expected);
  });

  it('compares minor versions as numbers', () => {
    expect(compareVersions('1.9', '1.41')).toBeLessThan(0);
  });

  it.each([
    ['an engine that is too old', { ...version2010, ApiVersion: '1.23' }, /Update Docker/],
    ['an engine that is too new', { ...version2010, ApiVersion: '1.70', MinAPIVersion: '1.60' }, /Update Bilge/],
    ['something else that answers', { hello: 'world' }, /not as a Docker Engine/],
  ])('%s is refused with what to do', (_name, answer, text) => {
    expect(() => negotiate(answer, 'nas')).toThrow(TransportError);
    try {
      negotiate(answer, 'nas');
    } catch (error) {
      expect(error).toMatchObject({ userMessage: expect.stringMatching(text), failure: 'misconfigured' });
    }
  });
});

describe('requests', () => {
  it('send JSON bodies, raw bodies and queries as the Engine expects them', async () => {
    const seen: { type: string | undefined; length: string | undefined; body: string }[] = [];
    const fake = await engine({
      handler: (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const { 'content-type': type, 'content-length': length } = request.headers;
          seen.push({ type, length, body: Buffer.concat(chunks).toString() });
          response.statusCode = 204;
          response.end();
        });
      },
    });
    const { docker } = await open(fake.socketPath);
    expect(await docker.json({ method: 'POST', path: '/a', body: { x: 'ü' } })).toBeNull();
    await docker.json({ method: 'POST', path: '/b', rawBody: Buffer.from('tar'), query: { names: ['p', 'q'] } });
    await docker.json({ method: 'POST', path: '/c' });
    await docker.json({ method: 'DELETE', path: '/d', query: { force: true } });
    const filters = JSON.stringify({ id: ["it's 100%/ä"] });
    await docker.json({ method: 'POST', path: '/e', query: { all: true, filters } });
    expect(fake.requests.slice(1)).toEqual([
      'POST /v1.41/a',
      'POST /v1.41/b?names=p&names=q',
      'POST /v1.41/c',
      'DELETE /v1.41/d?force=true',
      expect.stringMatching(/^POST \/v1\.41\/e\?all=true&filters=/),
    ]);
    const sent = new URL(`http://docker${fake.requests.at(-1)?.replace('POST ', '')}`).searchParams;
    expect(sent.get('filters')).toBe(filters);
    expect(seen[0]).toEqual({ type: 'application/json', length: '10', body: '{"x":"ü"}' });
    expect(seen[1]).toEqual({ type: 'application/x-tar', length: '3', body: 'tar' });
    for (const { type, body } of [seen[2], seen[4]].flatMap((each) => each ?? []))
      expect([type, body]).toEqual([undefined, '']);
    expect(seen).toHaveLength(5);
  });

  it('tell gone from in use, in the words of the Engine', async () => {
    const fake = await engine({
      handler: (request, response) => {
        response.statusCode = request.url?.includes('gone') ? 404 : 409;
        // 20.10.24: DELETE /volumes/x of a used volume
        response.end('{"message":"remove x: volume is in use - [0a1b]"}');
      },
    });
    const { docker } = await open(fake.socketPath);
    const failure = await docker.json({ method: 'DELETE', path: '/gone' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DockerApiError);
    expect(failure).toMatchObject({ status: 404 });
    await expect(docker.json({ method: 'DELETE', path: '/used' })).rejects.toMatchObject({
      status: 409,
      userMessage: expect.stringContaining('volume is in use'),
    });
  });

  it('an answer that is not JSON is an error, not null', async () => {
    const fake = await engine({ handler: (_request, response) => response.end('<html>') });
    const { docker } = await open(fake.socketPath);
    await expect(docker.json({ method: 'GET', path: '/x' })).rejects.toThrow('not JSON');
  });

  it('an answer that breaks off is an error, not half a list', async () => {
    const fake = await engine({
      handler: (_request, response) => {
        response.setHeader('Content-Length', '1000');
        response.write('[{"Id":"a"},');
        setTimeout(() => response.destroy(), 20);
      },
    });
    const { docker } = await open(fake.socketPath);
    await expect(docker.bytes({ method: 'GET', path: '/x' })).rejects.toMatchObject({ failure: 'connection-lost' });
  });

  it('end at their deadline, while the body comes too', async () => {
    const fake = await engine({
      handler: (_request, response) => {
        response.write('[');
      },
    });
    const { docker } = await open(fake.socketPath);
    await expect(docker.json({ method: 'GET', path: '/slow', timeoutMs: 200 })).rejects.toMatchObject({
      failure: 'timed-out',
      message: expect.stringContaining('/slow'),
    });
  });

  it('can be given up', async () => {
    const fake = await engine({ handler: () => {} });
    const { docker } = await open(fake.socketPath);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('not needed any more')), 50);
    await expect(docker.json({ method: 'GET', path: '/x', signal: controller.signal })).rejects.toThrow('not needed');
  });

  it('survive a restart of the daemon between two of them', async () => {
    const first = await engine();
    const { docker } = await open(first.socketPath);
    await docker.json({ method: 'GET', path: '/info' });
    const { socketPath } = first;
    await first.close();
    await expect(docker.json({ method: 'GET', path: '/info' })).rejects.toMatchObject({ failure: 'docker-stopped' });
    const { mkdirSync } = await import('node:fs');
    const folder = socketPath.replace(/\/docker\.sock$/, '');
    mkdirSync(folder, { recursive: true });
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    await engine({ socketPath });
    expect(await docker.json({ method: 'GET', path: '/info' })).toEqual({ url: '/v1.41/info' });
  });

  it('that meet a stream which died while idle are asked once more over a fresh one, however many idle ones are dead', async () => {
    const streams = new Set<unknown>();
    let isRestarted = false;
    const pending: (() => void)[] = [];
    const fake = await engine({
      handler: (request, response) => {
        if (!isRestarted) {
          streams.add(request.socket);
          pending.push(() => response.end('{}'));
          if (pending.length === 4) for (const answer of pending.splice(0)) answer();
        } else if (streams.has(request.socket)) {
          request.socket.destroy();
        } else {
          response.end(JSON.stringify({ url: request.url }));
        }
      },
    });
    const { docker } = await open(fake.socketPath);
    await Promise.all([1, 2, 3, 4].map((number) => docker.json({ method: 'GET', path: `/${number}` })));
    expect(streams.size).toBe(4);
    isRestarted = true;
    expect(await docker.json({ method: 'GET', path: '/info' })).toEqual({ url: '/v1.41/info' });
    expect(fake.requests.filter((line) => line.endsWith('/info'))).toHaveLength(2);
  });

  it('that change something are never sent twice', async () => {
    const fake = await engine({ handler: (request) => request.socket.destroy() });
    const { docker } = await open(fake.socketPath);
    for (const method of ['POST', 'DELETE'] as const) {
      await expect(docker.json({ method, path: `/${method}` })).rejects.toBeInstanceOf(TransportError);
      expect(fake.requests.filter((line) => line.endsWith(`/${method}`))).toHaveLength(1);
    }
  });

  it.each(['tcp://127.0.0.1:1', 'no address at all'])('do not follow DOCKER_HOST=%s', async (value) => {
    const fake = await engine();
    process.env.DOCKER_HOST = value;
    cleanups.push(() => {
      delete process.env.DOCKER_HOST;
    });
    const { docker } = await open(fake.socketPath);
    expect(await docker.json({ method: 'GET', path: '/info' })).toEqual({ url: '/v1.41/info' });
    expect(process.env.DOCKER_HOST).toBe(value);
  });
});

describe('engines that cannot be reached', () => {
  it.each([
    ['unix:///nowhere/docker.sock', 'docker-stopped', /-v \/nowhere\/docker.sock/],
    ['tcp://127.0.0.1:1', 'unreachable', /Nothing listens/],
  ])('%s', async (url, failure, cure) => {
    await expect(openSession(exampleHost(url), {})).rejects.toMatchObject({
      failure,
      userMessage: expect.stringMatching(cure),
    });
  });

  it('a port that wants TLS says so', async () => {
    // What Go's net/http answers to plain HTTP on a TLS port (dockerd --tlsverify, 20.10.24).
    const server = http.createServer((_request, response) => {
      response.statusCode = 400;
      response.end('Client sent an HTTP request to an HTTPS server.\n');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await expect(openSession(exampleHost(`tcp://127.0.0.1:${address.port}`), {})).rejects.toMatchObject({
      failure: 'tls-failed',
      userMessage: expect.stringContaining('--tls-ca'),
    });
  });

  it('a port that accepts and says nothing is given up', { timeout: 20_000 }, async () => {
    const server = net.createServer(() => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const controller = new AbortController();
    void sleep(300).then(() => controller.abort(new Error('enough')));
    const host = exampleHost(`tcp://127.0.0.1:${address.port}`);
    await expect(openSession(host, {}, { signal: controller.signal })).rejects.toThrow('enough');
  });

  it('a proxy before the socket that forbids the helper leaves Docker, and says why there is no shell', async () => {
    // tecnativa/docker-socket-proxy answers like this to what it does not let through.
    const fake = await engine({
      handler: (_request, response) => {
        response.statusCode = 403;
        response.end(
          '<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n',
        );
      },
    });
    const session = await openSession(exampleHost(`unix://${fake.socketPath}`, { hostAccess: 'helper' }), {});
    cleanups.push(() => session.close());
    expect([...session.capabilities]).toEqual(['docker']);
    expect(session.rootProblem).toContain('a socket proxy does not let it through');
    expect(session.rootProblem).not.toContain('<');
  });

  it('a socket without a helper has no shell, and says how to get one', async () => {
    const fake = await engine();
    const { session } = await open(fake.socketPath);
    expect([...session.capabilities]).toEqual(['docker']);
    await expect(session.read({ source: Buffer.from('id') }, { timeoutMs: 1_000 })).rejects.toMatchObject({
      userMessage: expect.stringContaining('--host-access helper'),
    });
  });
});
