import { describe, expect, it } from 'vitest';
import { heldResources, leaseArgs, storeWith } from '../actions/ops/testing/lease-refusals.ts';
import type { JournalEntry } from '../domain/run.ts';
import { runOnStub as run } from './testing/run-on-stub.ts';

/** The order of a run, with stand-ins for host, Docker and containerd; the real ones are in containerd-runs.host.test.ts. */
const id = String(leaseArgs.id);

describe('a run over containerd', () => {
  it('holds, looks, and ends the hold that it made', async () => {
    const stub = storeWith('lease');
    const { types, entries } = await run(stub);
    expect(types.filter((each) => each.endsWith('done'))).toEqual([
      '1 step.done',
      '2 step.done',
      '3 step.done',
      '4 step.done',
    ]);
    expect(entries.at(-1)).toMatchObject({ type: 'run.ended', outcome: 'succeeded' });
    expect(stub.leases.size).toBe(0);
  });

  it('G7: a container that Docker lists no more after the canary: what was held is restored, and nothing else is done', async () => {
    const stub = storeWith('lease');
    let asked = 0;
    const containers = () => {
      asked += 1;
      return asked > 1 ? [] : ['c'];
    };
    const { types, entries } = await run(stub, { containers });
    expect(types).toContain('3 step.refused');
    expect(types).toContain('2 step.undone');
    expect(types.some((each) => each.startsWith('4'))).toBe(false);
    expect(entries.at(-1)).toMatchObject({ type: 'run.ended', outcome: 'failed' });
    expect([...stub.leases.keys()]).toEqual([id]);
    expect(stub.leases.get(id)?.resources).toEqual(expect.arrayContaining(heldResources));
  });

  it('containerd restarted while a look still holds: its new process is noticed before the next effect', async () => {
    const stub = storeWith('lease');
    let pid = 1;
    const onEntry = ({ type, step: number }: JournalEntry) => {
      if (type !== 'step.intended' || number !== 2) return;
      pid = 2;
      Object.assign(stub, { isOpen: false });
    };
    const { entries, types } = await run(stub, { pid: () => pid, onEntry, tickMs: 0 });
    expect(types).toContain('2 step.refused');
    expect(entries.at(-1)).toMatchObject({ outcome: 'failed', said: expect.stringContaining('restarted') });
    expect(stub.calls).toEqual([]);
  });

  it.each([
    ['another store', { uuid: 'other', pid: 1 }],
    ['another process', { uuid: 'uuid', pid: 9 }],
  ])('a socket that %s answers ends it before its first effect', async (_what, server) => {
    const stub = storeWith('lease');
    const { entries, types } = await run(stub, { server });
    expect(entries.at(-1)?.said).toContain('another containerd answers at /c.sock than the planned one');
    expect([stub.calls, types.filter((each) => each.endsWith('done'))]).toEqual([[], []]);
  });

  it('another process of dockerd ends it before its next effect', async () => {
    const stub = storeWith('lease');
    let looks = 0;
    // The third look is that before step 2.
    const ticks = () => {
      looks += 1;
      return looks > 2 ? 90_000 : 10_000;
    };
    const { entries } = await run(stub, { ticks });
    expect(entries.at(-1)?.said).toContain('Docker was restarted');
    expect(stub.calls).toEqual([]);
  });
});
