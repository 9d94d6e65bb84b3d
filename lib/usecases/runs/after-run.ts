import type { Actor } from '../../access/actor.ts';
import { userMessageOf } from '../../domain/errors.ts';
import type { Run } from '../../domain/run.ts';
import type { Application } from '../core/application.ts';
import { scanHost } from '../scans/scan-host.ts';
import { keepUncompared } from './receipts.ts';

const afterRun: Actor = { kind: 'system', name: 'after a run', role: 'operator' };

/**
 * What follows every run: the host is looked at again, so that findings close when what they were about is gone. That scan makes the
 * receipt; where it fails, or the dashboard stops before it, the next one that succeeds does.
 */
export async function lookAfterRun(app: Application, { id, hostId }: Run): Promise<void> {
  if (app.store.hosts.byId(hostId) === null) return;
  try {
    await scanHost(app, afterRun, hostId, { whole: true });
  } catch (error) {
    keepUncompared(app, id, userMessageOf(error));
    throw error;
  } finally {
    app.events.publish({ type: 'run', runId: id, hostId });
  }
}
