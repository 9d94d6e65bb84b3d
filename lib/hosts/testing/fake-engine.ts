import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';

/** A real HTTP server on a Unix socket that answers as an Engine does, for its transport only. `/version` as 20.10.24 prints it, shortened. */
export interface FakeEngine {
  socketPath: string;
  requests: string[];
  connections: number;
  close(): Promise<void>;
}

export const version2010 = {
  Version: '20.10.24+dfsg1',
  ApiVersion: '1.41',
  MinAPIVersion: '1.12',
  Os: 'linux',
  Arch: 'amd64',
};

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

export async function startFakeEngine(
  options: { version?: unknown; handler?: Handler; socketPath?: string } = {},
): Promise<FakeEngine> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bilge-engine-'));
  const socketPath = options.socketPath ?? path.join(folder, 'docker.sock');
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (request.url === '/version') {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(options.version ?? version2010));
      return;
    }
    if (options.handler !== undefined) options.handler(request, response);
    else response.end(JSON.stringify({ url: request.url }));
  });
  const engine: FakeEngine = {
    socketPath,
    requests,
    connections: 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  server.on('connection', () => {
    engine.connections += 1;
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return engine;
}
