import type { HostSession } from '../../domain/session.ts';

/** What the pool and `host test` need beyond a session's public interface. */
export interface PoolableSession extends HostSession {
  /** Tries the ways to Docker again: it may have been started, or stopped, since. Never throws for Docker's absence. */
  findDocker(signal?: AbortSignal): Promise<void>;
}
