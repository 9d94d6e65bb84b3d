import type { Action } from '../domain/action.ts';
import type { Offer } from '../domain/answers/offer.ts';
import { formatBytes } from '../domain/bytes.ts';
import type { Fact } from '../domain/fact.ts';
import type { PlanDraft } from '../domain/plan.ts';

export interface OfferSituation {
  /** the plan that it leads to, from the stored facts; null where there is none */
  draft: PlanDraft | null;
  /** a filesystem of Docker's is nearly full: what frees nothing now must say so */
  nearlyFull: boolean;
  /** where it is known without a plan: what a run has just quarantined */
  amount?: Offer['amount'];
  blocked?: Offer['blocked'];
}

/** An action's offer: its words, with what its plan says of amount, date and undo. Without a plan it promises no amount. */
export function offerOf(
  action: Action,
  params: Record<string, string>,
  { draft, nearlyFull, amount: known = null, blocked = null }: OfferSituation,
): Offer {
  const setAside = draft?.estimate.setAside ?? null;
  const amount = draft === null ? known : amountOf(setAside?.bytes ?? draft.estimate.freedBytes, draft.estimate.exact);
  const freesAt = setAside?.purgeAt ?? null;
  const effect = action.effect(params);
  return {
    actionId: action.id,
    params,
    label: action.label(amount === null ? null : amountWords(amount), params),
    consequence: action.consequence({ params, freesAt, nearlyFull }),
    effect,
    amount,
    freesAt,
    reversible: draft === null ? effect !== 'frees-now' : draft.steps.every(({ risk }) => risk !== 'irreversible'),
    blocked,
  };
}

/** Nothing measured yet is not "0 B". */
function amountOf(bytes: Fact<number>, exact: boolean): Offer['amount'] {
  return bytes.state === 'known' && bytes.value > 0 ? { bytes: bytes.value, exact } : null;
}

function amountWords({ bytes, exact }: NonNullable<Offer['amount']>): string {
  return `${exact ? '' : 'about '}${formatBytes(bytes)}`;
}
