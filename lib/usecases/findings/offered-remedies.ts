import { actionById } from '../../actions/action-registry.ts';
import { offerOf } from '../../actions/offer-of.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import type { Finding, OfferedFinding, Remedy } from '../../domain/finding.ts';
import type { Host } from '../../domain/host.ts';
import type { Judgement } from '../../domain/judgement.ts';
import { spaceChecks } from '../../health/space-checks.ts';
import type { Application } from '../core/application.ts';
import { type NotJudged, rememberedOffers, whyUnreachable } from '../plans/host-offers.ts';
import { cardOffers, inOrder, isOfLeaked, offerKey } from '../plans/offer-order.ts';

/** What is known, without planning anything, of what could be done on a host. */
export interface HostOffers {
  judgement: Judgement | NotJudged;
  /** why nothing can be done there at all; null where it answers */
  unreachable: string | null;
}

/** Cheap: the overview asks it for every host. */
export function hostOffers(app: Application, host: Host): HostOffers {
  return { judgement: rememberedOffers(app, host), unreachable: whyUnreachable(app, host) };
}

const notChecked = 'This was not checked yet against the newest scan.';

/** As it is stored with a report: every remedy that this version knows. What can be done is judged apart, and later than that. */
export function unjudged(finding: Finding): OfferedFinding {
  const nothingKnown = { judgement: { why: notChecked }, unreachable: null };
  return { ...finding, remedies: finding.remedies.flatMap((remedy) => offerFor(remedy, nothingKnown)) };
}

/**
 * A finding as page, API and command line show it: only remedies that this version knows (a check may name one that a later version
 * brings, and a stored finding one of an earlier version), each once and as planning judged it, best first. A finding about space
 * also offers what frees leaked bytes, whatever its check proposes.
 */
export function offered(finding: Finding | OfferedFinding, offers: HostOffers): OfferedFinding {
  const own = finding.remedies.flatMap((remedy) => [...offerFor(remedy, offers), ...otherModes(remedy, offers)]);
  const leaked = spaceChecks.has(finding.checkId) ? leakedOffers(offers) : [];
  const unique = new Map([...own, ...leaked].map((offer) => [offerKey(offer.actionId, offer.params), offer]));
  return { ...finding, remedies: shown([...unique.values()], offers) };
}

/** The buttons of a host's card. */
export function offersOfCard(worst: OfferedFinding | null, offers: HostOffers): Offer[] {
  if (offers.unreachable !== null) return [];
  return cardOffers(leakedOffers(offers), worst?.remedies ?? [], isNearlyFull(offers));
}

function offerFor({ actionId, params }: Remedy, { judgement, unreachable }: HostOffers): Offer[] {
  const action = actionById(actionId);
  if (action === undefined) return [];
  const judged = 'why' in judgement ? undefined : judgement.byKey.get(offerKey(actionId, params));
  if (unreachable !== null) {
    const offer = judged ?? offerOf(action, params, { draft: null, nearlyFull: false });
    return [{ ...offer, blocked: { kind: 'unreachable', reason: unreachable, instead: null } }];
  }
  if (judged !== undefined) return [judged];
  const reason = 'why' in judgement ? judgement.why : notChecked;
  const blocked = { kind: 'not-judged', reason, instead: { label: 'Look at the actions', tab: 'actions' } } as const;
  return [offerOf(action, { ...action.defaults, ...params }, { draft: null, nearlyFull: false, blocked })];
}

/** Where layers can be quarantined they can be freed at once, and the other way round: whatever a check proposes, both are offered. */
function otherModes({ actionId, params }: Remedy, { judgement, unreachable }: HostOffers): Offer[] {
  if ('why' in judgement || unreachable !== null) return [];
  return (actionById(actionId)?.modes ?? []).flatMap((mode) => {
    const offer = judgement.byKey.get(offerKey(actionId, { ...params, ...mode }));
    return offer?.blocked === null ? [offer] : [];
  });
}

/** What is available now and touches only what Docker leaked. */
function leakedOffers({ judgement, unreachable }: HostOffers): Offer[] {
  if ('why' in judgement || unreachable !== null) return [];
  return judgement.listed.flatMap(({ offer }) => (offer.blocked === null && isOfLeaked(offer) ? [offer] : []));
}

function isNearlyFull({ judgement }: HostOffers): boolean {
  return 'nearlyFull' in judgement && judgement.nearlyFull;
}

/** One link to the actions is enough, that there is no build cache is not worth a line, and no button is shown twice. */
function shown(all: readonly Offer[], offers: HostOffers): Offer[] {
  const ordered = inOrder(all, isNearlyFull(offers));
  const available = new Set(
    ordered.flatMap((offer) => (offer.blocked === null ? [offerKey(offer.actionId, offer.params)] : [])),
  );
  const { judgement } = offers;
  const isIdle = (offer: Offer): boolean =>
    'nothingThere' in judgement && judgement.nothingThere.has(offerKey(offer.actionId, offer.params));
  return ordered
    .filter((offer, at) => {
      if (offer.blocked === null) return true;
      if (offer.blocked.kind === 'not-judged') return at === 0;
      return !isIdle(offer);
    })
    .map((offer) => {
      const instead = offer.blocked?.instead ?? null;
      if (offer.blocked === null || instead === null || 'tab' in instead) return offer;
      const isShown = available.has(offerKey(instead.actionId, instead.params));
      return isShown ? { ...offer, blocked: { ...offer.blocked, instead: null } } : offer;
    });
}
