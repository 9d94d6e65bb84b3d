import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../lib/store/open-store.ts';
import { rawAnswer, until } from './testing/raw.ts';
import { actionPost, builtActions } from './testing/server-actions.ts';

/**
 * Where the dashboard speaks HTTPS itself, Next's own plain request could not be answered: the action came to nothing and the log
 * had a stack. It has a door of its own now, and that one opens for nobody else.
 */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-tls-'));
const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
const data = path.join(folder, 'data');
let output = '';
let port = 0;
let child: ReturnType<typeof spawn> | undefined;

const ask = (request: { method: string; path: string; headers: Record<string, string>; body?: string }) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const { body, ...rest } = request;
    const sent = https.request(
      { ...rest, host: '127.0.0.1', port, rejectUnauthorized: false, agent: false },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece) => {
          text += piece;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
      },
    );
    sent.on('error', reject).end(body);
  });

beforeAll(async () => {
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${certificate}`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
  port = await new Promise<number>((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
  child = spawn(process.execPath, ['test/e2e/serve.mjs'], {
    env: { ...process.env, PORT: String(port), BILGE_DATA: data, BILGE_TLS_CERT: certificate, BILGE_TLS_KEY: key },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => {
      output += String(text);
    });
  await until(
    async () => (await ask({ method: 'GET', path: '/healthz', headers: {} }).catch(() => null))?.status === 200,
  );
  await until(() => /https:\/\/127\.0\.0\.1:\d+\/welcome#code=/.test(output));
});
afterAll(async () => {
  if (child && child.exitCode === null) {
    const gone = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }
  fs.rmSync(folder, { recursive: true, force: true });
});

it('an action is sent on, and is still the visitor’s', async () => {
  const code = /#code=([0-9a-z-]+)/.exec(output)?.[1] ?? '';
  const id = builtActions().find(({ name }) => name === 'createFirstAdmin')?.id ?? '';
  const host = `localhost:${port}`;
  const args = [{ name: 'admin', password: 'correct horse battery', code }];
  const answer = await ask(actionPost({ port, path: '/login', id, args, host, more: { origin: `https://${host}` } }));
  expect(answer.body).toMatch(/"ok":true/);
  const store = openStore({ dataDirectory: data });
  try {
    expect(store.users.count()).toBe(1);
    const made = store.audit.list().find((entry) => entry.action === 'setup.first-admin');
    expect(JSON.stringify(made)).toContain('127.0.0.1');
  } finally {
    store.close();
  }
  expect(output).not.toMatch(/failed to forward|uncaught|\n\s+at /i);
});

it('the door for it opens for nobody else', async () => {
  const listening = execFileSync('ss', ['-ltnpH'], { encoding: 'utf8' }).split('\n');
  const server = new Set(
    listening.filter((line) => line.includes(`:${port} `)).flatMap((line) => line.match(/pid=\d+/) ?? []),
  );
  expect(server.size).toBe(1);
  const [pid = ''] = server;
  const inner = listening.filter((line) => line.includes(`${pid},`) && !line.includes(`:${port} `));
  expect(inner).toHaveLength(1);
  const innerPort = Number(/127\.0\.0\.1:(\d+)/.exec(inner[0] ?? '')?.[1]);
  for (const more of [[], ['x-bilge-inner: x'], ['x-bilge-inner: x', 'x-bilge-remote: 10.0.0.1']]) {
    const answer = await rawAnswer(innerPort, ['GET /login HTTP/1.1', `Host: localhost:${innerPort}`, ...more]);
    expect(answer).toMatch(/^HTTP\/1.1 403 /);
  }
});
