import { TransportError } from '../../domain/errors.ts';
import type { CommandOutput, ReadOptions } from '../../domain/session.ts';
import type { Envelope } from './script-envelope.ts';

/** A started shell that waits for its script: an SSH channel, or the attached stream of a helper container. */
export interface ShellChannel {
  /** Sends all of it and leaves stdin open: its end tells the host to stop. */
  write(bytes: Buffer): void;
  onStdout(listener: (chunk: Buffer) => void): void;
  onStderr(listener: (chunk: Buffer) => void): void;
  /** Resolves when all output has arrived. Rejects where the way to the host was lost. */
  readonly finished: Promise<{ exitCode: number | null }>;
  /** Ends stdin, upon which the host kills the script's process group. */
  stop(): void;
  /** For what did not stop: forget the channel, by force where there is any. */
  abandon(): void;
}

export interface RunOptions {
  channel: ShellChannel;
  /** goes before the script: the password for sudo */
  preface: Buffer;
  envelope: Envelope;
  options: ReadOptions;
  /** for messages */
  where: string;
  onBytes(count: number): void;
  /** What it means that the shell never began, from what was printed instead. */
  explainNoShell(result: { exitCode: number | null; stderr: string }): TransportError;
}

const defaultMaxBytes = 64 * 1024 * 1024;
const stderrTailBytes = 16 * 1024;
/** How long the host may take to kill the group after stdin has ended. */
const stopGraceMs = 3_000;

export async function runScript(run: RunOptions): Promise<CommandOutput> {
  const { channel, envelope, options } = run;
  const maxBytes = options.maxBytes ?? defaultMaxBytes;
  const chunks: Buffer[] = [];
  let stdoutBytes = 0;
  let truncated = false;
  let timedOut = false;
  const stderr = new StderrTail(envelope.readyLine);
  let stopTimer: NodeJS.Timeout | undefined;
  let giveUp: () => void = () => {};
  const givenUp = new Promise<{ exitCode: null }>((resolve) => {
    giveUp = () => resolve({ exitCode: null });
  });
  const stop = () => {
    if (stopTimer !== undefined) return;
    channel.stop();
    stopTimer = setTimeout(() => {
      channel.abandon();
      giveUp();
    }, stopGraceMs);
  };

  channel.onStdout((chunk) => {
    run.onBytes(chunk.length);
    const room = maxBytes - stdoutBytes;
    if (room <= 0) return;
    const kept = chunk.length > room ? chunk.subarray(0, room) : chunk;
    stdoutBytes += kept.length;
    chunks.push(kept);
    options.onStdout?.(kept);
    if (kept.length < chunk.length) {
      truncated = true;
      stop();
    }
  });
  channel.onStderr((chunk) => {
    run.onBytes(chunk.length);
    stderr.push(chunk);
  });
  const deadline = setTimeout(() => {
    timedOut = true;
    stop();
  }, options.timeoutMs);
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted) stop();
  else channel.write(Buffer.concat([run.preface, envelope.stdin]));

  let exitCode: number | null;
  try {
    ({ exitCode } = await Promise.race([channel.finished, givenUp]));
  } finally {
    clearTimeout(deadline);
    clearTimeout(stopTimer);
    options.signal?.removeEventListener('abort', stop);
    channel.stop();
  }
  options.signal?.throwIfAborted();
  if (!stderr.isReady && !truncated) {
    throw timedOut ? shellSilent(run, stderr.text()) : run.explainNoShell({ exitCode, stderr: stderr.text() });
  }
  const wasKilled = truncated || timedOut;
  return {
    stdout: Buffer.concat(chunks),
    stderr: stderr.text(),
    exitCode: wasKilled ? null : exitCode,
    timedOut,
    truncated,
  };
}

function shellSilent(run: RunOptions, printed: string): TransportError {
  const seconds = run.options.timeoutMs / 1000;
  const saying = printed.trim() === '' ? '' : ` It printed: ${printed.trim().slice(-300)}`;
  return new TransportError({
    failure: 'timed-out',
    step: 'shell',
    message: `${run.where}: no shell within ${seconds} s.${saying}`,
    userMessage: `${run.where} accepted the login, but no shell started within ${seconds} s. The machine may be overloaded or its disk may hang.${saying}`,
  });
}

/** Keeps the last 16 KiB, without the line that says the shell is there. */
class StderrTail {
  isReady = false;
  private kept: Buffer = Buffer.alloc(0);
  private readonly readyLine: Buffer;

  constructor(readyLine: string) {
    this.readyLine = Buffer.from(`${readyLine}\n`);
  }

  push(chunk: Buffer): void {
    this.kept = Buffer.concat([this.kept, chunk]);
    if (!this.isReady) {
      const at = this.kept.indexOf(this.readyLine);
      if (at >= 0) {
        this.isReady = true;
        // Output before it comes from the login shell (a broken .bashrc, sudo's lecture).
        this.kept = this.kept.subarray(at + this.readyLine.length);
      }
    }
    if (this.kept.length > stderrTailBytes) this.kept = this.kept.subarray(this.kept.length - stderrTailBytes);
  }

  text(): string {
    return this.kept.toString('utf8');
  }
}
