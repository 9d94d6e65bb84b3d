/**
 * The first law: unknown is not empty. What could not be read is `unknown` with a reason, never `[]`, `0` or "unused".
 * An empty list is *known*.
 */
export type UnknownReason =
  | 'not-collected'
  | 'no-capability'
  | 'permission-denied'
  | 'tool-missing'
  | 'timed-out'
  | 'unparseable'
  | 'truncated';

export interface Known<T> {
  readonly state: 'known';
  readonly value: T;
}

export interface Unknown {
  readonly state: 'unknown';
  readonly reason: UnknownReason;
  /** What was tried and what to do, for a person. */
  readonly detail: string;
}

export type Fact<T> = Known<T> | Unknown;

export function known<T>(value: T): Known<T> {
  return { state: 'known', value };
}

export function unknown(reason: UnknownReason, detail: string): Unknown {
  return { state: 'unknown', reason, detail };
}

export const notCollected: Unknown = unknown('not-collected', 'Nothing has asked for this yet.');

export function mapFact<T, U>(fact: Fact<T>, change: (value: T) => U): Fact<U> {
  return fact.state === 'known' ? known(change(fact.value)) : fact;
}

/** Joins facts: known only when every one is known; else the first unknown, so the reason survives. */
export function allKnown<T extends readonly Fact<unknown>[]>(
  ...facts: T
): Fact<{ [K in keyof T]: T[K] extends Fact<infer V> ? V : never }> {
  const values: unknown[] = [];
  for (const fact of facts) {
    if (fact.state === 'unknown') return fact;
    values.push(fact.value);
  }
  return known(values as { [K in keyof T]: T[K] extends Fact<infer V> ? V : never });
}

/** The value, or `fallback` where it is only shown, never where something is decided. */
export function valueOr<T, F>(fact: Fact<T>, fallback: F): T | F {
  return fact.state === 'known' ? fact.value : fallback;
}
