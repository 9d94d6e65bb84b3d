import { describe, expect, it } from 'vitest';
import { heldResources, leaseArgs, storeWith } from '../actions/ops/testing/lease-refusals.ts';
import type { StubContainerd } from '../actions/ops/testing/stub-containerd.ts';
import { TransportError } from '../domain/errors.ts';
import { runOnStub, stepsOf } from './testing/run-on-stub.ts';

/**
 * Every boundary of runs over containerd: a line was written to the journal, or a call is about to change something, which is also the moment after the call
 * before it. test/faults/leases.host.test.ts strikes the real ones.
 */
const id = String(leaseArgs.id);
const hold = `bilge-${id}`;
const mostBoundaries = 40;

const runs = [
  { mode: 'quarantine', from: 'lease', ends: [hold], again: ['quarantine'] },
  { mode: 'restore', from: 'hold', ends: [id], again: ['restore'] },
  { mode: 'delete', from: 'lease', ends: [], again: ['quarantine', 'purge'] },
  { mode: 'purge', from: 'hold', ends: [], again: ['purge'] },
] as const;

function storeFor(from: 'lease' | 'hold'): StubContainerd {
  const store = storeWith(from);
  const held = store.leases.get(hold);
  if (held !== undefined) held.labels['bilge/run'] = 'run_abcdefgh';
  return store;
}

/** A whole set of what the lease held is under it or under its hold. */
const isKept = ({ leases }: StubContainerd) =>
  [id, hold].some((each) => leases.get(each)?.resources.length === heldResources.length);

describe.each(runs)('$mode over containerd', ({ mode, from, ends, again }) => {
  it('killed at any boundary nothing is held by neither, and a new plan finishes', async () => {
    let number = 1;
    for (let isOver = false; !isOver; number += 1) {
      const store = storeFor(from);
      let met = 0;
      const meet = (): void => {
        met += 1;
        if (met >= number) throw new Error('killed');
      };
      store.meet = meet;
      await runOnStub(store, { onEntry: meet }, stepsOf[mode]).catch(() => {});
      isOver = met < number;
      if (!isOver && !(ends.length === 0 && store.calls.includes(`delete ${hold}`)))
        expect(isKept(store), `boundary ${number} after ${store.calls.join(', ')}`).toBe(true);
      store.meet = () => {};
      for (const next of again) await runOnStub(store, {}, stepsOf[next]);
      expect([...store.leases.keys()], `boundary ${number}`).toEqual(ends);
      expect(number).toBeLessThan(mostBoundaries);
    }
    expect(number).toBeGreaterThan(6);
  });

  it('where containerd is another process from any boundary on, nothing more is changed', async () => {
    let number = 1;
    for (let isOver = false; !isOver; number += 1) {
      const store = storeFor(from);
      let met = 0;
      let pid = 1;
      let callsBefore = 0;
      const meet = (isCall: boolean): void => {
        met += 1;
        if (met !== number) return;
        pid = 2;
        callsBefore = store.calls.length;
        Object.assign(store, { isOpen: false });
        if (isCall) throw new TransportError({ failure: 'connection-lost', step: 'containerd', message: 'lost' });
      };
      store.meet = () => meet(true);
      const { entries } = await runOnStub(
        store,
        { onEntry: () => meet(false), pid: () => pid, tickMs: 0 },
        stepsOf[mode],
      );
      isOver = met < number;
      if (isOver) break;
      expect(store.calls.length, `boundary ${number}: ${JSON.stringify(entries)}`).toBe(callsBefore);
      expect(number).toBeLessThan(mostBoundaries);
    }
    expect(number).toBeGreaterThan(6);
  });
});
