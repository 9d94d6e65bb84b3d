import { expect, it } from 'vitest';
import { problemWords } from './apply-form';
import { applyWords } from './apply-words';

const refused = (code: string) => ({ ok: false, code, message: 'Because.' }) as const;

it.each(['no-connection', 'http-500', 'http-502'])('a lost answer (%s) is not "nothing was changed"', (code) => {
  expect(problemWords(refused(code)).title).toBe(applyWords.startUnknown);
});

it.each(['stale-plan', 'guard-refusal', 'invalid-input'])('a refusal (%s) is', (code) => {
  expect(problemWords(refused(code))).toEqual({
    title: applyWords.notStarted,
    detail: 'Because.',
  });
});

it('an answer without a run is unknown too', () => {
  expect(problemWords({ ok: true, value: null }).title).toBe(applyWords.startUnknown);
});
