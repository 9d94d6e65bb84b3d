import { expect, test } from 'vitest';
import type { OfferedFinding, Severity } from '@/lib/domain/finding';
import { groupFindings } from './group-findings';

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
