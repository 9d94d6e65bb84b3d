import { type Fact, known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { InPieces } from '../../../domain/slices.ts';
import { type Ownership, ownershipInPieces } from './ownership.ts';
import { ownershipFacts } from './ownership-facts.ts';

/**
 * A scan is judged when it came (had it met a change?), for its report, for what to measure and for plans. Facts never change, so the
 * judgement is kept with them and goes when they do.
 */
const judged = new WeakMap<HostFacts, Fact<Ownership>>();

export function* ownershipOf(facts: HostFacts): InPieces<Fact<Ownership>> {
  const kept = judged.get(facts);
  if (kept !== undefined) return kept;
  const needed = ownershipFacts(facts);
  yield;
  const ownership = needed.state === 'known' ? known(yield* ownershipInPieces(needed.value)) : needed;
  judged.set(facts, ownership);
  return ownership;
}
