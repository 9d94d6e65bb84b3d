import type { PlanInput } from '../domain/action.ts';
import { unreferencedCounts, unreferencedSentence, unreferencedTotal } from '../domain/unreferenced.ts';
import type { Candidate } from './candidates.ts';
import { count } from './frame.ts';

/** Where more is unreferenced than this plan takes: how it adds up. Each skipped object has its own reason besides. */
export function inAll({ report: { layers, leaks } }: PlanInput<unknown>, chosen: number): string {
  if (layers.state === 'unknown' || leaks.state === 'unknown') return '';
  const counts = unreferencedCounts(layers.value, leaks.value);
  return unreferencedTotal(counts) > chosen ? ` ${unreferencedSentence(counts)}` : '';
}

/** The number of the finding leads, and what only Docker can delete comes after it: `Delete 7 leaked layers and 3 through Docker`. */
export function deleteTitle(chosen: readonly Candidate[]): string {
  const { moved, released } = ways(chosen);
  if (moved === 0) return `Delete ${count(released, 'leaked layer')}`;
  return `Delete ${count(moved, 'leaked layer')}${released > 0 ? ` and ${released} through Docker` : ''}`;
}

/** Only an unreferenced directory can be moved. What is in Docker's records Docker deletes itself, and that cannot be undone. */
export function deleteSummary(chosen: readonly Candidate[]): string {
  const { moved, released } = ways(chosen);
  const sentences: string[] = [];
  if (moved > 0)
    sentences.push(
      `Quarantines ${count(moved, 'leaked layer')}, checks that every image and container still has its directories, and then deletes them. If the check fails, they are restored.`,
    );
  if (released > 0)
    sentences.push(
      `Has Docker delete ${count(released, 'layer')} that it still has on record but nothing uses; what Docker finds in use it keeps.`,
    );
  return sentences.join(' ');
}

export function deleteExcuse(chosen: readonly Candidate[]): string {
  const { moved, released } = ways(chosen);
  const byDocker = 'Layers in Docker’s records are deleted by Docker for good; they cannot be quarantined.';
  const byBilge = 'They are deleted for good in this run. A quarantine would keep them for some days.';
  if (moved === 0) return byDocker;
  return released === 0 ? byBilge : `${byBilge} ${byDocker}`;
}

function ways(chosen: readonly Candidate[]): { moved: number; released: number } {
  const released = chosen.filter(({ op }) => op === 'release-chain').length;
  return { moved: chosen.length - released, released };
}
