import type { Client, ClientChannel } from 'ssh2';
import { messageOf, TransportError } from '../../domain/errors.ts';
import { Limiter } from '../sessions/limiter.ts';
import { connectionLost } from './ssh-failure.ts';

/** sshd's MaxSessions is 10 by default; the rest stays free for a person who logs in through the same multiplexer. */
const maxExecChannels = 6;

/** One authenticated connection. Commands take turns; forwarded sockets are not sessions and do not count. */
export class SshConnection {
  readonly where: string;
  private readonly client: Client;
  private readonly channels = new Limiter(maxExecChannels);
  private lost: TransportError | null = null;
  private lastError: unknown = null;
  private readonly closed: Promise<void>;
  private readonly waiting = new Set<(why: TransportError) => void>();

  constructor(client: Client, where: string) {
    this.client = client;
    this.where = where;
    client.on('error', (error) => {
      this.lastError = error;
    });
    this.closed = new Promise((resolve) => {
      client.once('close', () => {
        this.markLost();
        resolve();
      });
    });
  }

  get isOpen(): boolean {
    return this.lost === null;
  }

  /** Why it is not open any more, or will be said if it closes now. */
  whyLost(): TransportError {
    return this.lost ?? connectionLost(this.where, this.lastError);
  }

  /** How many callers wait for this connection and are notified if it ends. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /**
   * `work`, or why the connection was lost if that comes first. There is no way to listen for the loss that does not end by itself: a connection
   * lives for months, and a listener that stays on its list stays in memory with all its buffers.
   */
  async orLost<T>(work: Promise<T>): Promise<T> {
    // Of two answers one is not waited for; its end is ignored.
    work.catch(() => {});
    if (this.lost !== null) throw this.lost;
    let listener: (why: TransportError) => void = () => {};
    const loss = new Promise<never>((_resolve, reject) => {
      listener = reject;
    });
    this.waiting.add(listener);
    try {
      return await Promise.race([work, loss]);
    } finally {
      this.waiting.delete(listener);
    }
  }

  /** Waits for a free session, then starts `command` under the login shell. The session is free again when the channel closes. */
  async exec(command: string, signal?: AbortSignal): Promise<ClientChannel> {
    while (true) {
      const release = await this.channels.enter(signal);
      if (this.lost !== null) {
        release();
        throw this.lost;
      }
      try {
        const channel = await this.openChannel((done) => this.client.exec(command, done));
        channel.once('close', release);
        return channel;
      } catch (error) {
        release();
        // MaxSessions may be as low as 1: with others running, wait for one of them instead of failing.
        const others = this.channels.active;
        if (this.isOpen && others > 0 && /open fail/i.test(messageOf(error))) {
          this.channels.shrinkTo(others);
          continue;
        }
        throw this.openFailure(error, 'shell', 'start a command');
      }
    }
  }

  /** A connection to a Unix socket on the host, made by sshd with the rights of the login user. */
  async forwardUnixSocket(path: string): Promise<ClientChannel> {
    return this.openChannel((done) => this.client.openssh_forwardOutStreamLocal(path, done));
  }

  /** A TCP connection made by this host: the way through a jump host. */
  async forwardTcp(host: string, port: number): Promise<ClientChannel> {
    try {
      return await this.openChannel((done) => this.client.forwardOut('127.0.0.1', 0, host, port, done));
    } catch (error) {
      throw this.openFailure(error, 'jump', `reach ${host}:${port}`);
    }
  }

  async close(): Promise<void> {
    if (this.lost === null) {
      this.client.end();
      // A frozen server never answers the goodbye.
      const timer = setTimeout(() => this.client.destroy(), 1_000);
      await this.closed;
      clearTimeout(timer);
    }
  }

  private openChannel(
    open: (done: (error: Error | undefined, channel: ClientChannel) => void) => unknown,
  ): Promise<ClientChannel> {
    if (this.lost !== null) return Promise.reject(this.lost);
    return this.orLost(
      new Promise((resolve, reject) => {
        open((error, channel) => {
          if (error === undefined) resolve(channel);
          else reject(error);
        });
      }),
    );
  }

  private openFailure(error: unknown, step: string, what: string): TransportError {
    if (error instanceof TransportError) return error;
    const cure =
      step === 'jump'
        ? 'The jump host cannot reach it, or forbids forwarding (AllowTcpForwarding in its sshd_config).'
        : 'Its sshd refuses sessions for this user: a restricted key, a forced command or MaxSessions 0.';
    return new TransportError({
      failure: step === 'jump' ? 'unreachable' : 'misconfigured',
      step,
      message: `${this.where} did not ${what}: ${messageOf(error)}`,
      userMessage: `${this.where} let Bilge log in but did not ${what}. ${cure}`,
      cause: error,
    });
  }

  private markLost(): void {
    if (this.lost !== null) return;
    this.lost = connectionLost(this.where, this.lastError);
    this.channels.rejectWaiting(this.lost);
    for (const listener of this.waiting) listener(this.lost);
    this.waiting.clear();
  }
}
