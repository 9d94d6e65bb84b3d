import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { actions } from '../../actions/action-registry.ts';
import type { Action } from '../../domain/action.ts';
import { AppError } from '../../domain/errors.ts';
import type { HostId } from '../../domain/ids.ts';
import { isRefusal, type PlanEstimate } from '../../domain/plan.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';
import { readReport } from '../scans/reports.ts';
import { draftPlan } from './plans.ts';

export type ListedAction = { id: string; title: string; about: string } & (
  | { available: true; summary: string; estimate: PlanEstimate; params: Record<string, string> }
  | { available: false; excuse: string }
);

/**
 * What can be done now, and the excuse for what cannot; from the stored facts, the host is not touched. An action that works on
 * one object (a volume) stands here once for each object that a finding proposes it for.
 */
export function listActions(app: Application, actor: Actor, idOrName: string): ListedAction[] {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  const remedies = readReport(app, actor, host.id)?.findings.flatMap((finding) => finding.remedies) ?? [];
  return actions.flatMap((action) => {
    const proposed = remedies.filter((remedy) => remedy.actionId === action.id).map((remedy) => remedy.params);
    const choices = proposed.length > 0 ? proposed : [{}];
    return choices.map((params) => listedAction(app, host.id, action, params));
  });
}

function listedAction(app: Application, hostId: HostId, action: Action, params: Record<string, string>): ListedAction {
  const { id, title, about } = action;
  try {
    const draft = draftPlan(app, hostId, id, { ...defaultParams(id), ...params });
    if (!isRefusal(draft)) {
      return {
        id,
        title,
        about,
        available: true,
        summary: draft.title,
        estimate: draft.estimate,
        params: draft.params,
      };
    }
    return { id, title, about, available: false, excuse: draft.excuses.map((entry) => entry.excuse).join(' ') };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const missing = action.params.safeParse({});
    const wanted = missing.success ? [] : missing.error.issues.map((issue) => issue.path.join('.'));
    const excuse =
      wanted.length > 0 && Object.keys(params).length === 0
        ? `Needs ${wanted.join(', ')}; nothing on this host asks for it now.`
        : error.userMessage;
    return { id, title, about, available: false, excuse };
  }
}

/** What a person most likely means; where an object must be named, the excuse says so. */
function defaultParams(actionId: string): Record<string, string> {
  return actionId === 'remove-leaked-layers' ? { names: 'all' } : {};
}
