import { expect, it } from 'vitest';
import { cronOfWords, wordsOfCron } from './words.ts';

it.each([
  ['every hour', '0 * * * *'],
  ['every 6 hours', '0 */6 * * *'],
  ['every day at 03:00', '0 3 * * *'],
  ['every Sunday at 04:30', '30 4 * * 0'],
  ['on day 1 at 02:05', '5 2 1 * *'],
])('%s is %s, both ways', (words, cron) => {
  expect(cronOfWords(words)).toBe(cron);
  expect(wordsOfCron(cron)).toBe(words);
});

it('anything else is taken for cron, and shown as it is', () => {
  expect(cronOfWords(' 0 3 * * 1-5 ')).toBe('0 3 * * 1-5');
  expect(cronOfWords('every Caturday at 03:00')).toBe('every Caturday at 03:00');
  expect(cronOfWords('every 7 hours')).toBe('every 7 hours');
  expect(wordsOfCron('0 3 * * 1-5')).toBe('cron 0 3 * * 1-5');
});
