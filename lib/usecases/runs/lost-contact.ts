import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import type { TransportError } from '../../domain/errors.ts';
import type { LostContact } from '../../domain/lost-contact.ts';
import { isFinal, type Run } from '../../domain/run.ts';
import type { Application } from '../core/application.ts';

/**
 * Held in memory by whoever follows the run: the store knows only what the host said, and a host that is silent said nothing. A restarted
 * dashboard follows again, and finds out again.
 */
export function noteLost(app: Application, { id, hostId }: Run, error: TransportError): void {
  const since = app.lostRuns.get(id)?.since ?? app.now().toISOString();
  app.lostRuns.set(id, { since, said: error.userMessage });
  app.events.publish({ type: 'run', runId: id, hostId });
}

export function noteHeard(app: Application, { id, hostId }: Pick<Run, 'id' | 'hostId'>): void {
  if (app.lostRuns.delete(id)) app.events.publish({ type: 'run', runId: id, hostId });
}

/** Null where the host answers, or the run has ended. */
export function readLostContact(app: Application, actor: Actor, run: Pick<Run, 'id' | 'state'>): LostContact | null {
  requireRole(actor, 'viewer');
  return isFinal(run.state) ? null : (app.lostRuns.get(run.id) ?? null);
}
