import { expect, it } from 'vitest';
import type { Run, RunStep, StepState } from '@/lib/domain/run';
import { remainingWords } from './remaining';

const startedAt = '2026-11-21T10:00:00Z';
const after = (seconds: number) => Date.parse(startedAt) + seconds * 1000;
const run = (...states: StepState[]): Pick<Run, 'state' | 'steps' | 'startedAt'> => ({
  state: 'running',
  startedAt,
  steps: states.map((state) => ({ state }) as RunStep),
});

it('goes by what was done since the start', () => {
  expect(remainingWords(run('done', 'already-done', 'intended', 'waiting'), after(120))).toBe('about 2 min left');
  expect(remainingWords(run('done', 'refused', 'waiting'), after(60))).toBe('less than a minute left');
  expect(remainingWords(run('done', 'waiting', 'waiting', 'waiting'), after(3600))).toBe('about 3 h left');
});

it('promises nothing where it cannot know', () => {
  expect(remainingWords(run('intended', 'waiting'), after(60))).toBeNull();
  expect(remainingWords(run('done', 'waiting'), after(1))).toBeNull();
  expect(remainingWords(run('done', 'done'), after(60))).toBeNull();
  expect(remainingWords({ ...run('done', 'not-reached', 'waiting'), state: 'interrupted' }, after(60))).toBeNull();
});
