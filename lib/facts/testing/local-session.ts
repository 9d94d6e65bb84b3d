import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { CommandOutput, DockerApi, HostSession, ReadOptions, ReadScript } from '../../domain/session.ts';

/** Runs scan scripts on this machine (or behind `command`, e.g. in a chroot), without SSH and without an Engine. For tests only. */
export function localSession(
  options: { command?: string[]; docker?: DockerApi | null; env?: NodeJS.ProcessEnv } = {},
): HostSession {
  return {
    hostId: 'host_local',
    capabilities: new Set(['shell', 'root']),
    docker: options.docker ?? null,
    dockerProblem: { code: 'no-docker', step: 'test', userMessage: 'No Engine in this test.' },
    rootProblem: null,
    read: (script: ReadScript, read: ReadOptions) =>
      runLocally(
        [...(options.command ?? []), ...(read.shell ?? 'sh').split(' ')],
        script.source,
        read.timeoutMs,
        options.env,
      ),
    execute: () => Promise.reject(new Error('tests of facts change nothing')),
    takeCost: () => ({ roundTrips: 1, engineRequests: 0, bytes: 0 }),
    isOpen: true,
    close: async () => undefined,
  };
}

export async function runLocally(
  command: string[],
  input: Buffer,
  timeoutMs: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<CommandOutput> {
  const [program = 'sh', ...args] = command;
  const child = spawn(program, [...args, '-s'], { env });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return {
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr).toString('utf8').slice(-16_384),
    exitCode: typeof code === 'number' ? code : null,
    timedOut,
    truncated: false,
  };
}
