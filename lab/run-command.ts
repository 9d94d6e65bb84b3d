import { spawn } from 'node:child_process';
import { patience } from './patience.ts';

export type CommandResult = { code: number; stdout: string; stderr: string };

export type CommandOptions = {
  input?: string | Uint8Array;
  /** On an idle machine; grows with the machine's slowness. Default 60 s. */
  timeoutMs?: number;
  /** Give a non-zero exit code back instead of throwing. A time-out always throws. */
  allowFailure?: boolean;
  /** What to call the command in an error message, instead of its arguments. */
  label?: string;
};

class LabCommandError extends Error {
  readonly result: CommandResult;
  constructor(message: string, result: CommandResult) {
    super(message);
    this.name = 'LabCommandError';
    this.result = result;
  }
}

const tail = (text: string) => text.trim().split('\n').slice(-15).join('\n');

/**
 * Runs one program to its end, without a shell. The program gets its own process group: a timed-out `nsenter` leaves
 * its child running inside the host otherwise, because the child's parent is what was killed.
 */
export function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const timeoutMs = patience(options.timeoutMs ?? 60_000);
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch (cause) {
        if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
      }
      // A grandchild in another process group may keep the pipes open for ever.
      child.stdout.destroy();
      child.stderr.destroy();
    }, timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A program that does not read its input closes it early; its exit code tells what matters.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(new Error(`could not start ${file}`, { cause }));
    });
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      const result = {
        code: exitCode ?? 128,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      };
      const command = options.label ?? [file, ...args].join(' ').slice(0, 400);
      if (timedOut)
        reject(new LabCommandError(`timed out after ${timeoutMs} ms: ${command}\n${tail(result.stderr)}`, result));
      else if (result.code !== 0 && options.allowFailure !== true)
        reject(
          new LabCommandError(
            `exit ${signal ?? result.code}: ${command}\n${tail(result.stderr || result.stdout)}`,
            result,
          ),
        );
      else resolve(result);
    });
  });
}
