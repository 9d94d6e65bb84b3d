import { describe, expect, it } from 'vitest';
import type { PlanInput } from '../../../domain/action.ts';
import { unknown } from '../../../domain/fact.ts';
import type { HostFacts, SectionId } from '../../../domain/host-facts.ts';
import type { Verdict } from '../../../domain/plan.ts';
import type { Guard } from '../guard.ts';

/** One guard, one verdict, the facts that lead to it, and what the operator is told. */
export interface VerdictCase {
  guardId: string;
  state: Verdict['state'];
  when: string;
  judge(): Pick<Verdict, 'said'> & Partial<Verdict>;
  says: RegExp;
}

/** A verdict that a guard cannot come to, and why; every-guard.test.ts looks whether that is true. */
export interface Never {
  guardId: string;
  never: Verdict['state'];
  because: string;
}

export type VerdictTable = readonly (VerdictCase | Never)[];

export function verdictsOf<A>(guard: Guard<A>) {
  return (
    state: Verdict['state'],
    when: string,
    { input, args, says }: { input: PlanInput<unknown>; args: A; says: RegExp },
  ): VerdictCase => ({ guardId: guard.id, state, when, says, judge: () => guard.check(input, args) });
}

export const isCase = (row: VerdictCase | Never): row is VerdictCase => 'state' in row;

export function testVerdicts(family: string, table: VerdictTable): void {
  describe(`guards: ${family}`, () => {
    it.each(table.filter(isCase))('$guardId: $state when $when', ({ state, judge, says }) => {
      const verdict = judge();
      if (verdict.state !== undefined) expect(verdict.state, verdict.said).toBe(state);
      expect(verdict.said).toMatch(says);
      // A refusal carries an excuse that a person can read as a sentence.
      expect(verdict.said).toMatch(/^\S.*\S$/s);
      expect(verdict.said).not.toMatch(/undefined|null|NaN|\[object/);
    });
  });
}

export function blind(facts: HostFacts, ...sections: SectionId[]): HostFacts {
  const none = unknown('timed-out', 'It took too long.');
  return {
    ...facts,
    sections: { ...facts.sections, ...Object.fromEntries(sections.map((section) => [section, none])) },
  };
}
