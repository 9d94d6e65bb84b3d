import { seededRandom } from '../../lib/monitor/forecast/seeded-random.ts';

/** Seeded, the same on every machine, so that a failing sequence can be run again by its seed. */
export interface Random {
  next(): number;
  below(limit: number): number;
  pick<T>(items: readonly T[]): T | undefined;
}

export function randomOf(seed: number): Random {
  const next = seededRandom(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  return { next, below, pick: (items) => items[below(items.length)] };
}
