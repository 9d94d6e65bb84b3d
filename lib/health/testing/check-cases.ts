import { describe, expect, test } from 'vitest';
import type { RegisteredCheck } from '../define-check.ts';
import { draftsOf, examine, type Given, verdictWord } from './facts.ts';
import { textOf } from './text-of.ts';

/** Actions that do not exist yet, schedules and notifications: no text may promise them. */
const notBuilt =
  /[“”"]?(?:migrate to loopback|switch storage driver|move data root|(?:trim|grow) loopback)[“”"]|\bschedule “|\bBilge (?:will|can) (?:notify|alert|migrate)/i;

/**
 * The table of one check: a case's name begins with what is expected (`pass`, `unknown`, `not-applicable`, `critical`,
 * `warning`, `info`, or several severities with commas), then a colon and what it is about.
 */
export function describeCheck(check: RegisteredCheck, cases: Record<string, Given>): void {
  describe(check.id, () => {
    // All that this check says, in one file, so that wording is read and reviewed there. `vitest -u` writes it again.
    test('texts', async () => {
      const told = Object.entries(cases).map(([name, given]) => textOf(name, examine(check, given)));
      await expect(`${told.join('\n\n')}\n`).toMatchFileSnapshot(`${import.meta.dirname}/texts/${check.id}.txt`);
    });

    for (const [name, given] of Object.entries(cases)) {
      test(name, () => {
        const verdict = examine(check, given);
        expect(verdictWord(verdict)).toBe(name.split(':')[0]);
        const subjects = draftsOf(verdict).map(({ subject }) => `${subject.kind} ${subject.id}`);
        // One key is one finding: a second one would open, mute and close together with the first.
        expect(subjects).toEqual([...new Set(subjects)]);
        for (const draft of draftsOf(verdict)) {
          expect(draft.title).not.toMatch(/undefined|NaN|null|Infinity/);
          expect(draft.detail).not.toMatch(/undefined|NaN|\bnull\b|Infinity/);
          // A finding has to fit a phone, and may not offer what this version cannot do.
          expect(draft.title.length, draft.title).toBeLessThanOrEqual(70);
          expect(draft.detail).not.toMatch(/^4\. /m);
          expect(draft.detail).not.toMatch(notBuilt);
          expect(draft.subject.id).not.toBe('');
          expect(draft.evidence.rows.length).toBeGreaterThan(0);
          for (const row of draft.evidence.rows) {
            expect(row).toHaveLength(draft.evidence.columns.length);
            expect(row.join('|')).not.toMatch(/undefined|NaN/);
          }
        }
      });
    }
  });
}
