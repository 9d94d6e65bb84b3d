import type { Actor } from '../../access/actor.ts';
import { nextTurn } from '../../domain/slices.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { dashboardItself, type JobKind } from '../jobs/job-kind.ts';
import { listedObjects } from '../scans/gone-measurements.ts';

const upkeeper: Actor = { kind: 'system', name: 'daily upkeep', role: 'operator' };
const dayMs = 24 * 60 * 60_000;

/** Once a day, also across restarts: what is older than its bound goes, so that the database of years fits on a small disk. */
export const upkeepJob: JobKind = {
  id: 'upkeep',
  title: 'Daily upkeep',
  subjects: () => dashboardItself,
  everyMs: () => dayMs,
  backOff: () => ({ firstMs: 60 * 60_000, longestMs: dayMs }),
  async work({ app, signal }) {
    await keepUp(app, () => signal.aborted);
    return undefined;
  },
};

/** @returns how many rows of each kind went */
export async function keepUp(
  app: Application,
  isStopped: () => boolean = () => false,
): Promise<Record<string, number>> {
  const removed: Record<string, number> = {};
  const count = (what: string, rows: number): void => {
    if (rows > 0) removed[what] = (removed[what] ?? 0) + rows;
  };
  for (const host of app.store.hosts.all()) {
    const facts = app.store.facts.latest(host.id);
    for (const [kind, objects] of facts === null ? [] : listedObjects(facts))
      count('measurements', app.store.measurements.keepOnly(host.id, kind, objects));
    await nextTurn();
  }
  for (const { what, rows } of app.store.retention.retire(app.now())) {
    if (isStopped()) return removed;
    count(what, rows);
    await nextTurn();
  }
  // A message that is still open is updated by the receiver's id of it, which is in its row: rows stay as long as the record of runs.
  const before = (days: number): string => new Date(app.now().getTime() - days * dayMs).toISOString();
  count('messages', app.store.outbox.removeEnded(before(400)));
  count('messages', app.store.alerts.removeSeenRuns(before(60)));
  // What leaves the audit log leaves a line in it.
  if (Object.keys(removed).length > 0)
    await audited(app, upkeeper, { action: 'upkeep.done', subject: 'stored data', detail: removed }, () => {});
  return removed;
}
