import { actionById } from '../../actions/action-registry.ts';
import { offerOf } from '../../actions/offer-of.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import type { Fact } from '../../domain/fact.ts';

/** Longer lists of names are offered on the page of the quarantine, where all of it is one word. */
const mostNames = 500;

/** The two ways out of the quarantine. `names`: only these entries; null: all of them. */
export interface QuarantineOffers {
  free: Offer;
  restore: Offer;
}

/** @returns null where there is nothing to offer, or too many names for one plan */
export function quarantineOffers(bytes: Fact<number>, names: readonly string[] | null): QuarantineOffers | null {
  const free = actionById('purge-quarantine');
  const restore = actionById('restore-quarantine');
  const isTooMany = names !== null && (names.length === 0 || names.length > mostNames);
  if (free === undefined || restore === undefined || isTooMany) return null;
  const params = { entries: names === null ? 'all' : names.join(',') };
  const isKnown = bytes.state === 'known' && bytes.value > 0;
  const situation = { draft: null, nearlyFull: false };
  return {
    free: offerOf(free, params, { ...situation, amount: isKnown ? { bytes: bytes.value, exact: false } : null }),
    restore: offerOf(restore, params, situation),
  };
}
