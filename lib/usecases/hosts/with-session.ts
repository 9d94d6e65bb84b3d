import type { Host } from '../../domain/host.ts';
import type { HostSession } from '../../domain/session.ts';
import type { Application } from '../core/application.ts';

/** Works over the host's connection, which the pool keeps for the next. `fresh`: tried at once, also right after a failure. */
export async function withSession<T>(
  app: Application,
  host: Host,
  work: (session: HostSession) => Promise<T>,
  options: { fresh?: boolean } = {},
): Promise<T> {
  const lease = await app.pool.acquire(host, app.store.hosts.secrets(host.id), options);
  try {
    return await work(lease.session);
  } finally {
    lease.release();
  }
}
