import { describe, expect, test } from 'vitest';
import { unknown } from '../domain/fact.ts';
import type { FindingDraft } from '../domain/finding.ts';
import { defineCheck, type RegisteredCheck } from './define-check.ts';
import { findingKey } from './finding-key.ts';
import { gradedSeverity } from './graded-severity.ts';
import { findingsOf, judge } from './judge.ts';
import { contextOf, engineWith, factsWith, filesystemWith, previously, reportWith } from './testing/facts.ts';

const subject = { kind: 'host' as const, id: 'h', label: 'h' };
const draft = (severity: FindingDraft['severity'], id = 'h'): FindingDraft => ({
  severity,
  subject: { ...subject, id },
  title: severity,
  detail: '',
  evidence: { command: null, columns: [], rows: [] },
  remedies: [],
});
const check = (id: string, run: () => FindingDraft[]): RegisteredCheck =>
  defineCheck({ id, title: id, why: '', needs: ['engine'], run });

const run = (checks: RegisteredCheck[], facts = factsWith({ engine: engineWith() })) =>
  judge({ facts, storage: reportWith(), past: contextOf({}).past, now: '2026-11-21T03:00:00Z', checks });

describe('judge', () => {
  test('a needed section that is unknown makes the check unknown, with the reason, and does not run it', () => {
    const facts = {
      ...factsWith({}),
      sections: {
        ...factsWith({}).sections,
        engine: unknown('permission-denied', 'Add the user to the group docker.'),
      },
    };
    const outcomes = run(
      [
        check('never', () => {
          throw new Error('ran');
        }),
      ],
      facts,
    );
    expect(outcomes).toEqual([
      {
        checkId: 'never',
        status: 'unknown',
        why: 'engine: permission denied. Add the user to the group docker.',
        missing: ['engine'],
      },
    ]);
  });

  test('a check that throws becomes an error', () => {
    const outcomes = run([
      check('broken', () => {
        throw new Error('boom');
      }),
      check('fine', () => []),
    ]);
    expect(outcomes.map(({ checkId, status }) => [checkId, status])).toEqual([
      ['broken', 'error'],
      ['fine', 'pass'],
    ]);
  });

  test('the worst comes first, whatever the order of the checks', () => {
    const checks = [check('a', () => [draft('info')]), check('b', () => []), check('c', () => [draft('critical')])];
    const forward = run(checks).map((outcome) => outcome.checkId);
    expect(forward).toEqual(['c', 'a', 'b']);
    expect(run([...checks].reverse()).map((outcome) => outcome.checkId)).toEqual(forward);
    expect(findingsOf(run(checks)).map((finding) => finding.severity)).toEqual(['critical', 'info']);
  });

  test('a key is the check and a URL-safe hash of the subject, and nothing else', () => {
    const key = findingKey('leaked-layers', subject);
    expect(key).toMatch(/^leaked-layers\.[A-Za-z0-9_-]{16}$/);
    expect(findingKey('leaked-layers', { ...subject, label: 'renamed' })).toBe(key);
    expect(findingKey('leaked-layers', { ...subject, id: 'other' })).not.toBe(key);
    expect(encodeURIComponent(key)).toBe(key);
  });

  test('the real registry answers on empty facts without an error and without a finding', () => {
    const outcomes = judge({
      facts: factsWith({}),
      storage: reportWith(),
      past: contextOf({}).past,
      now: '2026-11-21T03:00:00Z',
    });
    expect(outcomes.filter(({ status }) => status === 'error' || status === 'fail' || status === 'pass')).toEqual([]);
  });

  test('the real registry is quiet on a healthy host', () => {
    // A version without a known fault: engine-storage-faults.
    const engine = engineWith({ version: '29.7.2' });
    const facts = factsWith({ engine, filesystems: [filesystemWith()] });
    const outcomes = judge({ facts, storage: reportWith(), past: contextOf({}).past, now: '2026-11-21T03:00:00Z' });
    expect(findingsOf(outcomes)).toEqual([]);
    expect(outcomes.filter(({ status }) => status === 'error')).toEqual([]);
  });
});

describe('hysteresis', () => {
  const grades = { warning: 80, critical: 90, recoverBy: 3 };
  const graded = (value: number, before?: 'warning' | 'critical') =>
    gradedSeverity({
      context: contextOf(before ? { past: previously('x', findingKey('x', subject), before) } : {}),
      checkId: 'x',
      subject,
      value,
      grades,
    });
  test.each([
    [79.9, undefined, null],
    [80, undefined, 'warning'],
    [90, undefined, 'critical'],
    [88, 'critical', 'critical'],
    [86.9, 'critical', 'warning'],
    [78, 'warning', 'warning'],
    [88, 'warning', 'warning'],
    [76, 'warning', null],
    [76, 'critical', null],
  ] as const)('%s after %s is %s', (value, before, expected) => {
    expect(graded(value, before)).toBe(expected);
  });
});
