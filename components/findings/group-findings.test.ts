import { expect, test } from 'vitest';
import type { OfferedFinding, Severity } from '@/lib/domain/finding';
import { groupFindings, offerKey, offersAbove } from './group-findings';

function finding(checkId: string, subject: string, severity: Severity): OfferedFinding {
  return {
    key: `${checkId}.${subject}`,
    checkId,
    severity,
    subject: { kind: 'volume', id: subject, label: subject },
    title: subject,
    detail: '',
    evidence: { command: null, columns: [], rows: [] },
    remedies: [],
  };
}

test('one check on several objects is one group, where its first member stood, with the severity of its worst', () => {
  const groups = groupFindings([
    finding('a', 'one', 'warning'),
    finding('b', 'one', 'info'),
    finding('a', 'two', 'critical'),
  ]);
  expect(groups.map(({ checkId, severity, findings }) => [checkId, severity, findings.map(({ key }) => key)])).toEqual([
    ['a', 'critical', ['a.one', 'a.two']],
    ['b', 'info', ['b.one']],
  ]);
});

test('an offer is known to stand above from the second finding on, in the order shown', () => {
  const offer: OfferedFinding['remedies'][number] = {
    actionId: 'remove-leaked-layers',
    params: { mode: 'delete' },
    label: 'Free now',
    consequence: 'No way back.',
    effect: 'frees-now',
    amount: null,
    freesAt: null,
    reversible: false,
    blocked: null,
  };
  const offering = (check: string): OfferedFinding => ({ ...finding(check, 'one', 'critical'), remedies: [offer] });
  const above = offersAbove(groupFindings([offering('a'), offering('b')]));
  expect(above.get('a.one')?.has(offerKey(offer))).toBe(false);
  expect(above.get('b.one')?.has(offerKey(offer))).toBe(true);
});
