import { describe, expect, it } from 'vitest';
import type { RunAfterwards } from '@/lib/domain/afterwards';
import { known, unknown } from '@/lib/domain/fact';
import type { Run, RunStep, StepState } from '@/lib/domain/run';
import { outcomeWords, runTitle, stepWordsOf } from './outcome-words';

const none = { count: 0, runs: [] };
const plain: RunAfterwards = { quarantined: null, restored: none, purged: none, gone: 0, of: [] };
const mib = 1024 ** 2;
const step = (state: StepState, id = 'x') => ({ state, title: id, target: { id } }) as RunStep;
const run = (change: Partial<Run> = {}): Run =>
  ({
    state: 'succeeded',
    title: 'Delete',
    actionId: 'purge-quarantine',
    steps: [step('done')],
    freedBytes: { estimated: known(510 * mib), measured: known(510 * mib) },
    ...change,
  }) as Run;
const titleOf = (change: Partial<Run>, afterwards: Partial<RunAfterwards> = {}) =>
  outcomeWords(run(change), { ...plain, ...afterwards })?.title;
const quarantined = (count: number, bytes = known(count * 100 * mib)) => ({ count, bytes, names: [] });

describe('what is true after a run', () => {
  it('a quarantine never sounds as if space were free', () => {
    expect(titleOf({}, { quarantined: quarantined(4) })).toBe('4 layers are quarantined; they still use 400 MiB.');
    expect(titleOf({}, { quarantined: quarantined(1) })).toBe('1 layer is quarantined; it still uses 100 MiB.');
    const unmeasured = { ...quarantined(2), bytes: unknown('not-collected', '') };
    expect(titleOf({}, { quarantined: unmeasured })).toContain('not measured yet');
  });

  it('says when the quarantine has ended, and how', () => {
    const all = { count: 4, runs: [] };
    expect(titleOf({}, { quarantined: quarantined(0), restored: all })).toMatch(/^Undone: 4 layers/);
    expect(titleOf({}, { quarantined: quarantined(0), purged: all })).toMatch(/4 layers were deleted for good/);
    const mixed = {
      quarantined: quarantined(1),
      restored: { count: 2, runs: [] },
      purged: { count: 1, runs: [] },
      gone: 1,
    };
    expect(titleOf({}, mixed)).toMatch(
      /^Of 5 layers: 1 still quarantined \(100 MiB\), 2 restored, 1 deleted for good, 1 gone/,
    );
  });

  it('says what was freed as it was measured, and on a demo that it was simulated', () => {
    expect(titleOf({})).toBe('Freed 510 MiB, measured on the disk.');
    expect(titleOf({ isDemo: true })).toBe('Freed 510 MiB, simulated.');
  });

  it.each([known(0), known(-5), unknown('not-collected', 'not read')] as const)(
    'does not claim that %o was freed',
    (measured) => {
      const words = outcomeWords(run({ freedBytes: { estimated: known(1), measured } }), plain);
      expect(words?.title).toBe('Done.');
      expect(words?.detail).not.toBeNull();
    },
  );

  it('is silent about space where none was to be freed', () => {
    const words = outcomeWords(run({ freedBytes: { estimated: known(0), measured: known(0) } }), plain);
    expect(words).toEqual({ title: 'Done.', detail: null });
  });

  it('someone else was first', () => {
    expect(titleOf({ steps: [step('done', 'references'), step('already-done')] })).toMatch(/someone else was first/);
  });

  it.each([
    ['refused', ['refused', 'not-reached'], /Nothing was changed/],
    ['failed', ['undone', 'failed'], /undone. The host is as before/],
    ['cancelled', ['done', 'not-reached'], /^Cancelled after 1 of 2 steps/],
    ['interrupted', ['done', 'intended'], /the outcome of 1 more is unknown/],
  ] as const)('%s', (state, steps, words) => {
    expect(titleOf({ state, steps: steps.map((each) => step(each)) })).toMatch(words);
  });

  it('nothing while it runs', () => expect(outcomeWords(run({ state: 'running' }), plain)).toBeNull());
});

it('the title of the page follows the run', () => {
  expect(['running', 'succeeded', 'interrupted'].map((state) => runTitle(run({ state } as Partial<Run>)))).toEqual([
    'Running: Delete',
    'Done: Delete',
    'Failed: Delete',
  ]);
});

it('the step that is announced is the one in progress, else the next', () => {
  const steps = [step('done', 'a'), step('intended', 'b'), step('waiting', 'c')];
  expect(stepWordsOf({ state: 'running', steps })).toBe('Step 2 of 3: b');
  expect(stepWordsOf({ state: 'running', steps: [step('done', 'a'), step('waiting', 'c')] })).toBe('Step 2 of 2: c');
  expect(stepWordsOf({ state: 'running', steps: [step('done', 'a')] })).toBeNull();
  expect(stepWordsOf({ state: 'succeeded', steps })).toBeNull();
});
