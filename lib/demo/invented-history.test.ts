import { expect, it } from 'vitest';
import { inventedHistory } from './invented-history.ts';

const now = new Date('2026-12-01T12:00:00.000Z');
const latest = {
  'data-root.used': 1000,
  'data-root.total': 2000,
  'ledger.leaked-layers': 300,
  'ledger.image-layers': 400,
  'ledger.not-docker': 250,
  'leaks.count': 4,
};

it('covers a month before today, twice a day, and is always the same', () => {
  const history = inventedHistory(latest, now);
  expect(history).toHaveLength(60);
  expect(history[0]?.at).toBe('2026-11-01T12:00:00.000Z');
  expect(history.at(-1)?.at).toBe('2026-12-01T00:00:00.000Z');
  expect(inventedHistory(latest, now)).toEqual(history);
});

it('grows towards what was found, and its rows add up as they do today', () => {
  const history = inventedHistory(latest, now);
  const used = history.map(({ values }) => values['data-root.used'] ?? 0);
  expect(used.every((bytes, index) => index === 0 || bytes >= (used[index - 1] ?? 0))).toBe(true);
  for (const { values } of history) {
    const rows = ['ledger.leaked-layers', 'ledger.image-layers', 'ledger.not-docker'];
    expect(rows.reduce((sum, name) => sum + (values[name] ?? 0), 0) + 50).toBe(values['data-root.used']);
    expect(values['ledger.not-docker']).toBe(250);
    expect(values['data-root.used']).toBeLessThanOrEqual(1000);
  }
  expect(history[0]?.values['ledger.leaked-layers']).toBeLessThan(50);
});

it('invents nothing where the size of the disk is unknown, and nothing but space', () => {
  expect(inventedHistory({ 'ledger.leaked-layers': 300 }, now)).toEqual([]);
  expect(Object.keys(inventedHistory(latest, now)[0]?.values ?? {})).not.toContain('leaks.count');
});
