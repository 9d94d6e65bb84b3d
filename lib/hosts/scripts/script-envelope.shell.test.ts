import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../domain/errors.ts';
import { envelope, shellWords } from './script-envelope.ts';

/** The interpreters of the hosts Bilge reaches, as they are on this machine. */
const shells = ['dash', 'bash --posix', 'busybox ash'].filter((shell) => {
  const [command = '', ...words] = shell.split(' ');
  const isThere = spawnSync(command, [...words, '-c', ':']).status === 0;
  if (!isThere) console.warn(`SKIPPED: the script envelope under ${shell}, which is not installed here`);
  return isThere;
});

interface Running {
  finished: Promise<{ code: number | null; signal: string | null; stdout: string; stderr: string }>;
  endStdin(): void;
  /** what it has printed, when those are so many lines */
  printed(lines: number): Promise<string[]>;
}

/** Starts it as sshd would: in a session of its own, stdin left open. `detached: false` is Dropbear's way: in the group of its server. */
function start(shell: string, script: string, options: { detached: boolean; timeoutMs?: number }): Running {
  const { stdin } = envelope(Buffer.from(script), { timeoutMs: options.timeoutMs ?? 20_000 });
  const [command = '', ...words] = [...shell.split(' '), '-s'];
  const child = spawn(command, words, { detached: options.detached });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.on('error', () => {});
  child.stdin.write(stdin);
  const finished = new Promise<Awaited<Running['finished']>>((resolve) => {
    child.on('close', (code, signal) => {
      child.stdin.end();
      resolve({ code, signal, stdout, stderr });
    });
  });
  const printed = async (lines: number): Promise<string[]> => {
    while (stdout.split('\n').length <= lines) await once(child.stdout, 'data');
    return stdout.split('\n').slice(0, lines);
  };
  return { finished, endStdin: () => child.stdin.end(), printed };
}

/** Living processes that `matches` a line of /proc/PID/stat. A killed one stays as a zombie until its new parent looks. */
function living(matches: (fields: { pid: number; group: number }) => boolean): number[] {
  const pids: number[] = [];
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let line: string;
    try {
      line = readFileSync(`/proc/${entry}/stat`, 'latin1');
    } catch {
      continue; // ended while we looked
    }
    const [state, , group] = line.slice(line.lastIndexOf(')') + 2).split(' ');
    if (state !== 'Z' && matches({ pid: Number(entry), group: Number(group) })) pids.push(Number(entry));
  }
  return pids;
}

/** Ends when it holds; the runner ends it where it never does. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(25);
}

const noneLeft = (matches: Parameters<typeof living>[0]) => until(() => living(matches).length === 0);

describe.each(shells)('under %s', (shell) => {
  it('runs the script with its own exit code, and stdin is empty for its commands', async () => {
    const { finished } = start(shell, 'echo out; cat; echo err >&2; (exit 7)', { detached: true });
    const result = await finished;
    expect(result.code).toBe(7);
    expect(result.stdout).toBe('out\n');
    expect(result.stderr).toMatch(/^bilge-ready-[0-9a-f]{16}\nerr\n$/);
  });

  it('does not make a plain wait in the script hang', async () => {
    const { finished } = start(shell, 'sleep 0.1 & wait; echo waited', { detached: true });
    expect((await finished).stdout).toBe('waited\n');
  });

  it('reads a script longer than a pipe before it runs the first line', async () => {
    const long = `cat >/dev/null\n${'# padding to fill the pipe\n'.repeat(8_000)}echo end`;
    const { finished } = start(shell, long, { detached: true });
    expect((await finished).stdout).toBe('end\n');
  });

  it.each([
    ['in a session of its own, also what was put into the background', true],
    ['in the group of its server, where only descendants may go', false],
  ])('kills everything when stdin ends: %s', async (_name, detached) => {
    const running = start(shell, 'sleep 61 & echo $!; sh -c "echo \\$\\$; exec sleep 62"', { detached });
    await running.printed(2);
    running.endStdin();
    const result = await running.finished;
    expect(result.signal).toBe('SIGKILL');
    const pids = result.stdout.trim().split('\n').map(Number);
    expect(pids).toHaveLength(2);
    await noneLeft(({ pid }) => pids.includes(pid));
  });

  it('leaves alone what left the process group on purpose', async () => {
    const running = start(shell, 'echo $$; setsid sleep 60 >/dev/null 2>&1 & echo $!; sleep 63', { detached: true });
    const [main = 0, away = 0] = (await running.printed(2)).map(Number);
    // Its id is printed before it has left.
    await until(() => living(({ pid, group }) => pid === away && group === away).length === 1);
    running.endStdin();
    expect((await running.finished).signal).toBe('SIGKILL');
    await noneLeft(({ group }) => group === main);
    expect(living(({ pid }) => pid === away)).toEqual([away]);
    process.kill(away, 'SIGKILL');
  });

  it('leaves nothing behind after a normal end', async () => {
    const { finished } = start(shell, 'echo $$; sleep 64 </dev/null >/dev/null 2>&1 & echo $!', { detached: true });
    const [main = 0, background = 0] = (await finished).stdout.trim().split('\n').map(Number);
    // The watchers are in the shell's group too.
    await noneLeft(({ pid, group }) => pid === background || group === main);
  });
});

it('kills by the clock of the host when nobody ends stdin', { timeout: 15_000 }, async () => {
  // The host adds five seconds of grace; with this it has one.
  const running = start('sh', 'sleep 65', { detached: true, timeoutMs: -4_000 });
  const result = await running.finished;
  expect(result.signal).toBe('SIGKILL');
});

describe('the words of the command', () => {
  it('are plain, so every login shell takes them alike', () => {
    const line = shellWords('busybox ash').join(' ');
    expect(line).toMatch(/^env LC_ALL=C PATH=[A-Za-z0-9:/]+ busybox ash -s$/);
  });

  it('refuses an interpreter that is more than words', () => {
    expect(() => shellWords('sh; reboot')).toThrow(InvalidInputError);
  });
});
