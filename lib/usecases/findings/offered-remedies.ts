import { actionById } from '../../actions/action-registry.ts';
import { offerOf } from '../../actions/offer-of.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import type { Finding, OfferedFinding } from '../../domain/finding.ts';

/**
 * A finding as page, API and command line show it: only remedies that this version can plan (a check may name one that a later
 * version brings, and a stored finding one of an earlier version), each once, with the words of its button.
 */
export function offered(finding: Finding): OfferedFinding {
  const { reclaimable } = finding;
  // Nothing measured yet is not "0 B".
  const amount = reclaimable === undefined || reclaimable.bytes === 0 ? null : reclaimable;
  const remedies = finding.remedies.flatMap(({ actionId, params }): [string, Offer][] => {
    const action = actionById(actionId);
    if (action === undefined) return [];
    const sorted = Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1));
    return [[JSON.stringify([actionId, sorted]), offerOf(action, params, { draft: null, nearlyFull: false, amount })]];
  });
  return { ...finding, remedies: [...new Map(remedies).values()] };
}
