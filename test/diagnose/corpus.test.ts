import { describe, expect, test } from 'vitest';
import { corpusCases, judgeCase } from './corpus.ts';
import { knownWrong } from './known-wrong.ts';

describe('diagnose: the corpus of real pastes', () => {
  test.each(corpusCases().map((one) => [one.name, one] as const))('%s', (name, corpusCase) => {
    const { missing, surplus } = judgeCase(corpusCase);
    const isRight = missing.length === 0 && surplus.length === 0;
    // A paste that is right now must leave the list: it would be allowed to become wrong again.
    if (knownWrong.includes(name)) return expect(isRight, `${name} is right: take it off known-wrong.ts`).toBe(false);
    expect({ missing, surplus }).toEqual({ missing: [], surplus: [] });
  });

  test('every paste names its source in the first line', () => {
    for (const { text } of corpusCases())
      expect(text).toMatch(
        /^# Source: (?:https:\/\/\S+|a stored copy of a public text that does not name its address \()/,
      );
  });
});
