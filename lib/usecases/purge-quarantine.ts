import type { Actor } from '../access/actor.ts';
import { AppError } from '../domain/errors.ts';
import type { Host } from '../domain/host.ts';
import type { Application } from './application.ts';
import { audited } from './audited.ts';
import { proposePlan } from './plans.ts';
import { listQuarantine } from './quarantine.ts';
import { applyPlan } from './runs.ts';

const purger: Actor = { kind: 'system', name: 'quarantine deadline', role: 'operator' };
const tickMs = 10 * 60_000;

/**
 * Approving a quarantine approved its purge date. When that has come, the dashboard applies a plan of its own, from fresh facts, so
 * that each entry is proven again; what is not proven stays, with its excuse in the audit. While Bilge is read-only or not
 * running nothing is purged.
 */
export function startQuarantinePurges(app: Application): () => void {
  const tick = (): void => {
    void app.store.hosts.all().reduce((before, host) => before.then(() => purgeDue(app, host)), Promise.resolve());
  };
  const timer = setInterval(tick, tickMs);
  timer.unref();
  tick();
  return () => clearInterval(timer);
}

export async function purgeDue(app: Application, host: Host): Promise<void> {
  const listed = listQuarantine(app, purger, host.id);
  if (listed.state === 'unknown' || app.settings.isReadOnly) return;
  const now = app.now().getTime();
  const due = listed.value.filter((entry) => entry.purgeAt !== null && new Date(entry.purgeAt).getTime() <= now);
  if (due.length === 0) return;
  const entries = due.map((entry) => entry.entry).join(',');
  try {
    await audited(
      app,
      purger,
      { action: 'quarantine.due', subject: host.name, hostId: host.id, detail: { entries: due.length } },
      async () => {
        const plan = await proposePlan(app, purger, host.id, 'purge-quarantine', { entries });
        await applyPlan(app, purger, plan.id, host.name);
      },
    );
  } catch (error) {
    // The audit line has the reason; the next tick tries again.
    if (!(error instanceof AppError)) console.error(`purging the quarantine of ${host.name}:`, error);
  }
}
