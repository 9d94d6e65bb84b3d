import http from 'node:http';
import type { Duplex } from 'node:stream';
import timer from 'node:timers/promises';
import { inspect } from 'node:util';

/** One byte stream to the Engine's socket. */
export interface EngineStream {
  stream: Duplex;
  /** for what is a command on the host: resolves when all of it is over, with why it failed, or null */
  ended?: Promise<Error | null>;
}

/** Opens one, wherever the socket is. */
export type OpenEngineStream = () => Promise<EngineStream>;

/** How long to wait for a command that has closed its output but still runs. */
const endingDeadlineMs = 5_000;

/**
 * Node's HTTP over streams that are not sockets: a forwarded Unix socket, or the stdin and stdout of `docker system dial-stdio`. They are kept alive
 * between requests, for starting dial-stdio costs 100 ms each time.
 */
export class DockerAgent extends http.Agent {
  private readonly openStream: OpenEngineStream;
  private lastProblem: unknown = null;
  private readonly endings = new Map<Duplex, Promise<void>>();
  private isDestroyed = false;

  /** How many run at once is the caller's business: Node does not hold `maxSockets` while streams open asynchronously. */
  constructor(openStream: OpenEngineStream, keptAlive: number) {
    super({ keepAlive: true, maxFreeSockets: keptAlive, scheduling: 'lifo' });
    this.openStream = openStream;
  }

  /**
   * Why the last stream could not be opened or ended early: the reason behind a bare "socket hang up". HTTP gives up as soon as the output ends; why
   * the command failed arrives after that, so it is waited for.
   */
  async whyLast(): Promise<unknown> {
    const over = [...this.endings].filter(([stream]) => stream.readableEnded || stream.destroyed);
    if (over.length === 0) return this.lastProblem;
    const answered = new AbortController();
    const deadline = timer
      .setTimeout(endingDeadlineMs, undefined, { ref: false, signal: answered.signal })
      .catch(() => {});
    await Promise.race([Promise.all(over.map(([, ending]) => ending)), deadline]);
    answered.abort();
    return this.lastProblem;
  }

  /** Also a stream that is still being opened: it would reach an agent that is no longer used, and stay as long as the SSH connection. */
  override destroy(): void {
    this.isDestroyed = true;
    super.destroy();
  }

  /** Closes idle streams; later requests open new ones. */
  dropIdle(): void {
    for (const stream of this.idle()) leave(stream);
  }

  private idle(): Duplex[] {
    return Object.values(this.freeSockets).flatMap((streams) => streams ?? []);
  }

  /**
   * docker-modem prints every request for `debug`, also without a listener, with `util.inspect` to any depth: through the agent that was every
   * open stream and what hangs on it, a second of CPU per request once 24 were open.
   */
  [inspect.custom](): string {
    return 'DockerAgent';
  }

  override createConnection(
    _options: http.ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.openStream().then(
      ({ stream, ended }) => {
        if (this.isDestroyed) {
          stream.on('error', () => {});
          stream.destroy();
          const gone = new Error('The way to Docker was closed while this stream was being opened.');
          callback?.(gone, undefined as unknown as Duplex);
          return;
        }
        // Docker's end of it is closed. sshd closes its own half only, so the stream would stay here, look open, and fail the next request.
        stream.once('end', () => {
          if (this.idle().includes(stream)) leave(stream);
        });
        if (ended !== undefined) this.awaitEnd(stream, ended);
        callback?.(null, withSocketMethods(stream));
      },
      (error: unknown) => {
        this.lastProblem = error;
        // The stream is not used beside an error; Node's type has no place for "none".
        callback?.(error instanceof Error ? error : new Error(String(error)), undefined as unknown as Duplex);
      },
    );
    return undefined;
  }

  private awaitEnd(stream: Duplex, ended: Promise<Error | null>): void {
    const ending = ended.then((why) => {
      this.endings.delete(stream);
      if (why !== null) this.lastProblem = why;
    });
    this.endings.set(stream, ending);
  }
}

/**
 * An SSH channel that was told to close is not `destroyed` until the host has answered, so the agent is told by its own event; it looks for an idle
 * stream only where that is not writable any more.
 */
function leave(stream: Duplex): void {
  stream.destroy();
  stream.emit('agentRemove');
}

/** http calls these on every socket; a channel has none of them and needs none: the SSH connection has its own keepalive. */
function withSocketMethods(stream: Duplex): Duplex {
  const missing: Record<string, unknown> = {};
  for (const method of ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref']) {
    if (!(method in stream)) missing[method] = () => stream;
  }
  return Object.assign(stream, missing);
}
