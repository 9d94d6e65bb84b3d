import { formatMoment } from '../../domain/format.ts';
import type { HostId } from '../../domain/ids.ts';
import type { DueAttempt } from '../../domain/stored/remembered.ts';
import { backOffMs } from '../../monitor/jobs/job-policy.ts';
import type { Application } from '../core/application.ts';

const pause = { firstMs: 10 * 60_000, longestMs: 24 * 3_600_000 };

const attemptsOf = (app: Application) => app.store.documents.stored('due-quarantines');

export function recordAttempt(
  app: Application,
  hostId: HostId,
  outcome: Pick<DueAttempt, 'excuse' | 'leftAlone'>,
): void {
  const attempts = (attemptsOf(app).byIdIfReadable(hostId)?.attempts ?? 0) + 1;
  const at = app.now().toISOString();
  attemptsOf(app).put(hostId, { at, attempts, ...outcome }, at);
  app.events.publish({ type: 'host', hostId });
}

export function forgetAttempts(app: Application, hostId: HostId): void {
  attemptsOf(app).remove(hostId);
}

/** ISO; null where it may be tried now. */
export function nextAttemptAt(app: Application, hostId: HostId): string | null {
  const last = attemptsOf(app).byIdIfReadable(hostId);
  if (last === null) return null;
  const next = Date.parse(last.at) + backOffMs(last.attempts, pause);
  return next <= app.now().getTime() ? null : new Date(next).toISOString();
}

/** Why a due entry is still there, for a person; null where it is not due or has no date. */
export function whyStillThere(
  app: Application,
  hostId: HostId,
  entry: { originalName: string; purgeAt: string | null },
): string | null {
  if (!isDue(entry, app.now())) return null;
  if (app.settings.isReadOnly) return 'Bilge is read-only (BILGE_READ_ONLY), so it frees nothing automatically.';
  const last = attemptsOf(app).byIdIfReadable(hostId);
  const excuse =
    last === null ? null : (last.excuse ?? last.leftAlone[entry.originalName] ?? excuseOfRun(app, hostId, entry));
  if (excuse === null) return 'Due. Bilge re-checks it and frees it within ten minutes.';
  const next = nextAttemptAt(app, hostId);
  return `Skipped: ${excuse}${next === null ? '' : ` Next attempt after ${formatMoment(next)}.`}`;
}

/** The plan may have included it, and the host refused it when it checked again. */
function excuseOfRun(app: Application, hostId: HostId, { originalName }: { originalName: string }): string | null {
  const steps = app.store.runs
    .list({ hostId, limit: 20 })
    .filter(({ actionId }) => actionId === 'purge-quarantine')
    .flatMap((run) => run.steps.filter(({ target }) => target.id === originalName));
  const [newest] = steps;
  return newest === undefined || newest.state === 'done' ? null : newest.said;
}

export function isDue({ purgeAt }: { purgeAt: string | null }, now: Date): boolean {
  return purgeAt !== null && Date.parse(purgeAt) <= now.getTime();
}
