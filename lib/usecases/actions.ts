import type { Actor } from '../access/actor.ts';
import { requireRole } from '../access/actor.ts';
import { AppError } from '../domain/errors.ts';
import { isRefusal, type PlanEstimate } from '../domain/plan.ts';
import type { Application } from './application.ts';
import { hostOf } from './hosts.ts';
import { actions, draftPlan } from './plans.ts';

export type ListedAction = { id: string; title: string; about: string } & (
  | { available: true; summary: string; estimate: PlanEstimate; params: Record<string, string> }
  | { available: false; excuse: string }
);

/** What can be done now, and the excuse for what cannot; from the stored facts, the host is not touched. */
export function listActions(app: Application, actor: Actor, idOrName: string): ListedAction[] {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  return actions.map((action) => {
    const { id, title, about } = action;
    try {
      const params = defaultParams(id);
      const draft = draftPlan(app, host.id, id, params);
      if (!isRefusal(draft))
        return { id, title, about, available: true, summary: draft.title, estimate: draft.estimate, params };
      return { id, title, about, available: false, excuse: draft.excuses.map((entry) => entry.excuse).join(' ') };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { id, title, about, available: false, excuse: error.userMessage };
    }
  });
}

/** What a person most likely means; where an object must be named, the excuse says so. */
function defaultParams(actionId: string): Record<string, string> {
  return actionId === 'remove-leaked-layers' ? { names: 'all' } : {};
}
