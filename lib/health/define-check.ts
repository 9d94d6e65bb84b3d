import type { Unknown } from '../domain/fact.ts';
import type { Check, CheckContext, FindingDraft, KnownSections } from '../domain/finding.ts';
import type { FactSections, HostFacts, SectionId } from '../domain/host-facts.ts';
import { graphDriver, unlessDriver } from './storage-driver.ts';

export type Verdict = FindingDraft[] | { notApplicable: string } | { unknown: string; missing?: SectionId[] };

export interface CheckDefinition<K extends SectionId> extends Check<K> {
  /**
   * Asked before `needs`: a sentence where the subject is certainly absent (no ZFS on a host whose driver is overlay2),
   * so that a missing section is not called "unknown" where it could not matter. Null = it applies, or cannot be told.
   */
  absent?(facts: HostFacts): string | null;
  /** Only about these storage drivers: another one is not applicable, one that is not known is unknown. */
  drivers?: readonly string[];
  run(facts: KnownSections<K>, context: CheckContext): Verdict;
}

/** A check with its needs closed over: what the judge and the documentation see. */
export interface RegisteredCheck {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly needs: readonly SectionId[];
  examine(context: CheckContext): Verdict;
}

export function defineCheck<const K extends SectionId>(definition: CheckDefinition<K>): RegisteredCheck {
  const { id, title, why, needs } = definition;
  return {
    id,
    title,
    why,
    needs,
    examine(context) {
      const otherDriver = definition.drivers ? unlessDriver(...definition.drivers)(context.facts) : null;
      const absent = otherDriver ?? definition.absent?.(context.facts) ?? null;
      if (absent !== null) return { notApplicable: absent };
      const missing = missingSections(context.facts, needs);
      if (missing.length > 0) return { unknown: whyMissing(context.facts, missing), missing };
      if (definition.drivers && graphDriver(context.facts) === null) {
        return { unknown: 'The storage driver is not known.', missing: ['engine'] };
      }
      return definition.run(knownSections(context.facts, needs), context);
    },
  };
}

export function missingSections(facts: HostFacts, needs: readonly SectionId[]): SectionId[] {
  return needs.filter((id) => facts.sections[id].state === 'unknown');
}

/** `filesystems: permission denied (…)`, one clause per section. */
function whyMissing(facts: HostFacts, missing: readonly SectionId[]): string {
  return missing
    .map((id) => {
      const section = facts.sections[id];
      return section.state === 'known' ? '' : `${id}: ${describeUnknown(section)}`;
    })
    .join('; ');
}

export function describeUnknown(fact: Unknown): string {
  return `${fact.reason.replaceAll('-', ' ')}. ${fact.detail}`.trim();
}

function knownSections<K extends SectionId>(facts: HostFacts, needs: readonly K[]): KnownSections<K> {
  const values: Partial<Record<SectionId, FactSections[SectionId]>> = {};
  for (const id of needs) {
    const section = facts.sections[id];
    if (section.state === 'known') values[id] = section.value;
  }
  // The judge has just seen that every one of them is known.
  return values as KnownSections<K>;
}
