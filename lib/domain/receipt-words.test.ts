import { expect, it } from 'vitest';
import { known, unknown } from './fact.ts';
import type { RunReceipt } from './receipt.ts';
import { receiptWords, untouchedWords } from './receipt-words.ts';

const same = (unchanged: number) => known({ unchanged, byRun: 0, meanwhile: [] });
const receipt: RunReceipt = {
  before: 't',
  after: 't',
  images: same(2),
  containers: same(1),
  volumes: same(2),
  notDocker: known(2.7 * 1024 ** 3),
};

it('says what is unchanged in one line', () => {
  expect(receiptWords(receipt)).toEqual({
    unchanged: 'Unchanged, checked: 2 images, 1 container, 2 volumes.',
    notDocker: 'Not Docker, about 2.7 GiB: never opened.',
    meanwhile: [],
    unknown: [],
  });
});

it('says a difference, and what is unknown, and counts neither as unchanged', () => {
  const words = receiptWords({
    ...receipt,
    containers: known({ unchanged: 0, byRun: 0, meanwhile: [{ difference: 'started', count: 7, names: ['web'] }] }),
    volumes: unknown('timed-out', 'Docker did not answer.'),
  });
  expect(words.unchanged).toBe('Unchanged, checked: 2 images, 0 containers.');
  expect(words.meanwhile).toEqual(['7 containers started meanwhile, not by this run: web and 6 more.']);
  expect(words.unknown).toEqual(['Volumes could not be compared: Docker did not answer.']);
});

it('before the run: first what is not Docker, and an unknown amount is no zero', () => {
  const untouched = { images: known(2), containers: known(0), volumes: unknown('timed-out', 'x'), notDocker: null };
  expect(untouchedWords({ ...untouched, notDocker: unknown('not-collected', 'x') })).toEqual([
    'Not Docker (amount unknown): never opened.',
    'Not changed: 2 images.',
    'Not counted, because Docker did not list them: volumes.',
  ]);
  expect(untouchedWords(untouched)[0]).toBe('Not changed: 2 images.');
});
