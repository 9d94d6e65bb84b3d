import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dashboard, startDashboard } from '../e2e/dashboard.ts';
import { rawAnswer } from './testing/raw.ts';

/** What Next answers by itself, before any rule of ours: redirects to other hosts, stacks in the log, files without headers. */
const chunks = fileURLToPath(new URL('../../.next/standalone/.next/static/chunks/', import.meta.url));

describe('before the door', () => {
  let dashboard: Dashboard;
  beforeAll(async () => {
    dashboard = await startDashboard();
  });
  afterAll(async () => {
    await dashboard?.stop();
  });
  const ask = (line: string, ...more: string[]) =>
    rawAnswer(dashboard.port, [`${line} HTTP/1.1`, `Host: 127.0.0.1:${dashboard.port}`, ...more]);
  const statusOf = (answer: string): string => answer.slice(9, 12);

  it.each([
    ['GET http://evil.example/x', '400'],
    ['GET http://evil.example', '400'],
    ['GET //evil.example/x', '400'],
    ['POST http://127.0.0.1/api/v1/hosts', '400'],
    ['TRACE /', '405'],
    ['OPTIONS *', '405'],
    ['OPTIONS /login', '405'],
    ['PROPFIND /', '405'],
    ['PURGE /', '405'],
    ['GET /%', '400'],
    ['GET /_next/static/%zz', '400'],
  ])('%s is answered with %s and goes nowhere', async (line, status) => {
    const answer = await ask(line);
    expect(statusOf(answer)).toBe(status);
    expect(answer).not.toMatch(/^location:/im);
    expect(answer).toMatch(/^x-content-type-options: nosniff/im);
    expect(answer).toMatch(/^cache-control: no-store/im);
  });

  it('CONNECT and an upgrade lead to nothing', async () => {
    expect(await ask('CONNECT evil.example:443')).not.toMatch(/^HTTP\/1.1 2/);
    // Taken for the plain request that it is besides: judged by the same rules, answered like it.
    const upgrade = ['Upgrade: websocket', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Version: 13'];
    const answer = await rawAnswer(dashboard.port, [
      'GET /healthz HTTP/1.1',
      `Host: 127.0.0.1:${dashboard.port}`,
      ...upgrade,
    ]);
    expect(answer).not.toMatch(/^HTTP\/1.1 101/);
    const foreign = await rawAnswer(dashboard.port, ['GET /healthz HTTP/1.1', 'Host: evil.example', ...upgrade]);
    expect(statusOf(foreign)).toBe('421');
  });

  it('a foreign name is answered nowhere, also not with a static file', async () => {
    const file = `/_next/static/chunks/${fs.readdirSync(chunks).find((name) => name.endsWith('.js'))}`;
    for (const path of [file, '/icon.svg', '/', '/healthz', '/login/']) {
      const answer = await rawAnswer(dashboard.port, [`GET ${path} HTTP/1.1`, 'Host: evil.example']);
      expect(statusOf(answer), path).toBe('421');
    }
    const own = await ask(`GET ${file}`);
    expect(statusOf(own)).toBe('200');
    expect(own).toMatch(/^x-content-type-options: nosniff/im);
  });

  it('a slash too many leads to this dashboard, whatever was asked for', async () => {
    const answer = await ask('GET /login/');
    expect(/^location: (.*?)\r$/im.exec(answer)?.[1] ?? '/login').toMatch(/^\/login/);
  });

  it('none of it leaves a stack in the log', () => {
    expect(dashboard.output()).not.toMatch(/\n\s+at |uncaught|unhandled|failed to handle/i);
  });
});
