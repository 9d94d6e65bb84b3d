import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

// The short run of the unit ring; the long one is `node test/fuzz/parsers.ts`.
test('no parser crashes, hangs, or finds something in noise', { timeout: 60_000 }, () => {
  const report = fuzz({ seed: 42, inputs: 600 });
  expect(report.problems).toEqual([]);
  expect(report.inputs).toBe(600);
});
