import { createHash } from 'node:crypto';
import { TransportError } from '../../domain/errors.ts';
import type { Host, HostSecrets } from '../../domain/host.ts';
import type { HostId } from '../../domain/ids.ts';
import type { HostSession } from '../../domain/session.ts';
import { abortable } from './abortable.ts';
import type { openSession } from './open-session.ts';
import type { PoolableSession } from './poolable-session.ts';

export interface Lease {
  session: HostSession;
  /** The connection stays warm for the next one. May be called more than once. */
  release(): void;
}

export interface SessionPoolOptions {
  /** how long an unused connection is kept; default 5 minutes */
  idleMs?: number;
  open?: typeof openSession;
  now?: () => number;
}

interface Entry {
  /** hash of everything that decides how the host is reached */
  settingsHash: string;
  opening: Promise<PoolableSession>;
  session: PoolableSession | null;
  users: number;
  idleTimer: NodeJS.Timeout | null;
  dockerLookedAt: number;
  isRetired: boolean;
  /** told to close: no longer handed out, and nothing is kept for it */
  isClosed: boolean;
}

interface Failure {
  settingsHash: string;
  count: number;
  retryAt: number;
  error: unknown;
}

/** Docker may have been started meanwhile; looking costs a command on the host. */
const dockerLookMs = 5_000;
const longestBackoffMs = 60_000;
/** A wrong password tried again and again gets this machine banned (fail2ban, DSM auto block) or the account locked. */
const refusedBackoffMs = 30_000;

/**
 * One connection per host, shared by everyone who needs it at the same time: sshd drops concurrent unauthenticated connections (MaxStartups). Changed
 * settings or secrets open a new one; the old one closes when its last user is done.
 */
export class SessionPool {
  private readonly entries = new Map<HostId, Entry>();
  private readonly retired = new Set<Entry>();
  private readonly failures = new Map<HostId, Failure>();
  private readonly idleMs: number;
  private readonly open: typeof openSession;
  private readonly now: () => number;

  constructor(options: SessionPoolOptions = {}) {
    this.idleMs = options.idleMs ?? 5 * 60_000;
    this.open = options.open ?? openOnDemand;
    this.now = options.now ?? Date.now;
  }

  /**
   * `fresh` tries at once where a person asked; otherwise, after a failure, the same error is given again until the
   * back-off (1 s, doubled, at most a minute) is over.
   */
  async acquire(
    host: Host,
    secrets: HostSecrets,
    options: { signal?: AbortSignal; fresh?: boolean } = {},
  ): Promise<Lease> {
    options.signal?.throwIfAborted();
    if (host.unreadable !== undefined)
      throw new TransportError({ failure: 'misconfigured', step: 'settings', message: host.unreadable });
    const entry = this.entryFor(host, secrets, options.fresh === true);
    entry.users += 1;
    if (entry.idleTimer !== null) clearTimeout(entry.idleTimer);
    entry.idleTimer = null;
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      entry.users -= 1;
      this.settle(host.id, entry);
    };
    try {
      const session = await abortable(entry.opening, options.signal);
      await this.lookForDocker(entry, session, options.signal);
      return { session, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Closes the host's connection, also under those who use it: their reads end with connection-lost. */
  async close(hostId: HostId): Promise<void> {
    this.failures.delete(hostId);
    const entry = this.entries.get(hostId);
    this.entries.delete(hostId);
    if (entry !== undefined) await closeEntry(entry);
  }

  /** What is held, for those who watch over it. */
  get census(): { connections: number; retired: number; failures: number } {
    return { connections: this.entries.size, retired: this.retired.size, failures: this.failures.size };
  }

  async closeAll(): Promise<void> {
    const entries = [...this.entries.values(), ...this.retired];
    this.entries.clear();
    this.retired.clear();
    this.failures.clear();
    await Promise.all(entries.map(closeEntry));
  }

  private entryFor(host: Host, secrets: HostSecrets, isFresh: boolean): Entry {
    const settingsHash = hashOf(host, secrets);
    const current = this.entries.get(host.id);
    if (current !== undefined) {
      const isUsable = current.session === null || current.session.isOpen;
      if (current.settingsHash === settingsHash && isUsable) return current;
      this.retire(host.id, current);
    }
    const failure = this.failures.get(host.id);
    if (!isFresh && failure?.settingsHash === settingsHash && this.now() < failure.retryAt) throw failure.error;
    return this.begin(host, secrets, settingsHash);
  }

  private begin(host: Host, secrets: HostSecrets, settingsHash: string): Entry {
    const opening = this.open(host, secrets);
    const entry: Entry = {
      settingsHash,
      opening,
      session: null,
      users: 0,
      idleTimer: null,
      dockerLookedAt: this.now(),
      isRetired: false,
      isClosed: false,
    };
    this.entries.set(host.id, entry);
    opening.then(
      (session) => {
        entry.session = session;
        entry.dockerLookedAt = this.now();
        this.failures.delete(host.id);
        // Everyone who waited may have gone.
        this.settle(host.id, entry);
      },
      (error: unknown) => {
        this.retired.delete(entry);
        // Nothing is remembered of a host that was removed or changed meanwhile: it would never be deleted.
        if (this.entries.get(host.id) !== entry) return;
        this.entries.delete(host.id);
        this.remember(host.id, settingsHash, error);
      },
    );
    return entry;
  }

  private remember(hostId: HostId, settingsHash: string, error: unknown): void {
    const before = this.failures.get(hostId);
    const count = before?.settingsHash === settingsHash ? before.count + 1 : 1;
    const isRefusal =
      error instanceof TransportError && (error.failure === 'auth-failed' || error.failure === 'sudo-failed');
    const doubledMs = Math.min(longestBackoffMs, 1_000 * 2 ** (count - 1));
    const waitMs = isRefusal ? Math.max(refusedBackoffMs, doubledMs) : doubledMs;
    letGoOfFrames(error);
    this.failures.set(hostId, { settingsHash, count, retryAt: this.now() + waitMs, error });
  }

  private async lookForDocker(entry: Entry, session: PoolableSession, signal: AbortSignal | undefined): Promise<void> {
    if (session.docker !== null || this.now() - entry.dockerLookedAt < dockerLookMs) return;
    entry.dockerLookedAt = this.now();
    await session.findDocker(signal);
  }

  private retire(hostId: HostId, entry: Entry): void {
    this.entries.delete(hostId);
    entry.isRetired = true;
    this.retired.add(entry);
    this.settle(hostId, entry);
  }

  /** Without users: a retired or lost session closes now, a good one after the idle time. */
  private settle(hostId: HostId, entry: Entry): void {
    if (entry.users > 0 || entry.session === null || entry.isClosed) return;
    const isLost = !entry.session.isOpen;
    if (entry.isRetired || isLost) {
      this.retired.delete(entry);
      if (this.entries.get(hostId) === entry) this.entries.delete(hostId);
      void closeEntry(entry);
      return;
    }
    if (entry.idleTimer !== null) clearTimeout(entry.idleTimer);
    entry.idleTimer = setTimeout(() => {
      if (this.entries.get(hostId) === entry) this.entries.delete(hostId);
      void closeEntry(entry);
    }, this.idleMs);
    // An idle connection does not keep the process alive.
    entry.idleTimer.unref();
  }
}

/** SSH and Docker's client load with the first connection: most commands of the command line never open one. */
const openOnDemand: typeof openSession = async (...asked) => {
  const loaded = await import('./open-session.ts');
  return await loaded.openSession(...asked);
};

async function closeEntry(entry: Entry): Promise<void> {
  entry.isClosed = true;
  if (entry.idleTimer !== null) clearTimeout(entry.idleTimer);
  entry.idleTimer = null;
  const session = await entry.opening.catch(() => null);
  // Closing removes the helper's image where it can; a host that is gone cannot do that, and no caller is left to report it to.
  await session?.close().catch(() => {});
}

/**
 * Until its text is asked for, the stack of an error is a list of frames, and the frame of a refused connection holds that connection's socket and
 * client. What is kept for minutes is made into text first.
 */
function letGoOfFrames(error: unknown): void {
  for (let each = error, depth = 0; each instanceof Error && depth < 10; each = each.cause, depth += 1)
    String(each.stack);
}

function hashOf(host: Host, secrets: HostSecrets): string {
  const ordered = Object.entries(secrets).sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([host.url, host.settings, ordered]))
    .digest('hex');
}
