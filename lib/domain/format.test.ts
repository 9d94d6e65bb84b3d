import { expect, test } from 'vitest';
import { counted, formatDay, formatDuration, formatMoment, formatNumber, formatPercent } from './format.ts';

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

test('on the reader’s own clock, across midnight and across summer time', () => {
  expect(formatDay('2026-11-30T23:30:00.000Z', 'Europe/Berlin')).toBe('1 Dec 2026');
  expect(formatMoment('2026-11-30T23:30:00.000Z', 'Europe/Berlin')).toBe('1 Dec 2026, 00:30');
  expect(formatMoment('2026-07-01T23:30:00.000Z', 'Europe/Berlin')).toBe('2 Jul 2026, 01:30');
  expect(formatMoment('2026-11-30T02:00:00.000Z', 'America/New_York')).toBe('29 Nov 2026, 21:00');
});
