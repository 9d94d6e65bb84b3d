import type { Actor } from '../../access/actor.ts';
import type { Host } from '../../domain/host.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { tickingWithoutOverlap } from '../core/ticking.ts';
import { measureHost } from './measure-host.ts';
import { scanHost } from './scan-host.ts';

/**
 * Every host is scanned now and then, so that an open page is never older than a quarter of an hour. Measured cost decides
 * (docs/architecture.md#law-8): a host whose scan took long is asked less often, at most a fiftieth of the time is spent on it.
 */
const shortestIntervalMs = 15 * 60_000;
const costFactor = 50;
const tickMs = 30_000;

const scheduler: Actor = { kind: 'system', name: 'schedule', role: 'operator' };

export function startPeriodicScans(app: Application): () => void {
  const waited = hostsOfLastDashboard(app);
  return tickingWithoutOverlap(tickMs, async (isStopped) => {
    const due = app.store.hosts.all().filter((host) => waited.delete(host.id) || isDue(app, host));
    // One after the other: two cores at home are enough for one.
    for (const host of due) {
      if (isStopped()) return;
      await attempt(app, host);
    }
  });
}

/** Whose run has ended without the scan after it, because the dashboard stopped: they are looked at at once, and only once. */
function hostsOfLastDashboard(app: Application): Set<string> {
  const hosts = app.store.hosts.all().filter(({ id }) => {
    const seen = app.store.facts.newestOf(id)?.collectedAt ?? '';
    return app.store.runs.withoutReceipt(id).some(({ endedAt }) => endedAt !== null && endedAt > seen);
  });
  return new Set(hosts.map(({ id }) => id));
}

function isDue(app: Application, host: Host): boolean {
  const state = app.store.hostStates.of(host.id);
  if (state.state === 'scanning') return false;
  if (state.at === null) return true;
  const cost = app.store.facts.latest(host.id)?.cost.wallMs ?? 0;
  const interval = Math.max(shortestIntervalMs, cost * costFactor);
  return app.now().getTime() - new Date(state.at).getTime() >= interval;
}

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

/** The failure is in the host's state already, where every page shows it. */
async function attempt(app: Application, host: Host): Promise<void> {
  try {
    await scanHost(app, scheduler, host.id);
  } catch (error) {
    logProblem(`scan of ${host.name}`, error);
  }
}
