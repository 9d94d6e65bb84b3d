import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LabHost, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { InstallLog, onOneLine } from './install-log.ts';

/** Of the sources, as a person calls it. */
const commandLine = 'bin/bilge';
const composeFile = 'packaging/compose/compose.socket-proxy.yaml';

/** What the compose file lets through: `NAME: 1` below the proxy's `environment:`. */
function allowed(): Map<string, boolean> {
  const service = /^ {2}socket-proxy:\n((?: {4,}.*\n|\n)+)/m.exec(fs.readFileSync(composeFile, 'utf8'))?.[1] ?? '';
  const found = [...service.matchAll(/^ {6}([A-Z]+): ([01])$/gm)];
  if (found.length === 0) throw new Error(`${composeFile} sets nothing for the proxy`);
  return new Map(found.map(([, name = '', value]) => [name, value === '1']));
}

/**
 * The rules of docker-socket-proxy for HAProxy, written again here, because no registry is reachable: only GET and HEAD, unless POST is
 * allowed; then the sections of the API by the name of the variable; everything else is refused with 403.
 */
function rules(socket: string, engine: string): string {
  const all = allowed();
  const sections = [
    'PING',
    'VERSION',
    'EVENTS',
    ...[...all].flatMap(([name, is]) => (is && name !== 'POST' ? [name] : [])),
  ];
  const paths = sections.map((name) => (name === 'PING' ? '_ping' : name.toLowerCase()));
  return `global
  maxconn 100
defaults
  mode http
  option http-server-close
  timeout connect 10s
  timeout client 10m
  timeout server 10m
frontend docker
  bind unix@${socket}
  ${all.get('POST') === true ? '' : 'http-request deny unless METH_GET'}
${paths.map((name) => `  http-request allow if { path,url_dec -m reg -i ^(/v[\\d\\.]+)?/${name} }`).join('\n')}
  http-request deny
  default_backend engine
backend engine
  server docker ${engine}
`;
}

/** What tells of it; the folder of the test has a new name each time. */
function shown(text: string): string {
  const lines = text.split('\n').filter((line) => /proxy|docker |^Added|prune|Will remove|remove/i.test(line));
  return onOneLine(lines.join('\n'))
    .replaceAll(/\/tmp\/bilge-proxy-\w+\//g, '')
    .slice(0, 500);
}

/** The dashboard's own command line, from the sources, on data of its own. */
function bilge(data: string, args: readonly string[]): { code: number | null; text: string } {
  const done = spawnSync(commandLine, args, { encoding: 'utf8', env: { ...process.env, BILGE_DATA: data } });
  return { code: done.status, text: `${done.stdout}${done.stderr}` };
}

export async function installBehindProxy(): Promise<InstallLog> {
  const log = new InstallLog('Behind a socket proxy, HAProxy with the rules of the compose file');
  const host = await startHost('socket');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-proxy-'));
  const socket = `${folder}/proxy.sock`;
  fs.writeFileSync(`${folder}/haproxy.cfg`, rules(socket, new URL(host.url).host));
  const proxy = spawn(process.env.HAPROXY ?? 'haproxy', ['-db', '-f', `${folder}/haproxy.cfg`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => proxy.once('close', () => resolve()));
  proxy.once('error', (error) => console.error(`${error.message}: sh lab/install-packages.sh proxy installs it`));
  try {
    await host.exec(
      'tar -c --files-from /dev/null | docker import - busybox:lab && docker create --name old busybox:lab true',
    );
    for (let attempt = 0; !fs.existsSync(socket); attempt += 1) {
      if (attempt > patience(100) || proxy.exitCode !== null) throw new Error('HAProxy did not start');
      await sleep(100);
    }
    await look(host, log, folder, socket);
  } finally {
    proxy.kill();
    await ended;
    fs.rmSync(folder, { recursive: true, force: true });
    await host.stop();
  }
  return log;
}

async function look(host: LabHost, log: InstallLog, folder: string, socket: string): Promise<void> {
  const data = `${folder}/data`;
  const said = (what: string, args: readonly string[], isRight: (done: ReturnType<typeof bilge>) => boolean) => {
    const done = bilge(data, args);
    log.check(what, isRight(done), shown(done.text));
    return done.text;
  };
  said('host added', ['host', 'add', 'proxied', `unix://${socket}`], ({ code }) => code === 0);
  const scanned = JSON.parse(bilge(data, ['scan', 'proxied', '--json']).text) as Record<string, unknown>;
  const sections = scanned.sections as Record<string, { state: string }>;
  const unknown = ['engine', 'containers', 'images', 'volumes', 'networks'].filter(
    (name) => sections[name]?.state !== 'known',
  );
  log.check(
    'scan: what Docker reports',
    unknown.length === 0,
    unknown.length === 0 ? 'known' : `unknown: ${unknown.join(', ')}`,
  );
  said('planned', ['plan', 'proxied', 'prune-containers', '-p', 'minAgeHours=0'], ({ text }) => text.includes('old'));
  const plan = JSON.parse(
    bilge(data, ['plan', 'proxied', 'prune-containers', '-p', 'minAgeHours=0', '--json']).text,
  ) as {
    id: string;
  };
  said(
    'refused when it is to change something',
    ['apply', plan.id, '--confirm', 'proxied'],
    ({ code, text }) => code !== 0 && /a socket proxy does not let it through .*POST=1/.test(text),
  );
  const left = (await host.exec('docker ps -a --format "{{.Names}}"')).stdout.trim();
  log.check('and nothing was changed', left === 'old', left);
  const asked = bilge(data, ['host', 'add', 'helped', `unix://${socket}`, '--host-access', 'helper']);
  log.note('the helper container through it', shown(asked.text));
}
