import type { Alert } from '../../domain/alerts/alert.ts';
import type { Observation } from '../../domain/alerts/cause.ts';
import type { AlertSettings } from '../../domain/alerts/channel.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import type { Host } from '../../domain/host.ts';
import { judgeBackup, judgeLeakGrowth } from '../../monitor/alerts/bounds.ts';
import type { Application } from '../core/application.ts';

/**
 * What the scans since the last look saw. It reads what a scan leaves in the store, whoever made it (this dashboard, the one before it, the
 * command line), so nothing has to be handed over, and nothing is lost between a scan and a restart.
 */
export interface Looked {
  observations: Observation[];
  /** the hosts that were looked at, with the time of what was seen */
  seen: { hostId: string; at: string }[];
}

const hourMs = 3_600_000;

export function lookAtHosts(app: Application, alerts: readonly Alert[], options: { withInfo: boolean }): Looked {
  const looked: Looked = { observations: [], seen: [] };
  for (const host of app.store.hosts.all()) {
    // A demo host is a recording: nothing of it is worth waking anyone.
    if (isDemoHost(host)) continue;
    const { state, at, problem } = app.store.hostStates.of(host.id);
    if (at === null || (state !== 'reachable' && state !== 'unreachable')) continue;
    if (app.store.alerts.seen('host', host.id) === at) continue;
    looked.seen.push({ hostId: host.id, at });
    const why = problem?.userMessage ?? '';
    const cause = { kind: 'host-unreachable', hostId: host.id, why } as const;
    looked.observations.push({ cause, state: state === 'unreachable' ? 'bad' : 'good' });
    if (state === 'reachable')
      looked.observations.push(...findingsOf(app, host, alerts, options), ...growthOf(app, host, at));
  }
  return looked;
}

/** All that are open are bad, all that have an alert and are not open any more are good. Info is observed only where a channel wants it. */
function findingsOf(
  app: Application,
  { id: hostId }: Host,
  alerts: readonly Alert[],
  { withInfo }: { withInfo: boolean },
): Observation[] {
  const open = app.store.findings
    .open(hostId)
    .filter(({ finding }) => withInfo || finding.severity !== 'info')
    .map(({ finding: { key, checkId, severity, title } }): Observation => {
      return { cause: { kind: 'finding', hostId, key, checkId, severity, title }, state: 'bad' };
    });
  const keys = new Set(open.map(({ cause }) => (cause.kind === 'finding' ? cause.key : '')));
  const gone = alerts.flatMap(({ cause }): Observation[] =>
    cause.kind === 'finding' && cause.hostId === hostId && !keys.has(cause.key) ? [{ cause, state: 'good' }] : [],
  );
  return [...open, ...gone];
}

const leaked = 'ledger.leaked-layers';

/** Against the sample of about a day before; without one, or without a size in this scan, nothing is known. */
function growthOf(app: Application, { id: hostId }: Host, at: string): Observation[] {
  const now = Date.parse(at);
  const samples = app.store.samples.since(hostId, new Date(now - 36 * hourMs).toISOString(), [leaked]);
  const newest = samples.at(-1);
  const before = samples.findLast((sample) => now - Date.parse(sample.at) >= 20 * hourMs);
  if (newest === undefined || before === undefined || newest.at !== at) return [];
  const days = (now - Date.parse(before.at)) / (24 * hourMs);
  const bytesPerDay = (newest.value - before.value) / days;
  const cause = { kind: 'leak-growing', hostId, bytesPerDay, leakedBytes: newest.value } as const;
  return [{ cause, state: judgeLeakGrowth(bytesPerDay) }];
}

/** Bilge's own backups, as the audit log has them. */
export function lookAtBackups(
  app: Application,
  alerts: readonly Alert[],
  { backupDays }: AlertSettings,
): Observation[] {
  const open = alerts.find(({ cause }) => cause.kind === 'backup-old');
  if (backupDays === null) return open === undefined ? [] : [{ cause: open.cause, state: 'good' }];
  const newest = app.store.audit.list({ action: 'backup.made', limit: 20 }).find(({ result }) => result === 'ok');
  const ageDays = newest === undefined ? null : (app.now().getTime() - Date.parse(newest.at)) / (24 * hourMs);
  const cause = { kind: 'backup-old', newestAt: newest?.at ?? null, days: backupDays } as const;
  return [{ cause, state: judgeBackup(ageDays, backupDays) }];
}
