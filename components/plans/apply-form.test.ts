import { expect, it } from 'vitest';
import { problemWords } from './apply-form';

const refused = (code: string) => ({ ok: false, code, message: 'Because.' }) as const;

it.each(['no-connection', 'http-500', 'http-502'])('a lost answer (%s) is not "nothing was changed"', (code) => {
  expect(problemWords(refused(code)).title).toMatch(/unknown/);
});

it.each(['stale-plan', 'guard-refusal', 'invalid-input'])('a refusal (%s) is', (code) => {
  expect(problemWords(refused(code))).toEqual({
    title: 'The run was not started. Nothing was changed.',
    detail: 'Because.',
  });
});

it('an answer without a run is unknown too', () => {
  expect(problemWords({ ok: true, value: null }).title).toMatch(/unknown/);
});
