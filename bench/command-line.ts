import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { closeApplication, openApplication } from '../lib/usecases/core/application.ts';
import { readSettings } from '../lib/usecases/server/settings.ts';
import type { Comparison } from './ratio.ts';
import { storeScannedHost } from './stored-host.ts';

/**
 * What a command costs before it does its work: CPU time (user and system) of the whole process, so that a busy machine does not
 * blur it, beside Node that does nothing and beside `docker --version`. The commands take turns within each round.
 */
const rounds = 15;
const layers = 1000;
const launcher = fileURLToPath(new URL('../bin/bilge', import.meta.url));
const bundler = fileURLToPath(new URL('../scripts/bundle-cli.mjs', import.meta.url));

interface Command {
  label: string;
  words: string[];
  values: number[];
}

export async function benchCommandLine(): Promise<Comparison[]> {
  // The launcher takes the sources where they are newer than the bundle.
  const bundled = spawnSync(process.execPath, [bundler], { encoding: 'utf8' });
  if (bundled.status !== 0) throw new Error(bundled.stderr);
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-bench-'));
  try {
    await recordHost(data);
    const plain = command('node -e 0', [process.execPath, '-e', '0']);
    const version = command('bilge --version', [launcher, '--version']);
    const completion = command('bilge completion bash', [launcher, 'completion', 'bash']);
    const list = command('bilge host list', [launcher, 'host', 'list']);
    const report = command('bilge report', [launcher, 'report', 'nas']);
    const docker = hasDocker() ? [command('docker --version', ['docker', '--version'])] : [];
    measure([plain, version, completion, list, report, ...docker], { ...process.env, BILGE_DATA: data });
    return [
      compared(version, plain, 3),
      compared(completion, plain, 3, 'a shell asks for it at each start'),
      compared(list, plain, 6),
      compared(report, plain, 12, `the stored report of a host with ${layers} layer directories`),
      ...docker.map((alternative) => compared(version, alternative, null, 'a compiled program against Node')),
    ];
  } finally {
    fs.rmSync(data, { recursive: true, force: true });
  }
}

async function recordHost(dataDirectory: string): Promise<void> {
  const app = openApplication(readSettings({ ...process.env, BILGE_DATA: dataDirectory }));
  try {
    storeScannedHost(app, layers);
  } finally {
    await closeApplication(app);
  }
}

function command(label: string, words: string[]): Command {
  return { label, words, values: [] };
}

function measure(commands: Command[], environment: NodeJS.ProcessEnv): void {
  for (let round = 0; round < rounds; round += 1)
    for (const each of commands) each.values.push(cpuMsOf(each, environment));
}

/** Node does not tell what a child cost; bash does. */
function cpuMsOf({ label, words }: Command, environment: NodeJS.ProcessEnv): number {
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@" >/dev/null';
  const done = spawnSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8', env: environment });
  const [, user, system] = /cpu (\d+\.\d+) (\d+\.\d+)/.exec(done.stderr) ?? [];
  if (done.status !== 0 || user === undefined || system === undefined)
    throw new Error(`${label} ended with ${done.status}: ${done.stderr}`);
  return (Number(user) + Number(system)) * 1000;
}

function hasDocker(): boolean {
  return spawnSync('docker', ['--version']).status === 0;
}

function compared(ours: Command, alternative: Command, atMostRatio: number | null, remarks = ''): Comparison {
  return {
    name: `CPU time of \`${ours.label}\``,
    ours,
    alternative,
    target: atMostRatio === null ? null : { atMostRatio },
    remarks,
  };
}
