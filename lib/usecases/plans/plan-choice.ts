import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { actionById } from '../../actions/action-registry.ts';
import { offerOf } from '../../actions/offer-of.ts';
import type { Action } from '../../domain/action.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import { isRefusal, type Plan, type PlanDraft } from '../../domain/plan.ts';
import { hasNoRoomLeft } from '../../health/space-checks.ts';
import type { Application } from '../core/application.ts';
import { readReport } from '../scans/reports.ts';
import { draftPlan, orExcuse, type PlanningContext, planningContext } from './planning.ts';

/** A plan in the words of the button that led to it, and what one could have instead, without going back. */
export interface PlanChoice {
  offer: Offer;
  /** the same objects in another mode: now and for good, or quarantined */
  modes: Offer[];
  /** with what this plan leaves out for the sake of a parameter */
  wider: { label: string; offer: Offer }[];
  /** only what frees space now helps */
  nearlyFull: boolean;
}

/** From the stored facts alone; choosing one makes a plan of its own, from a fresh scan. Null for an action that is no longer known. */
export function readPlanChoice(app: Application, actor: Actor, plan: Plan): PlanChoice | null {
  requireRole(actor, 'viewer');
  const action = actionById(plan.actionId);
  if (action === undefined) return null;
  const nearlyFull = hasNoRoomLeft(readReport(app, actor, plan.hostId)?.findings ?? []);
  const offer = offerOf(action, plan.params, { draft: plan, nearlyFull });
  const choice: PlanChoice = { offer, modes: [], wider: [], nearlyFull };
  const variants = [...modesOf(action, plan), ...widerOf(plan)];
  if (plan.state !== 'proposed' || variants.length === 0) return choice;
  // Where the stored facts allow no plan there is no choice to show; whoever asks for it anyway is told why.
  const planning = orExcuse(() => planningContext(app, plan.hostId));
  if ('excuse' in planning) return choice;
  const targets = new Set(plan.steps.map(({ target }) => target.id));
  for (const { params, label } of variants) {
    const draft = draftOf(planning, action, params);
    if (draft === null) continue;
    const found = offerOf(action, params, { draft, nearlyFull });
    const adds = new Set(draft.steps.map(({ target }) => target.id)).difference(targets).size;
    if (label === null) choice.modes.push(found);
    else if (adds > 0) choice.wider.push({ label: label(adds), offer: found });
  }
  return choice;
}

interface Variant {
  params: Record<string, string>;
  /** null: another mode, whose offer has words of its own */
  label: ((count: number) => string) | null;
}

function modesOf({ modes = [] }: Action, { params }: Plan): Variant[] {
  return modes
    .filter(({ mode }) => mode !== undefined && params.mode !== undefined && mode !== params.mode)
    .map((mode) => ({ params: { ...params, ...mode }, label: null }));
}

/** The parameters that the reasons of what was skipped speak of. */
function widerOf({ params, skipped }: Plan): Variant[] {
  const isSkippedBy = (guardId: string): boolean => skipped.some((each) => each.guardId === guardId);
  const variants: Variant[] = [];
  if (params.stopDocker === 'no' && isSkippedBy('way-out'))
    variants.push({
      params: { ...params, stopDocker: 'yes' },
      label: (count) => `Include ${count} more and stop Docker for a moment`,
    });
  if (params.minAgeHours !== undefined && params.minAgeHours !== '0' && isSkippedBy('minimum-age'))
    variants.push({ params: { ...params, minAgeHours: '0' }, label: (count) => `Include ${count} newer` });
  return variants;
}

function draftOf(planning: PlanningContext, action: Action, params: Record<string, string>): PlanDraft | null {
  const draft = orExcuse(() => draftPlan(planning, action.id, params));
  return 'excuse' in draft || isRefusal(draft) ? null : draft;
}
