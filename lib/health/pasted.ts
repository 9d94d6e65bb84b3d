import type { PastedFacts } from '../domain/health-facts.ts';
import type { HostFacts } from '../domain/host-facts.ts';

/** What was pasted; null where a host was scanned. */
export function pastedFacts(facts: HostFacts): PastedFacts | null {
  const { pasted } = facts.sections;
  return pasted.state === 'known' ? pasted.value : null;
}

/** Pasted text has no buttons and no ledger: there the commands replace them. */
export function advice(facts: HostFacts, texts: { live: string; pasted: string }): string {
  return pastedFacts(facts) === null ? texts.live : texts.pasted;
}
