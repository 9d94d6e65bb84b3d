import http from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';

/** Opens one byte stream to the Engine's socket, wherever it is. */
export type OpenEngineStream = () => Promise<Duplex>;

/**
 * Node's HTTP over streams that are not sockets: a forwarded Unix socket, or the stdin and stdout of `docker system dial-stdio`. They are kept alive
 * between requests, for starting dial-stdio costs 100 ms each time.
 */
export class DockerAgent extends http.Agent {
  private readonly openStream: OpenEngineStream;
  /** Why the last stream could not be opened or ended early: the reason behind a bare "socket hang up". */
  lastProblem: unknown = null;

  /** How many run at once is the caller's business: Node does not hold `maxSockets` while streams open asynchronously. */
  constructor(openStream: OpenEngineStream, keptAlive: number) {
    super({ keepAlive: true, maxFreeSockets: keptAlive, scheduling: 'lifo' });
    this.openStream = openStream;
  }

  /**
   * docker-modem prints every request for `debug`, also when nobody listens, with `util.inspect` to any depth: through the agent that was every
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
      (stream) => {
        callback?.(null, withSocketMethods(stream));
      },
      (error: unknown) => {
        this.lastProblem = error;
        // The stream is not looked at beside an error; Node's type has no place for "none".
        callback?.(error instanceof Error ? error : new Error(String(error)), undefined as unknown as Duplex);
      },
    );
    return undefined;
  }
}

/** http calls these on every socket; a channel has none of them and needs none: the SSH connection has its own keepalive. */
function withSocketMethods(stream: Duplex): Duplex {
  const missing: Record<string, unknown> = {};
  for (const method of ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref']) {
    if (!(method in stream)) missing[method] = () => stream;
  }
  return Object.assign(stream, missing);
}
