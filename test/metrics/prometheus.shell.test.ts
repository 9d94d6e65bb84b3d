import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { GET } from '../../app/metrics/route.ts';
import { tokenOf } from '../attack/testing/served-application.ts';
import { served } from './served.ts';

const rules = path.join(import.meta.dirname, '../../docs/metrics/bilge-rules.yml');
const isThere = spawnSync('prometheus', ['--version']).status === 0;
if (!isThere) console.error('!!! SKIPPED Prometheus scraping /metrics: the package prometheus is not installed');

/** The route as the server answers it, on a port of its own. */
async function listening(): Promise<number> {
  const server = http.createServer((request, response) => {
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[name, value]] : [],
    );
    void GET(new Request(`http://bilge.test${request.url}`, { headers })).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function prometheus(target: number, token: string): Promise<(query: string) => Promise<unknown>> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-prometheus-'));
  const port = await freePort();
  fs.writeFileSync(path.join(directory, 'token'), token);
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [rules],
    scrape_configs: [
      {
        job_name: 'bilge',
        authorization: { credentials_file: path.join(directory, 'token') },
        static_configs: [{ targets: [`127.0.0.1:${target}`] }],
      },
    ],
  };
  // JSON is YAML too.
  fs.writeFileSync(path.join(directory, 'prometheus.yml'), JSON.stringify(config));
  const child: ChildProcess = spawn(
    'prometheus',
    [
      `--config.file=${directory}/prometheus.yml`,
      `--storage.tsdb.path=${directory}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    fs.rmSync(directory, { recursive: true });
  });
  return async (query) => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended with ${child.exitCode}.`);
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${query}`).catch(() => null);
    return answer === null || !answer.ok ? null : ((await answer.json()) as { data: unknown }).data;
  };
}

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    await pause(200);
  }
}

interface Rule {
  name: string;
  state: string;
  health: string;
  lastError?: string;
  lastEvaluation: string;
}

it.skipIf(!isThere)(
  'a real Prometheus scrapes /metrics with a token and evaluates every rule that is shipped',
  async () => {
    const { app, host } = await served();
    app.store.hostStates.put(host.id, { state: 'unreachable', at: app.now().toISOString(), problem: null });
    const { actor } = await tokenOf(app, 'anna', 'admin');
    const { token } = app.access.tokens.create(actor, { name: 'prometheus', role: 'viewer' });
    const ask = await prometheus(await listening(), token);
    const value = await until(async () => {
      const data = (await ask('query?query=bilge_host_up')) as {
        result: { metric: object; value: [number, string] }[];
      };
      return data?.result[0] ?? null;
    });
    expect(value).toMatchObject({ metric: { job: 'bilge', host: 'nas' }, value: [expect.any(Number), '0'] });
    const evaluated = await until(async () => {
      const data = (await ask('rules')) as { groups: { rules: Rule[] }[] } | null;
      const all = data?.groups.flatMap((group) => group.rules) ?? [];
      const down = all.find(({ name }) => name === 'BilgeHostDown');
      return down?.state === 'pending' && all.every(({ health }) => health !== 'unknown') ? all : null;
    });
    expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(evaluated.length).toBeGreaterThanOrEqual(9);
    // It took the format that Prometheus asks for, and nothing of it was refused.
    const targets = (await ask('targets')) as { activeTargets: { health: string; lastError: string }[] };
    expect(targets.activeTargets).toMatchObject([{ health: 'up', lastError: '' }]);
  },
);
