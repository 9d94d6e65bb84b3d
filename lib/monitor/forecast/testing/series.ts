import type { DayPoint, OneOff } from '../forecast.ts';
import { seededRandom } from '../seeded-random.ts';

/** Used bytes by day as Docker hosts make them, drawn from a seed. Seven kinds; each scale, rate and noise is drawn too. */
export const seriesKinds = [
  'steady',
  'weekly-prune',
  'cleanups-by-hand',
  'leak-onset',
  'capped-cache',
  'bursts',
  'flat',
] as const;
export type SeriesKind = (typeof seriesKinds)[number];

export interface Series {
  kind: SeriesKind;
  points: DayPoint[];
  /** what a person did once, as Bilge's own runs know it */
  oneOffs: OneOff[];
  /** as it would have gone on without those */
  uncleaned: DayPoint[];
}

const gib = 1024 ** 3;

export function syntheticSeries(kind: SeriesKind, seed: number, days = 240): Series {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + (high - low) * random();
  // Box and Muller; the logarithm of 0 is not wanted.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const base = between(50, 800) * gib;
  const rate = base * between(0.0005, 0.004);
  const noise = rate * between(0.2, 1);
  const onset = Math.floor(between(0.3, 0.7) * days);
  const cap = base * between(0.03, 0.12);
  const cleanDays = new Set(Array.from({ length: 3 }, () => Math.floor(between(0.1, 0.9) * days)));
  let used = base;
  let cache = 0;
  let cleaned = 0;
  const points: DayPoint[] = [];
  const uncleaned: DayPoint[] = [];
  const oneOffs: OneOff[] = [];
  for (let day = 0; day < days; day += 1) {
    const growth = rate + noise * normal();
    switch (kind) {
      case 'steady':
        used += growth;
        break;
      case 'weekly-prune':
        used += day % 7 === 6 ? growth - rate * 7 * 0.7 : growth * 1.3;
        break;
      case 'cleanups-by-hand':
        used += random() < 0.15 ? rate * 4 : growth * 0.5;
        if (cleanDays.has(day) && day > 0) {
          const freed = base * between(0.02, 0.1);
          cleaned += freed;
          oneOffs.push({ day, bytes: -freed });
        }
        break;
      case 'leak-onset':
        used += (day < onset ? 0.3 : 1.6) * rate + noise * 0.5 * normal();
        break;
      case 'capped-cache':
        used += growth * 0.4;
        cache += rate * between(0.5, 3);
        if (cache > cap) cache *= between(0.2, 0.5);
        break;
      case 'bursts':
        used += random() < 0.06 ? rate * between(6, 20) : rate * 0.3 + noise * 0.3 * normal();
        break;
      case 'flat':
        used += noise * 0.5 * normal();
        break;
    }
    uncleaned.push({ day, usedBytes: used + cache });
    points.push({ day, usedBytes: used + cache - cleaned });
  }
  return { kind, points, oneOffs, uncleaned };
}
