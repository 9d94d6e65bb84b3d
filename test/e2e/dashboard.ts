import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { patience } from '../../lab/patience.ts';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** A real dashboard: the built server, started the way a person starts it, on an empty data directory of its own. */
export interface Dashboard {
  url: string;
  port: number;
  /** of the server itself: the launcher becomes it */
  readonly pid: number;
  data: string;
  output(): string;
  /** the link with the one-time code that the last start printed, for creating the first admin */
  firstLink(): Promise<string>;
  stop(): Promise<void>;
  /** `kill -9`: what a power cut or the OOM killer does to it */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** ended as a service is and started again, with this in its environment besides */
  restart(more?: Record<string, string>): Promise<void>;
}

export async function startDashboard(environment: Record<string, string> = {}): Promise<Dashboard> {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-story-'));
  fs.chmodSync(data, 0o700);
  const port = await freePort();
  let child: ChildProcess | null = null;
  let text = '';

  const start = async (more: Record<string, string> = {}): Promise<void> => {
    const started = spawn(process.execPath, [path.join(root, 'test/e2e/serve.mjs')], {
      cwd: root,
      env: { ...process.env, PORT: String(port), BILGE_HOST: '127.0.0.1', BILGE_DATA: data, ...environment, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    child = started;
    started.stdout?.on('data', (chunk) => {
      text += String(chunk);
    });
    started.stderr?.on('data', (chunk) => {
      text += String(chunk);
    });
    await answering(`http://127.0.0.1:${port}/healthz`, started, () => text);
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.pid === undefined) return;
    const gone = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    process.kill(running.pid, signal);
    await gone;
  };
  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get pid() {
      if (child?.pid === undefined) throw new Error('the dashboard is not running');
      return child.pid;
    },
    data,
    output: () => text,
    firstLink: () => printedLink(() => text),
    start,
    restart: async (more) => {
      await end('SIGTERM');
      await start(more);
    },
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM');
      fs.rmSync(data, { recursive: true, force: true });
    },
  };
}

async function answering(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let attempt = 0; attempt < patience(300); attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the dashboard ended with ${child.exitCode}:\n${output()}`);
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(1000) });
      if (answer.ok) return;
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the dashboard did not answer in time:\n${output()}`);
}

/** The log comes through a pipe, and may be a moment behind the first answer. */
async function printedLink(output: () => string): Promise<string> {
  for (let attempt = 0; attempt < patience(300); attempt += 1) {
    const link = [...output().matchAll(/http:\/\/127\.0\.0\.1:\d+\/welcome#code=[0-9a-z-]+/g)].at(-1)?.[0];
    if (link) return link;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no link for the first start was printed:\n${output()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
