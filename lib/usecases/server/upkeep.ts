import { z } from 'zod';
import type { Actor } from '../../access/actor.ts';
import { nextTurn } from '../../domain/slices.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { tickingWithoutOverlap } from '../core/ticking.ts';
import { listedObjects } from '../scans/gone-measurements.ts';

const upkeeper: Actor = { kind: 'system', name: 'daily upkeep', role: 'operator' };
const lookEveryMs = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;
const lastSetting = 'upkeep.last';

/** Once a day, also across restarts: what is older than its bound goes, so that the database of years fits on a small disk. */
export function startUpkeep(app: Application): () => void {
  return tickingWithoutOverlap(lookEveryMs, async (isStopped) => {
    const last = app.store.settings.get(lastSetting, z.string());
    // A clock that was wrong once must not hold it up for ever: a time to come counts as none.
    const ageMs = last === null ? Number.POSITIVE_INFINITY : app.now().getTime() - Date.parse(last);
    if (ageMs >= 0 && ageMs < dayMs) return;
    await keepUp(app, isStopped);
  });
}

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
  app.store.settings.put(lastSetting, app.now().toISOString());
  // What leaves the audit log leaves a line in it.
  if (Object.keys(removed).length > 0)
    await audited(app, upkeeper, { action: 'upkeep.done', subject: 'stored data', detail: removed }, () => {});
  return removed;
}
