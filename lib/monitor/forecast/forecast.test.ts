import { describe, expect, it } from 'vitest';
import { changePoint, forecast } from './forecast.ts';
import { leastSquares } from './testing/least-squares.ts';
import { syntheticSeries } from './testing/series.ts';

const points = (count: number, usedOf: (day: number) => number) =>
  Array.from({ length: count }, (_, day) => ({ day, usedBytes: usedOf(day) }));
const made = (...args: Parameters<typeof forecast>) => {
  const found = forecast(...args);
  if (found.state !== 'known') throw new Error('too early');
  return found;
};

describe('the forecast', () => {
  it('cannot tell before 14 daily points', () => {
    expect(forecast({ points: points(13, (day) => day), capacityBytes: 100, seed: 1 })).toEqual({
      state: 'too-early',
      days: 13,
      needed: 14,
    });
  });

  it('of a straight line is its end, and the same every time', () => {
    const input = { points: points(30, (day) => 100 + day * 10), capacityBytes: 490, seed: 7 };
    expect(made(input)).toMatchObject({
      bytesPerDay: 10,
      fullWithin7: 0,
      fullWithin30: 1,
      days: { early: 10, likely: 10, late: 10 },
      hasChanged: false,
      isFlat: false,
    });
    expect(made(input)).toEqual(made(input));
  });

  it('of a week that comes again sees through its prune', () => {
    const sawtooth = points(57, (day) => 1000 + day * 10 - Math.floor(day / 7) * 63);
    const { days } = made({ points: sawtooth, capacityBytes: (sawtooth.at(-1)?.usedBytes ?? 0) + 35, seed: 1 });
    // Seven a week are left, and ten a day come in between.
    expect(days.likely).toBeGreaterThan(3);
    expect(days.likely).toBeLessThan(35);
  });

  it('fills gaps, takes out what was done once, and counts a full disk as full', () => {
    const gaps = points(40, (day) => 100 + day * 10 - (day >= 20 ? 150 : 0)).filter(({ day }) => day % 5 !== 2);
    const { bytesPerDay } = made({ points: gaps, capacityBytes: 900, oneOffs: [{ day: 20, bytes: -150 }], seed: 1 });
    expect(bytesPerDay).toBeCloseTo(10, 5);
    expect(made({ points: points(20, () => 100), capacityBytes: 90, seed: 1 })).toMatchObject({
      fullWithin7: 1,
      days: { likely: 0 },
    });
  });

  it('never fills where nothing grows', () => {
    const { days, isFlat } = made({ points: points(40, (day) => 1000 + (day % 2)), capacityBytes: 2000, seed: 1 });
    expect(days).toEqual({ early: null, likely: null, late: null });
    expect(isFlat).toBe(true);
  });

  it('begins again where growth changed for good, and not at a burst', () => {
    const before = Array.from({ length: 30 }, (_, day) => 10 + (day % 3));
    expect(changePoint([...before, ...before.slice(0, 20).map((delta) => delta * 8)])).toBeGreaterThan(24);
    expect(changePoint([...before, 900, ...before])).toBe(0);
  });

  it('is nearer than least squares on series that it was not tuned on', () => {
    const errors = { ours: 0, theirs: 0 };
    for (let seed = 50_001; seed < 50_013; seed += 1) {
      const { points: all, oneOffs, uncleaned } = syntheticSeries('cleanups-by-hand', seed);
      const seen = all.slice(0, 121);
      const lost = (uncleaned[120]?.usedBytes ?? 0) - (seen.at(-1)?.usedBytes ?? 0);
      const truth = (uncleaned[150]?.usedBytes ?? 0) - lost;
      const off = (value: number): number => Math.abs(value - truth) / truth;
      errors.ours += off(made({ points: seen, capacityBytes: truth * 2, oneOffs, seed }).in30.middle);
      errors.theirs += off(leastSquares(seen.slice(-30), truth * 2).in30.middle);
    }
    expect(errors.ours).toBeLessThan(errors.theirs);
  });
});
