import { expect, it } from 'vitest';
import { known, unknown } from '../../domain/fact.ts';
import { shelfOf } from './shelf.ts';

const now = new Date('2026-12-01T12:00:00Z');
const entry = (bytes: number | null, purgeAt: string | null) => ({
  bytes: bytes === null ? unknown('not-collected', '') : known(bytes),
  purgeAt,
});

it('adds up what is measured, and counts the days to the first date, rounded as a person does', () => {
  const entries = [entry(100, '2026-12-08T13:00:00Z'), entry(10, '2026-12-04T11:00:00Z')];
  expect(shelfOf(entries, now, null)).toEqual({
    count: 2,
    bytes: known(110),
    atLeast: false,
    daysLeft: 3,
    staleSince: null,
  });
});

it('an unmeasured entry is no zero, and one without a date has none', () => {
  expect(shelfOf([entry(null, null)], now, 't')).toMatchObject({
    bytes: { state: 'unknown' },
    atLeast: true,
    daysLeft: null,
    staleSince: 't',
  });
  expect(shelfOf([entry(null, null), entry(5, '2026-12-01T13:00:00Z')], now, null)).toMatchObject({
    bytes: known(5),
    atLeast: true,
    daysLeft: 0,
  });
});

it('what is overdue is due today, not in minus three days', () => {
  expect(shelfOf([entry(5, '2026-11-28T00:00:00Z')], now, null).daysLeft).toBe(0);
});
