import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import type { JobRow, ShownJob } from '../../domain/job.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { refuseDeclared } from '../declared/declared-store.ts';
import { hostOf } from '../hosts/hosts.ts';
import { jobKey } from './job-kind.ts';
import { jobKinds } from './job-kinds.ts';

/** What Bilge does by itself: failed ones first, then by when they are due. Outside the serving process those of minutes and seconds are not seen. */
export function listJobs(app: Application, actor: Actor): ShownJob[] {
  requireRole(actor, 'viewer');
  const names = new Map(app.store.hosts.all().map(({ id, name }) => [id as string, name]));
  const rows = app.jobs?.rows() ?? app.store.jobs.all();
  return rows.map((row) => shown(row, names)).sort(byTrouble);
}

/** Once, as soon as its host is free; its interval counts from there. */
export function runJobNow(app: Application, actor: Actor, key: string): Promise<void> {
  return changed(app, actor, key, 'job.requested', (row) => {
    if (row.state === 'held') throw new InvalidInputError(`“${titleOf(row)}” is paused. Resume it first.`);
    if (app.jobs) app.jobs.wake(key);
    else app.store.jobs.dueAt(key, app.now().getTime());
  });
}

/** It does not begin until it is resumed; what goes on is finished. */
export function pauseJob(app: Application, actor: Actor, key: string): Promise<void> {
  return changed(app, actor, key, 'job.paused', (row) => {
    if (!app.store.jobs.hold(key, true))
      throw new InvalidInputError(`“${titleOf(row)}” cannot be paused, or is paused already.`);
  });
}

export function resumeJob(app: Application, actor: Actor, key: string): Promise<void> {
  return changed(app, actor, key, 'job.resumed', (row) => {
    if (row.state !== 'held') throw new InvalidInputError(`“${titleOf(row)}” is not paused.`);
    app.store.jobs.hold(key, false);
  });
}

/** Ends what goes on. A run on a host is not a job: it goes on, and is cancelled on its own page. */
export function cancelJob(app: Application, actor: Actor, key: string): Promise<void> {
  return changed(app, actor, key, 'job.cancelled', (row) => {
    if (app.jobs?.cancel(key) !== true)
      throw new InvalidInputError(`“${titleOf(row)}” is not running in this process.`);
  });
}

/** In minutes; longer where a scan costs the host more than 1% of a processor. */
export function setScanInterval(app: Application, actor: Actor, idOrName: string, minutes: number): Promise<void> {
  requireRole(actor, 'operator');
  const host = hostOf(app, idOrName);
  refuseDeclared(app, actor, 'host', host.name);
  const detail = { scanEveryMinutes: minutes };
  return audited(app, actor, { action: 'host.change', subject: host.name, hostId: host.id, detail }, () => {
    if (host.unreadable !== undefined) throw new InvalidInputError(host.unreadable);
    app.store.hosts.update(host.id, { name: host.name, settings: { ...host.settings, scanEveryMinutes: minutes } });
    app.store.jobs.dueAt(jobKey({ id: 'scan' }, host.id), app.now().getTime() + minutes * 60_000);
    app.events.publish({ type: 'hosts' });
  });
}

function changed(
  app: Application,
  actor: Actor,
  key: string,
  action: string,
  work: (row: JobRow) => void,
): Promise<void> {
  requireRole(actor, 'operator');
  const row = (app.jobs?.rows() ?? app.store.jobs.all()).find((each) => each.key === key);
  if (row === undefined) throw new NotFoundError(`No job “${key}”.`);
  const about = row.hostId === null ? {} : { hostId: row.hostId };
  return audited(app, actor, { action, subject: titleOf(row), ...about }, () => {
    work(row);
    app.events.publish({ type: 'settings' });
  });
}

function titleOf({ kind }: JobRow): string {
  return jobKinds.find(({ id }) => id === kind)?.title ?? kind;
}

function shown(row: JobRow, names: ReadonlyMap<string, string>): ShownJob {
  const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return {
    key: row.key,
    kind: row.kind,
    title: titleOf(row),
    host: row.hostId === null ? null : { id: row.hostId, name: names.get(row.hostId) ?? row.hostId },
    state: row.state,
    failures: row.attempts,
    nextAt: row.state === 'waiting' ? iso(row.nextAtMs) : null,
    lastBegunAt: iso(row.begunAtMs),
    lastEndedAt: iso(row.endedAtMs),
    tookMs: row.tookMs,
    problem: row.problem,
  };
}

function byTrouble(one: ShownJob, other: ShownJob): number {
  return (
    other.failures - one.failures ||
    (one.nextAt ?? '').localeCompare(other.nextAt ?? '') ||
    one.key.localeCompare(other.key)
  );
}
