import { type Known, known } from '../../../domain/fact.ts';
import type { FactSections, HostFacts, SectionId } from '../../../domain/host-facts.ts';

/** The same facts with one section changed; throws where that section is unknown, so that a test cannot change nothing. */
export function changed<K extends SectionId>(
  facts: HostFacts,
  section: K,
  change: (value: FactSections[K]) => FactSections[K],
): HostFacts {
  const fact = facts.sections[section];
  if (fact.state === 'unknown') throw new Error(`${section} is unknown in these facts`);
  const { value } = fact as Known<FactSections[K]>;
  return { ...facts, sections: { ...facts.sections, [section]: known(change(value)) } };
}
