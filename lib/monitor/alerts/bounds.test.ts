import { expect, it } from 'vitest';
import { judgeBackup, judgeForecast, judgeLeakGrowth } from './bounds.ts';

const gib = 1024 ** 3;

it('opens above one bound and closes below another', () => {
  expect([0.2, 0.3, 0.49, 0.5, 1].map(judgeForecast)).toEqual(['good', 'between', 'between', 'bad', 'bad']);
  expect([-gib, gib / 5, gib / 2, gib].map(judgeLeakGrowth)).toEqual(['good', 'good', 'between', 'bad']);
  expect([judgeBackup(null, 7), judgeBackup(7, 7), judgeBackup(6.9, 7)]).toEqual(['bad', 'bad', 'good']);
});
