import type { Unknown } from '../domain/fact.ts';
import type { Check, CheckContext, FindingDraft, KnownSections } from '../domain/finding.ts';
import type { FactSections, HostFacts, SectionId } from '../domain/host-facts.ts';
import { atOnce, type InPieces } from '../domain/slices.ts';
import { graphDriver, unlessDriver } from './storage-driver.ts';

export type Verdict = FindingDraft[] | { notApplicable: string } | { unknown: string; missing?: SectionId[] };

export interface CheckDefinition<K extends SectionId> extends Check<K> {
  /**
   * Runs before `needs`: a sentence where the subject is certainly absent (no ZFS on a host whose driver is overlay2), so that a
   * missing section is not reported as "unknown" where it does not matter. Null = it applies, or that is unknown.
   */
  absent?(facts: HostFacts): string | null;
  /** Only for these storage drivers: with another one the check is not applicable, with an unknown one it is unknown. */
  drivers?: readonly string[];
  /** In pieces where it goes over thousands of objects. */
  run(facts: KnownSections<K>, context: CheckContext): Verdict | InPieces<Verdict>;
}

/** A check as the judge and the documentation see it. */
export interface RegisteredCheck {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly needs: readonly SectionId[];
  examine(context: CheckContext): Verdict;
  examineInPieces(context: CheckContext): InPieces<Verdict>;
}

export function defineCheck<const K extends SectionId>(definition: CheckDefinition<K>): RegisteredCheck {
  const { id, title, why, needs } = definition;
  const examineInPieces = function* (context: CheckContext): InPieces<Verdict> {
    const otherDriver = definition.drivers ? unlessDriver(...definition.drivers)(context.facts) : null;
    const absent = otherDriver ?? definition.absent?.(context.facts) ?? null;
    if (absent !== null) return { notApplicable: absent };
    const missing = missingSections(context.facts, needs);
    if (missing.length > 0) return { unknown: whyMissing(context.facts, missing), missing };
    if (definition.drivers && graphDriver(context.facts) === null) {
      return { unknown: 'The storage driver is unknown.', missing: ['engine'] };
    }
    const verdict = definition.run(knownSections(context.facts, needs), context);
    return 'next' in verdict ? yield* verdict : verdict;
  };
  return { id, title, why, needs, examineInPieces, examine: (context) => atOnce(examineInPieces(context)) };
}

export function missingSections(facts: HostFacts, needs: readonly SectionId[]): SectionId[] {
  return needs.filter((id) => facts.sections[id].state === 'unknown');
}

/** `boot configuration: permission denied (…)`, one clause per section. */
function whyMissing(facts: HostFacts, missing: readonly SectionId[]): string {
  return missing
    .map((id) => {
      const section = facts.sections[id];
      return section.state === 'known' ? '' : `${wordsOf(id)}: ${describeUnknown(section)}`;
    })
    .join('; ');
}

/** `bootConfiguration` → `boot configuration` */
const wordsOf = (id: SectionId): string => id.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export function describeUnknown(fact: Unknown): string {
  // As its mark says on the pages.
  const reason = fact.reason === 'no-capability' ? 'no access' : fact.reason.replaceAll('-', ' ');
  return `${reason}. ${fact.detail}`.trim();
}

function knownSections<K extends SectionId>(facts: HostFacts, needs: readonly K[]): KnownSections<K> {
  const values: Partial<Record<SectionId, FactSections[SectionId]>> = {};
  for (const id of needs) {
    const section = facts.sections[id];
    if (section.state === 'known') values[id] = section.value;
  }
  // `examine` has just checked that all of them are known.
  return values as KnownSections<K>;
}
