import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { AlertMessage } from '../../../domain/alerts/alert.ts';

export interface Received {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/** What the receiver does with the next request: an answer, or something worse. */
export type Behaviour =
  | { status: number; headers?: Record<string, string>; body?: string }
  | 'hang'
  | 'close'
  | 'close-in-answer'
  | 'endless';

/** A real HTTP receiver on this machine; it ends with the test. */
export async function receiver(): Promise<{
  url: string;
  got: Received[];
  next: (...behaviours: Behaviour[]) => void;
}> {
  const got: Received[] = [];
  const queue: Behaviour[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      got.push({ method, path: url, headers, text: Buffer.concat(chunks).toString('utf8') });
      const behaviour = (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 200, body: '{}' };
      behave(response, behaviour);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    got,
    next: (...behaviours) => void queue.splice(0, queue.length, ...behaviours),
  };
}

function behave(response: http.ServerResponse, behaviour: Behaviour): void {
  if (typeof behaviour === 'object') {
    response.writeHead(behaviour.status, behaviour.headers);
    response.end(behaviour.body ?? '');
  } else if (behaviour === 'close') response.destroy();
  else if (behaviour === 'close-in-answer') {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('part');
    setImmediate(() => response.destroy());
  } else if (behaviour === 'endless') {
    response.writeHead(200);
    writeForEver(response);
  }
}

function writeForEver(response: http.ServerResponse): void {
  if (response.destroyed) return;
  response.write(Buffer.alloc(16_384, 'x'), () => setImmediate(() => writeForEver(response)));
}

export function exampleMessage(change: Partial<AlertMessage> = {}): AlertMessage {
  return {
    id: 'message_abc',
    revision: 1,
    phase: 'open',
    severity: 'critical',
    kinds: ['finding'],
    title: 'nas: 2 problems',
    lines: ['nas: the data root is 97% full', 'nas: 38.2 GiB of leaked layers'],
    path: '/hosts/host_a',
    at: '2026-11-30T12:00:00.000Z',
    weight: 'new',
    ...change,
  };
}
