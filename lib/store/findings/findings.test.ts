import { describe, expect, it } from 'vitest';
import type { CheckOutcome, Finding, Severity } from '../../domain/finding.ts';
import { exampleHost, temporaryStore } from '../testing/temporary-store.ts';

function finding(key: string, severity: Severity = 'warning'): Finding {
  return {
    key,
    checkId: key.split('.')[0] ?? '',
    severity,
    subject: { kind: 'host', id: key, label: key },
    title: `Title of ${key}`,
    detail: '',
    evidence: { command: null, columns: [], rows: [] },
    remedies: [],
  };
}

function failed(...findings: Finding[]): CheckOutcome {
  return { checkId: findings[0]?.checkId ?? '', status: 'fail', findings };
}

function judged() {
  const store = temporaryStore();
  store.hosts.add(exampleHost());
  let hour = 9;
  const record = (...outcomes: CheckOutcome[]): string[] => {
    hour += 1;
    const changes = store.findings.record('host_a', `2026-11-21T${hour}:00:00.000Z`, outcomes);
    return changes.map(({ event, finding: { key } }) => `${event} ${key}`);
  };
  return { store, record, open: () => store.findings.open('host_a').map((row) => row.finding.key) };
}

describe('findings', () => {
  it('open, worsen, improve and close, and remember since when', () => {
    const { store, record } = judged();
    expect(record(failed(finding('leak.a'), finding('leak.b')))).toEqual(['opened leak.a', 'opened leak.b']);
    expect(record(failed(finding('leak.a', 'critical'), finding('leak.b')))).toEqual(['worsened leak.a']);
    expect(record(failed(finding('leak.a', 'info')))).toEqual(['improved leak.a', 'closed leak.b']);
    expect(store.findings.past('host_a').openSince).toEqual({ 'leak.a': '2026-11-21T10:00:00.000Z' });
    expect(record({ checkId: 'leak', status: 'pass' })).toEqual(['closed leak.a']);
    expect(record(failed(finding('leak.a')))).toEqual(['opened leak.a']);
    expect(store.findings.past('host_a').openSince).toEqual({ 'leak.a': '2026-11-21T14:00:00.000Z' });
    expect(store.findings.history({ hostId: 'host_a' }).map(({ event }) => event)).toEqual([
      'opened',
      'closed',
      'closed',
      'improved',
      'worsened',
      'opened',
      'opened',
    ]);
  });

  it.each<CheckOutcome>([
    { checkId: 'leak', status: 'unknown', why: 'no root', missing: ['layerdb'] },
    { checkId: 'leak', status: 'error', why: 'a bug' },
  ])('stay open while the check cannot know ($status)', (outcome) => {
    const { store, record, open } = judged();
    record(failed(finding('leak.a')));
    expect(record(outcome)).toEqual([]);
    expect(open()).toEqual(['leak.a']);
    expect(store.findings.past('host_a').previous.leak).toEqual(outcome);
  });

  it('close where the check does not apply any more, and never those of another check', () => {
    const { record, open } = judged();
    record(failed(finding('leak.a')), failed(finding('full.a')));
    expect(record({ checkId: 'leak', status: 'not-applicable', why: 'no btrfs' })).toEqual(['closed leak.a']);
    expect(open()).toEqual(['full.a']);
  });

  it('can be muted until a time, or for good', () => {
    const { store } = judged();
    const mute = { hostId: 'host_a', key: 'leak.a', reason: 'known', by: 'anna', at: '2026-11-21T10:00:00.000Z' };
    store.mutes.put({ ...mute, expiresAt: '2026-11-22T10:00:00.000Z' });
    store.mutes.put({ ...mute, key: 'leak.b', expiresAt: null });
    expect(store.mutes.active('host_a', '2026-11-22T09:59:59.999Z').map(({ key }) => key)).toEqual([
      'leak.a',
      'leak.b',
    ]);
    expect(store.mutes.active('host_a', '2026-11-22T10:00:00.000Z').map(({ key }) => key)).toEqual(['leak.b']);
    expect(store.mutes.remove('host_a', 'leak.b')).toBe(true);
    expect(store.mutes.remove('host_a', 'leak.b')).toBe(false);
  });
});
