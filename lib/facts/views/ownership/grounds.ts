import type { Fact } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { InPieces } from '../../../domain/slices.ts';
import type { Ownership } from './ownership.ts';
import type { Refusal } from './refusal.ts';

/** What a judgement stands on and no measurement changes: who owns which layer, and what forbids a conclusion. */
export interface Grounds {
  ownership: Fact<Ownership>;
  refused: Refusal[];
}

/**
 * A scan is judged when it comes in, for whether it met a change, and concluded a moment later. The first keeps here what it found, the
 * second takes it: it is worked out once, and no one holds the ownership of ten thousand layers longer than that.
 */
const kept = new WeakMap<HostFacts, Grounds>();

export function keepGrounds(facts: HostFacts, grounds: Grounds): void {
  kept.set(facts, grounds);
}

/** Those that were kept for these very facts, once; else worked out now. */
export function* takenGrounds(facts: HostFacts, workOut: (facts: HostFacts) => InPieces<Grounds>): InPieces<Grounds> {
  const found = kept.get(facts);
  kept.delete(facts);
  return found ?? (yield* workOut(facts));
}
