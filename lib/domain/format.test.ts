import { expect, test } from 'vitest';
import {
  counted,
  formatDay,
  formatDuration,
  formatMoment,
  formatNumber,
  formatPercent,
  formatShortDay,
  momentsIn,
  wallClock,
} from './format.ts';

test('numbers have thousands separators, and the noun agrees with them', () => {
  expect(formatNumber(41016)).toBe('41,016');
  expect(counted(1, 'host')).toBe('1 host');
  expect(counted(0, 'host')).toBe('0 hosts');
  expect(counted(1024, 'copy', 'copies')).toBe('1,024 copies');
});

test('a percentage has one digit at most, and never rounds to nothing or to everything', () => {
  expect(formatPercent(95.71)).toBe('95.7%');
  expect(formatPercent(80)).toBe('80%');
  expect(formatPercent(0)).toBe('0%');
  expect(formatPercent(0.03)).toBe('<0.1%');
  expect(formatPercent(99.97)).toBe('>99.9%');
  expect(formatPercent(100)).toBe('100%');
});

test('durations', () => {
  expect(formatDuration(0.2)).toBe('1 s');
  expect(formatDuration(89)).toBe('89 s');
  expect(formatDuration(240)).toBe('4 min');
  expect(formatDuration(9000)).toBe('2.5 h');
  expect(formatDuration(7200)).toBe('2 h');
});

test('days and moments, in UTC', () => {
  expect(formatDay('2026-11-30T23:30:00.000Z')).toBe('30 Nov 2026');
  expect(formatMoment('2026-03-01T13:56:09.000Z')).toBe('1 Mar 2026, 13:56 UTC');
});

const berlin = { zone: 'Europe/Berlin', locale: null };

test('on the reader’s own clock, across midnight and across summer time', () => {
  expect(formatDay('2026-11-30T23:30:00.000Z', berlin)).toBe('1 Dec 2026');
  expect(formatShortDay('2026-11-30T23:30:00.000Z', berlin)).toBe('1 Dec');
  expect(formatMoment('2026-11-30T23:30:00.000Z', berlin)).toBe('1 Dec 2026, 00:30');
  expect(formatMoment('2026-07-01T23:30:00.000Z', berlin)).toBe('2 Jul 2026, 01:30');
  const newYork = { zone: 'America/New_York', locale: null };
  expect(formatMoment('2026-11-30T02:00:00.000Z', newYork)).toBe('29 Nov 2026, 21:00');
  expect(wallClock('2026-11-30T02:00:00.000Z', 'America/New_York')).toBe('21:00');
});

test.each([
  ['de-DE', 'Europe/Berlin', '1. Dez. 2026', '1. Dez. 2026, 00:30'],
  ['en-US', 'America/New_York', 'Nov 30, 2026', 'Nov 30, 2026, 06:30 PM'],
  ['ja-JP', 'Asia/Tokyo', '2026年12月1日', '2026年12月1日 08:30'],
  // Neither the Buddhist year nor other digits: those would not go with the numbers beside them.
  ['th-TH', 'Asia/Bangkok', '1 ธ.ค. 2026', '1 ธ.ค. 2026 06:30'],
])('in the form of %s', (locale, zone, day, moment) => {
  expect(formatDay('2026-11-30T23:30:00.000Z', { zone, locale })).toBe(day);
  expect(formatMoment('2026-11-30T23:30:00.000Z', { zone, locale })).toBe(moment);
});

test('where the zone is not known it is UTC, and says so', () => {
  expect(formatMoment('2026-11-30T23:30:00.000Z', { zone: null, locale: 'de' })).toBe('30. Nov. 2026, 23:30 UTC');
});

test('a moment in a text can be read again', () => {
  const at = Date.parse('2026-12-07T10:17:00.000Z');
  expect(momentsIn(`Freed on ${formatMoment(at)}, or earlier.`)).toEqual(['Freed on ', { atMs: at }, ', or earlier.']);
  expect(momentsIn(formatMoment(at))).toEqual([{ atMs: at }]);
  expect(momentsIn('7 Dec 2026 is no moment')).toEqual(['7 Dec 2026 is no moment']);
});
