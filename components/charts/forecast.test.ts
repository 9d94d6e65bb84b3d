import { describe, expect, it } from 'vitest';
import { forecastFull } from './forecast.ts';

const dayMs = 86_400_000;
const start = Date.parse('2026-11-01T00:00:00Z');
const line = (days: number, perDay: number, noise = 0) =>
  Array.from({ length: days }, (_, day) => ({
    atMs: start + day * dayMs,
    value: 1000 + perDay * day + (day % 2 === 0 ? noise : -noise),
  }));

describe('forecastFull', () => {
  it('finds the day on a straight line, with no band', () => {
    const forecast = forecastFull(line(11, 10), 1200);
    expect(forecast?.bytesPerDay).toBeCloseTo(10);
    // 1100 used on the last of eleven days, 100 left, 10 a day
    expect(forecast?.full?.likelyMs).toBeCloseTo(start + 20 * dayMs, -3);
    expect(forecast?.full?.earliestMs).toBeCloseTo(start + 20 * dayMs, -3);
  });

  it('widens the band where the points scatter', () => {
    const full = forecastFull(line(11, 10, 15), 1200)?.full;
    expect(full?.earliestMs).toBeLessThan(full?.likelyMs ?? 0);
    expect(full?.latestMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(full?.likelyMs ?? 0);
  });

  it('says nothing about a disk that does not fill', () => {
    expect(forecastFull(line(11, -5), 2000)?.full).toBeNull();
    expect(forecastFull(line(11, 0), 2000)?.full).toBeNull();
  });

  it('says no date where the size of the filesystem is not known', () => {
    expect(forecastFull(line(11, 10), null)).toMatchObject({ full: null });
  });

  it('says nothing from too little', () => {
    expect(forecastFull(line(5, 10), 1200)).toBeNull();
    expect(forecastFull([], 1200)).toBeNull();
    const oneHour = Array.from({ length: 30 }, (_, minute) => ({ atMs: start + minute * 120_000, value: minute }));
    expect(forecastFull(oneHour, 1200)).toBeNull();
  });
});
