import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dashboard, startDashboard } from '../e2e/dashboard.ts';
import { type RawSocket, rawAnswer, rawSocket, until } from './testing/raw.ts';

/**
 * At c79c972 forty posts of 9 MB that were never finished took 315 MB of the dashboard, by somebody who had not logged in, and it
 * kept them. What counts here is what is held, not how fast anything goes.
 */
const mebibyte = 1024 * 1024;

describe('what unauthenticated visitors may send and hold', () => {
  let dashboard: Dashboard;
  let token: string;
  const sockets: RawSocket[] = [];

  beforeAll(async () => {
    dashboard = await startDashboard({ BILGE_ADMIN_PASSWORD: 'correct horse battery', BILGE_MEASURE: 'asked' });
    const made = await promisify(execFile)(
      'bin/bilge',
      ['token', 'create', '--role', 'viewer', '--name', 'x', '--json'],
      {
        env: { ...process.env, BILGE_DATA: dashboard.data },
      },
    );
    token = (JSON.parse(made.stdout) as { token: string }).token;
  });
  afterAll(async () => {
    for (const socket of sockets) socket.end();
    await dashboard?.stop();
  });

  const head = (path: string, ...more: string[]): string[] => [
    `POST ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${dashboard.port}`,
    `Origin: http://127.0.0.1:${dashboard.port}`,
    'Content-Type: application/json',
    ...more,
  ];
  const open = async (...lines: string[]): Promise<RawSocket> => {
    const socket = await rawSocket(dashboard.port);
    sockets.push(socket);
    socket.send(`${lines.join('\r\n')}\r\n\r\n`);
    return socket;
  };
  const status = (socket: RawSocket): string => socket.heard().slice(9, 12);
  const bearer = (): string => `Authorization: Bearer ${token}`;
  /** Of the process that listens: the launcher's child. */
  const residentMiB = (): number => {
    const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const mine = pids.find((pid) => {
      try {
        const environment = fs.readFileSync(`/proc/${pid}/environ`, 'utf8');
        return environment.includes(`BILGE_LISTEN=`) && environment.includes(`BILGE_DATA=${dashboard.data}\0`);
      } catch {
        return false;
      }
    });
    const text = mine === undefined ? '' : fs.readFileSync(`/proc/${mine}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1]) / 1024;
  };

  it.each([
    ['a stranger', 'Accept: */*', 64 * 1024 + 1],
    ['a cookie that has the right name', 'Cookie: bilge=made-up', 64 * 1024 + 1],
    ['a bearer that is none', 'Authorization: Bearer bilge_x', 64 * 1024 + 1],
  ])('%s: refused when it is announced', async (_, line, bytes) => {
    const socket = await open(...head('/api/v1/diagnose', line, `Content-Length: ${bytes}`));
    await until(() => status(socket) !== '');
    expect(status(socket)).toBe('413');
  });

  it('a visitor who announces nothing: refused at the byte that is one too many', async () => {
    const socket = await open(...head('/api/v1/diagnose', 'Transfer-Encoding: chunked'));
    for (let n = 0; n < 20 && status(socket) === ''; n += 1) socket.send(`1000\r\n${'x'.repeat(0x1000)}\r\n`);
    await until(() => status(socket) !== '');
    expect(status(socket)).toBe('413');
  });

  it('a body in thousands of pieces counts as what it holds', async () => {
    const socket = await open(...head('/api/v1/diagnose', 'Transfer-Encoding: chunked'));
    socket.send('1\r\nx\r\n'.repeat(2_000));
    await until(() => status(socket) !== '');
    expect(status(socket)).toBe('413');
  });

  it('somebody with a token sends what pages allow, and no more', async () => {
    const text = JSON.stringify({ text: 'x\n'.repeat(200_000) });
    const allowed = await rawAnswer(
      dashboard.port,
      head('/api/v1/diagnose', bearer(), `Content-Length: ${text.length}`),
      text,
    );
    expect(allowed.slice(9, 12)).not.toBe('413');
    const more = await open(...head('/api/v1/diagnose', bearer(), `Content-Length: ${8 * mebibyte + 1}`));
    await until(() => status(more) !== '');
    expect(status(more)).toBe('413');
    // The same token at a page's address is nobody: tokens are for the API.
    const page = await open(...head('/login', bearer(), `Content-Length: ${64 * 1024 + 1}`));
    await until(() => status(page) !== '');
    expect(status(page)).toBe('413');
  });

  it('forty of them that never finish hold next to nothing', async () => {
    const before = residentMiB();
    expect(before).toBeGreaterThan(20);
    const block = Buffer.alloc(mebibyte, 'x');
    const many = await Promise.all(
      Array.from({ length: 40 }, () => open(...head('/login', `Content-Length: ${9 * mebibyte}`))),
    );
    for (let n = 0; n < 8; n += 1) for (const socket of many) socket.send(block);
    await until(() => many.every((socket) => status(socket) === '413' || !socket.isOpen()));
    expect(residentMiB() - before).toBeLessThan(150);
    for (const socket of many) socket.end();
  });

  it('all open bodies together are bounded, and who comes later is told to wait, not forgotten', async () => {
    const block = Buffer.alloc(mebibyte, 'x');
    const many = await Promise.all(
      Array.from({ length: 4 }, () => open(...head('/api/v1/diagnose', bearer(), `Content-Length: ${8 * mebibyte}`))),
    );
    for (let n = 0; n < 7; n += 1) for (const socket of many) socket.send(block);
    await until(() => many.some((socket) => status(socket) === '503'));
    const refused = many.find((socket) => status(socket) === '503');
    expect(refused?.heard()).toMatch(/^retry-after: \d+/im);
    for (const socket of many) socket.end();
    // What was held is given back: the next one is taken.
    await until(async () => {
      const text = JSON.stringify({ text: 'x'.repeat(2 * mebibyte) });
      const lines = head('/api/v1/diagnose', bearer(), `Content-Length: ${text.length}`);
      return (await rawAnswer(dashboard.port, lines, text)).slice(9, 12) !== '503';
    });
  });

  it('a body that comes too slowly is ended; an event stream that is open meanwhile goes on', async () => {
    const stream = await open('GET /api/v1/events HTTP/1.1', `Host: 127.0.0.1:${dashboard.port}`, bearer());
    await until(() => /retry: 2000/.test(stream.heard()));
    const slow = await open(...head('/login', 'Content-Length: 1000'));
    const neverAsked = await rawSocket(dashboard.port);
    sockets.push(neverAsked);
    const drip = setInterval(() => slow.send('x'), 500);
    try {
      await slow.closed;
      await neverAsked.closed;
    } finally {
      clearInterval(drip);
    }
    expect(status(slow)).toBe('408');
    expect(stream.isOpen()).toBe(true);
    await until(() => /: still here/.test(stream.heard()));
    expect(stream.isOpen()).toBe(true);
  });

  it('one address holds so many connections, and what it gave back it may have again', async () => {
    const many = await Promise.all(Array.from({ length: 160 }, () => rawSocket(dashboard.port)));
    sockets.push(...many);
    await until(() => many.filter((socket) => !socket.isOpen()).length >= 20);
    for (const socket of many) socket.end();
    await until(async () => (await fetch(`${dashboard.url}/healthz`).catch(() => null))?.ok === true);
  });

  it('none of it leaves a stack in the log', () => {
    expect(dashboard.output()).not.toMatch(/\n\s+at |uncaught|unhandled|failed to handle/i);
  });
});
