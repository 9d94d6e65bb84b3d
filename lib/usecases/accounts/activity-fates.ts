import type { Actor } from '../../access/actor.ts';
import type { Application } from '../core/application.ts';
import { readFates } from '../runs/afterwards.ts';
import type { ActivityEntry } from './activity.ts';

/** What became of the runs that these entries started, by the id of the entry: `undone` and its like. */
export function activityFates(
  app: Application,
  actor: Actor,
  entries: readonly ActivityEntry[],
): ReadonlyMap<number, string> {
  const started = entries.flatMap(({ id, action, detail }) => {
    const { plan } = detail;
    const isStart = action === 'run.started' && typeof plan === 'string';
    const run = isStart ? app.store.runs.ofPlan(plan)[0] : undefined;
    return run === undefined ? [] : [{ id, run }];
  });
  const fates = readFates(
    app,
    actor,
    started.map(({ run }) => run),
  );
  return new Map(
    started.flatMap(({ id, run }) => {
      const fate = fates.get(run.id);
      return fate === undefined ? [] : [[id, fate] as const];
    }),
  );
}
