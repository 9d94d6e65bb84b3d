import { describe, expect, it } from 'vitest';
import { known } from '../../domain/fact.ts';
import { runStates } from '../../domain/run.ts';
import { examplePlan, exampleRun } from '../testing/example-plan.ts';
import { temporaryStore } from '../testing/temporary-store.ts';

describe('plans', () => {
  it('come back as they were, the script byte for byte', () => {
    const { plans } = temporaryStore();
    plans.put(examplePlan());
    expect(plans.byId('plan_1')).toEqual(examplePlan());
    expect(plans.byId('plan_2')).toBeNull();
    expect(() => plans.put(examplePlan())).toThrow(/UNIQUE/);
  });

  it('change state once each way', () => {
    const { plans } = temporaryStore();
    plans.put(examplePlan());
    expect(plans.transition('plan_1', 'expired', 'used')).toBe(false);
    expect(plans.transition('plan_1', 'proposed', 'used')).toBe(true);
    expect(plans.transition('plan_1', 'proposed', 'used')).toBe(false);
    expect(plans.byId('plan_1')?.state).toBe('used');
    expect(plans.list({ state: 'used' })).toHaveLength(1);
    expect(plans.list({ state: 'proposed' })).toEqual([]);
  });

  it('expire by themselves, but not once they were used', () => {
    const { plans } = temporaryStore();
    plans.put(examplePlan());
    plans.put(examplePlan({ id: 'plan_2', state: 'used' }));
    expect(plans.expire('2026-11-21T10:59:59.999Z')).toBe(0);
    expect(plans.expire('2026-11-21T11:00:00.000Z')).toBe(1);
    expect(
      plans
        .list({ hostId: 'host_a' })
        .map(({ state }) => state)
        .sort(),
    ).toEqual(['expired', 'used']);
  });
});

describe('runs', () => {
  it('are found until they ended, in every state there is', () => {
    const { runs } = temporaryStore();
    for (const state of runStates) runs.put(exampleRun({ id: `run_${state}`, state }));
    expect(runs.unfinished().map(({ state }) => state)).toEqual(['starting', 'running']);
    runs.put(exampleRun({ id: 'run_running', state: 'succeeded', endedAt: '2026-11-21T10:05:00.000Z' }));
    expect(runs.unfinished().map(({ state }) => state)).toEqual(['starting']);
    expect(runs.byId('run_running')?.endedAt).toBe('2026-11-21T10:05:00.000Z');
  });

  it('list newest first, by host, from a cursor', () => {
    const { runs } = temporaryStore();
    for (const n of [1, 2, 3]) runs.put(exampleRun({ id: `run_${n}`, startedAt: `2026-11-21T1${n}:00:00.000Z` }));
    runs.put(exampleRun({ id: 'run_b', hostId: 'host_b' }));
    expect(runs.list({ hostId: 'host_a' }).map(({ id }) => id)).toEqual(['run_3', 'run_2', 'run_1']);
    expect(runs.list({ hostId: 'host_a', before: '2026-11-21T13:00:00.000Z', limit: 1 }).map(({ id }) => id)).toEqual([
      'run_2',
    ]);
    expect(runs.ofPlan('plan_1')).toHaveLength(4);
  });

  it('add up what was freed by measurement; a measurement below zero takes nothing away', () => {
    const { runs } = temporaryStore();
    const freed = (id: string, value: number, hostId = 'host_a') =>
      runs.put(exampleRun({ id, hostId, freedBytes: { estimated: known(1), measured: known(value) } }));
    freed('run_1', 1000);
    freed('run_2', -400);
    freed('run_3', 24);
    freed('run_4', 7, 'host_b');
    runs.put(exampleRun({ id: 'run_6', isDemo: true, freedBytes: { estimated: known(1), measured: known(5000) } }));
    runs.put(exampleRun({ id: 'run_5', hostId: 'host_c' }));
    expect(runs.freedByHost()).toEqual(
      new Map([
        ['host_a', 1024],
        ['host_b', 7],
      ]),
    );
  });
});
