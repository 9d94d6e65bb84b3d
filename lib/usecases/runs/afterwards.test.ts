import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../domain/fact.ts';
import type { Run, RunStep } from '../../domain/run.ts';
import { exampleRun } from '../../store/testing/example-plan.ts';
import { fatesOf, sourcesOf } from './afterwards.ts';

const step = (kind: RunStep['target']['kind'], id: string, state: RunStep['state'], bytes: RunStep['bytes']) =>
  ({ number: 1, title: '', said: null, target: { kind, id, label: id, owner: null }, state, bytes }) as RunStep;

function run(id: string, hour: number, action: string, names: string[], change: Partial<Run> = {}): Run {
  const isQuarantine = action === 'remove-leaked-layers';
  const kind = isQuarantine ? 'layer' : 'quarantine-entry';
  return exampleRun({
    id,
    actionId: action,
    state: 'succeeded',
    startedAt: `2026-11-21T${10 + hour}:00:00Z`,
    undo: isQuarantine ? { until: null, actionId: 'restore-quarantine' } : { excuse: 'no' },
    steps: names.map((name) => step(kind, name, 'done', known(100))),
    ...change,
  });
}
const first = run('run_first', 0, 'remove-leaked-layers', ['a', 'b', 'c']);
const restored = (id: string, hour: number, names: string[]) => run(id, hour, 'restore-quarantine', names);
const purged = (id: string, hour: number, names: string[]) => run(id, hour, 'purge-quarantine', names);

describe('what became of what a run quarantined', () => {
  it('is all there where no later run took it', () => {
    expect(fatesOf(first, [], new Set(['a', 'b', 'c']))).toMatchObject({
      quarantined: { count: 3, bytes: known(300), names: ['a', 'b', 'c'] },
      restored: { count: 0 },
      purged: { count: 0 },
      gone: 0,
    });
  });

  it('is told apart: restored, purged, still there, and gone without a run', () => {
    const later = [purged('run_p', 2, ['b']), restored('run_r', 1, ['a'])];
    const fates = fatesOf(
      { ...first, steps: [...first.steps, step('layer', 'd', 'done', known(7))] },
      later,
      new Set(['d']),
    );
    expect(fates.quarantined).toEqual({ count: 1, bytes: known(7), names: ['d'] });
    expect(fates.restored).toEqual({ count: 1, runs: [{ id: 'run_r', at: '2026-11-21T11:00:00Z', by: 'anna' }] });
    expect(fates.purged).toMatchObject({ count: 1, runs: [{ id: 'run_p' }] });
    expect(fates.gone).toBe(1);
  });

  it('calls nothing gone where no later scan could look', () => {
    expect(fatesOf(first, [], null)).toMatchObject({ quarantined: { count: 3 }, gone: 0 });
  });

  it('goes by the first run that took it: what is quarantined again is of another run', () => {
    const later = [restored('run_r', 1, ['a', 'b', 'c']), purged('run_p', 5, ['a', 'b', 'c'])];
    expect(fatesOf(first, later, null)).toMatchObject({
      quarantined: { count: 0 },
      restored: { count: 3, runs: [{ id: 'run_r' }] },
      purged: { count: 0, runs: [] },
    });
  });

  it('does not count a step that was refused, nor add up what is not measured', () => {
    const late = restored('run_r', 1, ['a']);
    const refused = { ...late, steps: late.steps.map((each) => ({ ...each, state: 'refused' as const })) };
    expect(fatesOf(first, [refused], null).quarantined?.count).toBe(3);
    const unmeasured = { ...first, steps: [step('layer', 'a', 'done', unknown('not-collected', ''))] };
    expect(fatesOf(unmeasured, [], null).quarantined?.bytes.state).toBe('unknown');
  });
});

it('a restore names the newest runs before it that quarantined what it restored', () => {
  const again = run('run_again', 3, 'remove-leaked-layers', ['a']);
  expect(sourcesOf(restored('run_r', 4, ['a', 'b']), [first, again]).map(({ id }) => id)).toEqual([
    'run_again',
    'run_first',
  ]);
  expect(sourcesOf(restored('run_r', 4, ['x']), [first, again])).toEqual([]);
});
