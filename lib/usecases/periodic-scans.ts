import type { Actor } from '../access/actor.ts';
import type { Host } from '../domain/host.ts';
import type { Application } from './application.ts';
import { scanHost } from './scan-host.ts';

/**
 * Every host is looked at now and then, so that an open page is never older than a quarter of an hour. Measured cost decides
 * (law 8): a host whose scan took long is asked less often, at most a fiftieth of the time is spent on it.
 */
const shortestIntervalMs = 15 * 60_000;
const costFactor = 50;
const tickMs = 30_000;

const scheduler: Actor = { kind: 'system', name: 'schedule', role: 'operator' };

export function startPeriodicScans(app: Application): () => void {
  const tick = (): void => {
    const due = app.store.hosts.all().filter((host) => isDue(app, host));
    // One after the other: two cores at home are enough for one.
    void due.reduce((before, host) => before.then(() => attempt(app, host)), Promise.resolve());
  };
  const timer = setInterval(tick, tickMs);
  timer.unref();
  tick();
  return () => clearInterval(timer);
}

function isDue(app: Application, host: Host): boolean {
  const state = app.store.hostStates.of(host.id);
  if (state.state === 'scanning') return false;
  if (state.at === null) return true;
  const cost = app.store.facts.latest(host.id)?.cost.wallMs ?? 0;
  const interval = Math.max(shortestIntervalMs, cost * costFactor);
  return app.now().getTime() - new Date(state.at).getTime() >= interval;
}

/** The failure is in the host's state already, where every page shows it. */
async function attempt(app: Application, host: Host): Promise<void> {
  try {
    await scanHost(app, scheduler, host.id);
  } catch (error) {
    console.error(`scan of ${host.name}:`, error instanceof Error ? error.message : error);
  }
}
