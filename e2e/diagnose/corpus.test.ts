import { describe, expect, test } from 'vitest';
import { corpusCases, judgeCase } from './corpus.ts';

describe('diagnose: the corpus of real pastes', () => {
  test.each(corpusCases().map((one) => [one.name, one] as const))('%s', (_, corpusCase) => {
    const { missing, surplus } = judgeCase(corpusCase);
    expect({ missing, surplus }).toEqual({ missing: [], surplus: [] });
  });

  test('every paste names its source in the first line', () => {
    for (const { text } of corpusCases()) expect(text).toMatch(/^# Source: https:\/\/\S+/);
  });
});
