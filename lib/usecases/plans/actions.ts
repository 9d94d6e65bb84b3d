import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { actions } from '../../actions/action-registry.ts';
import type { Action } from '../../domain/action.ts';
import { AppError } from '../../domain/errors.ts';
import { isRefusal, type PlanDraft, type PlanEstimate } from '../../domain/plan.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';
import { readReport } from '../scans/reports.ts';
import { draftPlan, type PlanningContext, planningContext } from './planning.ts';

export type ListedAction = { id: string; title: string; about: string; scope: Action['scope'] } & (
  | { available: true; summary: string; estimate: PlanEstimate; params: Record<string, string> }
  | { available: false; excuse: string }
);

/**
 * The available actions, and the blocked ones with their reason; from the stored facts, the host is not asked. An action that works on
 * one object (a volume) is listed once for each object that a finding proposes it for. Proposals that lead to the same plan are
 * listed once.
 */
export function listActions(app: Application, actor: Actor, idOrName: string): ListedAction[] {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  const remedies = readReport(app, actor, host.id)?.findings.flatMap((finding) => finding.remedies) ?? [];
  const planning = orExcuse(() => planningContext(app, host.id));
  return actions.flatMap((action) => {
    const proposed = remedies.filter((remedy) => remedy.actionId === action.id).map((remedy) => remedy.params);
    const choices = proposed.length > 0 ? proposed : [{}];
    const listed = choices.map((params) => listedAction(planning, action, params));
    return [...new Map(listed.map(({ row, same }) => [same, row])).values()];
  });
}

/** `same`: rows that have it in common would lead to the same plan, or are blocked for the same reason. */
function listedAction(
  planning: PlanningContext | { excuse: string },
  action: Action,
  params: Record<string, string>,
): { row: ListedAction; same: string } {
  const { id, title, about, scope } = action;
  const blocked = (excuse: string): { row: ListedAction; same: string } => ({
    row: { id, title, about, scope, available: false, excuse },
    same: excuse,
  });
  if ('excuse' in planning) return blocked(planning.excuse);
  const draft = orExcuse(() => draftPlan(planning, id, { ...action.defaults, ...params }));
  if ('excuse' in draft) return blocked(needs(action, params) ?? draft.excuse);
  if (isRefusal(draft)) return blocked(draft.excuses.map((entry) => entry.excuse).join(' '));
  return {
    row: {
      id,
      title,
      about,
      scope,
      available: true,
      summary: draft.title,
      estimate: draft.estimate,
      params: draft.params,
    },
    same: JSON.stringify([draft.title, draft.steps.map(({ op, target, args }) => [op, target.id, args])]),
  };
}

/** Where an object must be named and none was: the missing parameters. */
function needs(action: Action, params: Record<string, string>): string | null {
  const missing = action.params.safeParse({});
  if (missing.success || Object.keys(params).length > 0) return null;
  const wanted = missing.error.issues.map((issue) => issue.path.join('.'));
  return `Nothing to do: no finding on this host asks for it (needs ${wanted.join(', ')}).`;
}

function orExcuse<T extends PlanningContext | PlanDraft | ReturnType<typeof draftPlan>>(
  work: () => T,
): T | { excuse: string } {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) return { excuse: error.userMessage };
    throw error;
  }
}
