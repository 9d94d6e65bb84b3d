import { offerOf } from '../../actions/offer-of.ts';
import purge from '../../actions/purge-quarantine.ts';
import restore from '../../actions/restore-quarantine.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import type { Fact } from '../../domain/fact.ts';

/** The two ways out of the quarantine. */
export interface QuarantineOffers {
  free: Offer;
  restore: Offer;
}

/** `names`: only these entries; null: all of them. */
export function quarantineOffers(bytes: Fact<number>, names: readonly string[] | null): QuarantineOffers {
  const params = { entries: names === null ? 'all' : names.join(',') };
  const isKnown = bytes.state === 'known' && bytes.value > 0;
  const situation = { draft: null, nearlyFull: false };
  return {
    free: offerOf(purge, params, { ...situation, amount: isKnown ? { bytes: bytes.value, exact: false } : null }),
    restore: offerOf(restore, params, situation),
  };
}
