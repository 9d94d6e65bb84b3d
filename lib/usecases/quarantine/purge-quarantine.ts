import type { Actor } from '../../access/actor.ts';
import { AppError, messageOf } from '../../domain/errors.ts';
import type { Host } from '../../domain/host.ts';
import type { SkippedObject } from '../../domain/plan.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { logUnexpected } from '../core/log.ts';
import { eachHost, type JobKind } from '../jobs/job-kind.ts';
import { PlanRefused, proposePlan } from '../plans/plans.ts';
import { applyPlan } from '../runs/runs.ts';
import { forgetAttempts, isDue, nextAttemptAt, recordAttempt } from './due-quarantine.ts';
import { listQuarantine } from './quarantine.ts';

const purger: Actor = { kind: 'system', name: 'quarantine deadline', role: 'operator' };
const tickMs = 10 * 60_000;

/**
 * Approving a quarantine approved its purge date. On that date the dashboard makes and applies a plan from fresh facts, so
 * that each entry is proven again; what is not proven stays, with its excuse on the page. While Bilge is read-only or not
 * running nothing is purged.
 */
export const purgeJob: JobKind = {
  id: 'purge',
  title: 'Free due quarantine entries',
  isQuick: true,
  subjects: eachHost,
  everyMs: () => tickMs,
  backOff: () => ({ firstMs: tickMs, longestMs: tickMs }),
  async work({ app, subject: { host } }) {
    if (host !== null) await purgeDue(app, host);
    return undefined;
  },
};

export async function purgeDue(app: Application, host: Host): Promise<void> {
  const listed = listQuarantine(app, purger, host.id);
  if (listed.state === 'unknown' || app.settings.isReadOnly) return;
  const due = listed.value.filter((entry) => isDue(entry, app.now()));
  if (due.length === 0) return forgetAttempts(app, host.id);
  if (nextAttemptAt(app, host.id) !== null) return;
  const entries = due.map((entry) => entry.entry).join(',');
  try {
    await audited(
      app,
      purger,
      { action: 'quarantine.due', subject: host.name, hostId: host.id, detail: { entries: due.length } },
      async () => {
        const plan = await proposePlan(app, purger, host.id, 'purge-quarantine', { entries });
        recordAttempt(app, host.id, { excuse: null, leftAlone: excusesOf(plan.skipped) });
        await applyPlan(app, purger, plan.id, host.name);
      },
    );
  } catch (error) {
    if (!(error instanceof AppError)) logUnexpected(`purging the quarantine of ${host.name}`, error);
    const leftAlone = error instanceof PlanRefused ? excusesOf(error.refusal.skipped) : {};
    // What is said of each entry is more than what is said of all of them.
    const isToldEach = due.every(({ originalName }) => Object.hasOwn(leftAlone, originalName));
    recordAttempt(app, host.id, { excuse: isToldEach ? null : messageOf(error), leftAlone });
  }
}

function excusesOf(skipped: readonly SkippedObject[]): Record<string, string> {
  return Object.fromEntries(skipped.map(({ target, excuse }) => [target.id, excuse]));
}
