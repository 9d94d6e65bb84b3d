import { expect, test } from 'vitest';
import { firstSentence } from './first-sentence';

test('ends at the first full stop before a blank', () => {
  expect(firstSentence('It is full. Writes fail.\n\nMore.')).toBe('It is full.');
});

test('a dot in a command, a version or a path ends nothing', () => {
  expect(firstSentence('Docker 26.1.5 reads `a. b` in /etc/x.json twice. Then more.')).toBe(
    'Docker 26.1.5 reads `a. b` in /etc/x.json twice.',
  );
});

test('a text without a full stop is its first line', () => {
  expect(firstSentence('No full stop\nsecond line')).toBe('No full stop');
  expect(firstSentence('')).toBe('');
});
