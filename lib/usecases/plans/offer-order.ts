import { actionById } from '../../actions/action-registry.ts';
import type { Offer } from '../../domain/answers/offer.ts';

/**
 * Best first. With room left, what can be undone leads. Nearly full, what frees space now leads, because a quarantine frees nothing yet.
 * What Docker leaked is not the user's data, so it comes before everything of the user's, and before a balance, which frees nothing. What is
 * blocked is last. Equals keep their order.
 */
export function inOrder(offers: readonly Offer[], nearlyFull: boolean): Offer[] {
  const rank = nearlyFull ? rankWhenFull : rankWithRoom;
  return offers
    .map((offer, at) => ({ offer, at, rank: offer.blocked === null ? rank(offer) : blockedRank }))
    .sort((one, other) => one.rank - other.rank || one.at - other.at)
    .map(({ offer }) => offer);
}

const blockedRank = 9;

function rankWhenFull(offer: Offer): number {
  if (offer.effect === 'frees-now') return isOfLeaked(offer) ? 0 : 2;
  if (offer.effect === 'frees-later') return 1;
  return isOfLeaked(offer) ? 3 : 4;
}

function rankWithRoom(offer: Offer): number {
  if (!isOfLeaked(offer)) return 3;
  return offer.effect === 'frees-later' ? 0 : offer.effect === 'frees-now' ? 1 : 2;
}

/** It touches only what Docker leaked, or what was quarantined of that. */
export function isOfLeaked({ actionId }: Pick<Offer, 'actionId'>): boolean {
  return actionById(actionId)?.onlyLeaked === true;
}

const mostOnCard = 3;
const usualOnCard = 2;

/**
 * The buttons of a host's card: what frees leaked bytes, and then what the worst finding offers. Where nothing is available, the one
 * that says why.
 */
export function cardOffers(leaked: readonly Offer[], ofWorst: readonly Offer[], nearlyFull: boolean): Offer[] {
  const first = inOrder(leaked, nearlyFull).slice(0, mostOnCard);
  const known = new Set(first.map(keyOf));
  const rest = inOrder(ofWorst, nearlyFull).filter((offer) => !known.has(keyOf(offer)));
  const available = rest.filter(({ blocked }) => blocked === null).slice(0, Math.max(0, usualOnCard - first.length));
  const all = [...first, ...available];
  return all.length > 0 ? all : rest.slice(0, 1);
}

function keyOf({ actionId, params }: Pick<Offer, 'actionId' | 'params'>): string {
  return offerKey(actionId, params);
}

/** The same for the same parameters, in whatever order and with whatever defaults they were written. */
export function offerKey(actionId: string, params: Readonly<Record<string, string>>): string {
  const whole = { ...actionById(actionId)?.defaults, ...params };
  return JSON.stringify([actionId, Object.entries(whole).sort(([one], [other]) => (one < other ? -1 : 1))]);
}
