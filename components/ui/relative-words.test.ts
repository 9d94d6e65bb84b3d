import { expect, it } from 'vitest';
import { relativeWords } from './relative-words.ts';

const now = Date.parse('2026-12-01T12:00:00.000Z');

it.each([
  ['2026-12-01T11:59:50.000Z', 'just now'],
  ['2026-12-01T11:57:00.000Z', '3 minutes ago'],
  ['2026-11-30T12:00:00.000Z', '24 hours ago'],
  ['2026-12-07T12:00:00.000Z', 'in 6 days'],
  ['2026-09-01T12:00:00.000Z', '3 months ago'],
])('%s', (at, words) => expect(relativeWords(at, now)).toBe(words));
