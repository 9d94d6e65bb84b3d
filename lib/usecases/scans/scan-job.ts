import type { Actor } from '../../access/actor.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import type { Host } from '../../domain/host.ts';
import { scanIntervalMs } from '../../monitor/jobs/job-policy.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { eachHost, type JobKind } from '../jobs/job-kind.ts';
import { leaveAsleep, rememberLook } from './disk-look.ts';
import { scanHost } from './scan-host.ts';

const scheduler: Actor = { kind: 'system', name: 'schedule', role: 'operator' };

/**
 * Every host is scanned on its own interval. Measured cost decides (docs/architecture.md#law-8): a host on which a scan takes much is
 * asked less often. A host that does not answer is tried on, less and less often, so that its return is seen within the hour.
 */
export const scanJob: JobKind = {
  id: 'scan',
  title: 'Scan',
  subjects: eachHost,
  everyMs: (app, { host }) => (host === null ? Number.POSITIVE_INFINITY : intervalOf(app, host)),
  backOff: (app, { host }) => {
    const firstMs = host === null ? 0 : intervalOf(app, host);
    return { firstMs, longestMs: Math.max(firstMs, 3_600_000) };
  },
  async work({ app, subject: { host }, isWoken }) {
    if (host === null) return undefined;
    const freshUntilMs = isWoken ? null : dueAfterOther(app, host);
    if (freshUntilMs !== null) return { nextAtMs: freshUntilMs };
    if (isDemoHost(host)) {
      await scanHost(app, scheduler, host.id);
      return undefined;
    }
    if (!isWoken && (await restsAsleep(app, host))) return { said: 'Disks asleep: only the Engine was asked.' };
    await scanHost(app, scheduler, host.id);
    await rememberLook(app, host).catch((error: unknown) => logProblem(`looking at the disks of ${host.name}`, error));
    return undefined;
  },
  listen: (app, wake) => {
    for (const id of hostsOfLastDashboard(app)) wake(id);
    // A host that was added or changed meanwhile gets its job at the next look; this makes that look come soon.
    return app.events.subscribe(({ type }) => {
      if (type === 'hosts') wake('');
    });
  },
};

/** A host that cannot be looked at is scanned, which says why it cannot. */
async function restsAsleep(app: Application, host: Host): Promise<boolean> {
  try {
    return await leaveAsleep(app, host);
  } catch {
    return false;
  }
}

function intervalOf(app: Application, host: Host): number {
  const wantedMs = host.settings.scanEveryMinutes * 60_000;
  return scanIntervalMs(wantedMs, app.store.facts.latest(host.id)?.cost ?? null);
}

/** A person, a plan or a run has scanned it meanwhile: the interval counts from there. null: it is due. */
function dueAfterOther(app: Application, host: Host): number | null {
  const { state, at } = app.store.hostStates.of(host.id);
  if (at === null || (state !== 'reachable' && state !== 'scanning')) return null;
  const ageMs = app.now().getTime() - Date.parse(at);
  const intervalMs = intervalOf(app, host);
  // The jitter is a tenth; what is nearly due is done.
  return ageMs >= 0 && ageMs < intervalMs * 0.8 ? Date.parse(at) + intervalMs : null;
}

/** Whose run has ended without the scan after it, because the dashboard stopped: they are looked at at once, and only once. */
function hostsOfLastDashboard(app: Application): string[] {
  const hosts = app.store.hosts.all().filter(({ id }) => {
    const seen = app.store.facts.newestOf(id)?.collectedAt ?? '';
    return app.store.runs.withoutReceipt(id).some(({ endedAt }) => endedAt !== null && endedAt > seen);
  });
  return hosts.map(({ id }) => id);
}
