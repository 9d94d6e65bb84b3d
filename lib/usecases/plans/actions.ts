import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { actions } from '../../actions/action-registry.ts';
import { offerOf } from '../../actions/offer-of.ts';
import type { Action, ActionGroup } from '../../domain/action.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import type { JudgedOffer } from '../../domain/judgement.ts';
import type { PlanEstimate } from '../../domain/plan.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';
import { judgedOffers, rememberedOffers, whyUnreachable } from './host-offers.ts';

export type ListedAction = {
  id: string;
  title: string;
  about: string;
  scope: Action['scope'];
  group: ActionGroup;
  offer: Offer;
} & (
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
  const judged = judgedOffers(app, host);
  const unreachable = whyUnreachable(app, host);
  const reason = unreachable ?? ('why' in judged ? judged.why : null);
  if (reason === null && 'listed' in judged) return judged.listed.map(listed);
  const kind = unreachable === null ? 'not-judged' : 'unreachable';
  const blocked = { kind, reason: reason ?? '', instead: null } as const;
  return actions.map((action) => {
    const offer = offerOf(action, { ...action.defaults }, { draft: null, nearlyFull: false, blocked });
    return listed({ action, offer, plan: null });
  });
}

/** What removes leaked layers on a host, each way once and without planning anything: the page of layers says it of what was selected. */
export function readLeakedOffers(app: Application, actor: Actor, idOrName: string): Offer[] {
  requireRole(actor, 'viewer');
  const judged = rememberedOffers(app, hostOf(app, idOrName));
  if ('why' in judged) return [];
  return judged.listed.flatMap(({ action, offer }) => (action.onlyLeaked === true && action.modes ? [offer] : []));
}

function listed({ action, offer, plan }: Pick<JudgedOffer, 'action' | 'offer' | 'plan'>): ListedAction {
  const { id, title, about, scope, group } = action;
  const row = { id, title, about, scope, group, offer };
  if (plan === null) return { ...row, available: false, excuse: offer.blocked?.reason ?? '' };
  return { ...row, available: true, summary: plan.title, estimate: plan.estimate, params: plan.params };
}
