import { actionById } from '../../actions/action-registry.ts';
import { formatBytes } from '../../domain/bytes.ts';
import type { Finding, OfferedFinding, OfferedRemedy } from '../../domain/finding.ts';

/**
 * A finding as page, API and command line show it: only remedies that this version can plan (a check may name one that a later
 * version brings, and a stored finding one of an earlier version), each once, with the words of its button.
 */
export function offered(finding: Finding): OfferedFinding {
  const amount = amountOf(finding);
  const remedies = finding.remedies.flatMap((remedy): [string, OfferedRemedy][] => {
    const { actionId, params } = remedy;
    const action = actionById(actionId);
    if (action === undefined) return [];
    const sorted = Object.entries(params).sort(([one], [other]) => (one < other ? -1 : 1));
    return [[JSON.stringify([actionId, sorted]), { actionId, params, label: action.label(amount, params) }]];
  });
  return { ...finding, remedies: [...new Map(remedies).values()] };
}

/** Nothing measured yet is not "0 B". */
function amountOf({ reclaimable }: Finding): string | null {
  if (reclaimable === undefined || (!reclaimable.exact && reclaimable.bytes === 0)) return null;
  return `${reclaimable.exact ? '' : 'about '}${formatBytes(reclaimable.bytes)}`;
}
