import type { Actor } from '../../access/actor.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { measureHost } from './measure-host.ts';

const scheduler: Actor = { kind: 'system', name: 'schedule', role: 'operator' };

/**
 * Sizes follow the scan by themselves, cheapest first, and only what has none yet. A scan of the command line is not
 * followed up here: who gives that command says whether sizes are wanted. One host at a time: `measureHost` is shared by name, and the walk on the host is niced.
 */
export function startMeasuring(app: Application): () => void {
  if (!app.settings.measuresByItself) return () => {};
  const measured = new Map<string, string>();
  return app.events.subscribe((event) => {
    if (event.type === 'hosts') for (const id of measured.keys()) if (!app.store.hosts.byId(id)) measured.delete(id);
    if (event.type !== 'host') return;
    const facts = app.store.facts.latest(event.hostId);
    if (!facts || measured.get(event.hostId) === facts.id) return;
    measured.set(event.hostId, facts.id);
    void measureHost(app, scheduler, event.hostId).catch((error: unknown) => {
      logProblem('measuring sizes', error);
    });
  });
}
