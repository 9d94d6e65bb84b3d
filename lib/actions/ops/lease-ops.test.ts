import { describe, expect, it } from 'vitest';
import { ContainerdError } from '../../domain/errors.ts';
import type { StepArguments } from '../../domain/plan.ts';
import { holdIdOf } from './lease-arguments.ts';
import type { ContainerdFace } from './op.ts';
import { registry } from './registry.generated.ts';
import {
  heldResources,
  holdArgs,
  leaseArgs,
  leaseRefusals,
  storeWith,
  strayArgs,
  strayStore,
} from './testing/lease-refusals.ts';
import { StubContainerd } from './testing/stub-containerd.ts';

function faceOf(op: string, args: StepArguments): ContainerdFace {
  const face = registry.find(({ id }) => id === op)?.containerd?.(args);
  if (face === null || face === undefined) throw new Error(`${op} does not ask containerd`);
  return face;
}
const id = String(leaseArgs.id);
const hold = holdIdOf(id);

describe('ops over containerd', () => {
  it.each(leaseRefusals)('$op is refused by $guard: $when', async ({ op, guard, args, store, tools }) => {
    const stub = store();
    const judged = await faceOf(op, args).judge(stub.tools(tools));
    expect(judged).toMatchObject({ state: 'refused', guardId: guard });
    expect(stub.calls).toEqual([]);
  });

  it('hold-lease: the hold is complete before the lease goes, keeps what decides what is reached, and has a date', async () => {
    const store = storeWith('lease');
    store.put(id, [...heldResources], { 'containerd.io/gc.flat': 'x' });
    const face = faceOf('hold-lease', { ...leaseArgs, labels: ['containerd.io/gc.flat=x'] });
    expect(await face.judge(store.tools())).toEqual({ state: 'go' });
    await face.perform(store.tools());
    expect(await face.probe(store.tools())).toEqual({ state: 'done' });
    expect(store.calls.map((call) => call.split(' ')[0])).toEqual(['create', 'add', 'add', 'delete']);
    expect([...store.leases.keys()]).toEqual([hold]);
    expect(store.leases.get(hold)?.labels).toEqual({
      'bilge/quarantine': id,
      'bilge/run': 'run_abcdefgh',
      'bilge/at': '2026-11-20T00:00:00.000Z',
      'bilge/bytes': '20',
      'bilge/original.createdat': leaseArgs.createdAt,
      'bilge/original.containerd.io/gc.flat': 'x',
      'containerd.io/gc.expire': leaseArgs.until,
      'containerd.io/gc.flat': 'x',
    });
    expect(await face.judge(store.tools())).toMatchObject({ state: 'already' });
    // Undo: the lease as it was, and its first date.
    expect(await face.undo?.(store.tools())).toEqual({ state: 'done' });
    expect([...store.leases.keys()]).toEqual([id]);
    expect(store.leases.get(id)?.labels).toEqual({
      'containerd.io/gc.flat': 'x',
      'bilge/createdat': leaseArgs.createdAt,
    });
  });

  it('killed before any call, a new plan goes on from what is there, and at no moment anything is held by neither', async () => {
    const face = faceOf('hold-lease', leaseArgs);
    for (const end of [0, 1, 2, 3]) {
      const store = storeWith('lease');
      let calls = 0;
      store.meet = () => {
        if (calls === end) throw new Error('killed');
        calls += 1;
      };
      await expect(face.perform(store.tools())).rejects.toThrow('killed');
      expect(store.leases.has(id)).toBe(true);
      store.meet = () => {};
      expect(await face.judge(store.tools())).toEqual({ state: 'go' });
      await face.perform(store.tools());
      expect(await face.probe(store.tools())).toEqual({ state: 'done' });
      expect(store.leases.get(hold)?.resources).toHaveLength(2);
    }
    const back = faceOf('restore-lease', holdArgs);
    for (const end of [0, 1, 2, 3]) {
      const store = storeWith('hold');
      let calls = 0;
      store.meet = () => {
        if (calls === end) throw new Error('killed');
        calls += 1;
      };
      await expect(back.perform(store.tools())).rejects.toThrow('killed');
      expect(store.leases.has(hold)).toBe(true);
      store.meet = () => {};
      expect(await back.judge(store.tools())).toEqual({ state: 'go' });
      await back.perform(store.tools());
      expect(await back.probe(store.tools())).toEqual({ state: 'done' });
      expect(store.leases.get(id)?.resources).toHaveLength(2);
    }
  });

  it('a hold that does not become equal to the lease deletes nothing', async () => {
    const store = storeWith('lease');
    const add = store.addResource.bind(store);
    store.addResource = (namespace, lease, resource) =>
      resource.id === id ? Promise.resolve() : add(namespace, lease, resource);
    await expect(faceOf('hold-lease', leaseArgs).perform(store.tools())).rejects.toThrow('not equal');
    expect(store.leases.has(id)).toBe(true);
    expect(await faceOf('hold-lease', leaseArgs).probe(store.tools())).toMatchObject({ state: 'failed' });
  });

  it('end-hold ends what it was planned for, also beside the lease that a cut restore left', async () => {
    for (const what of ['hold', 'both'] as const) {
      const store = storeWith(what);
      const face = faceOf('end-hold', holdArgs);
      expect(await face.judge(store.tools())).toEqual({ state: 'go' });
      await face.perform(store.tools());
      expect(await face.probe(store.tools())).toEqual({ state: 'done' });
      expect([...store.leases.keys()]).toEqual(what === 'both' ? [id] : []);
      expect(await face.judge(store.tools())).toMatchObject({ state: 'already' });
    }
  });

  it('collect-garbage makes and deletes a lease of its own, and looks what containerd kept', async () => {
    const store = new StubContainerd();
    store.put('1-pull', []);
    const face = faceOf('collect-garbage', { namespace: 'moby', ids: ['1-pull', '2-pull'] });
    expect(await face.judge(store.tools())).toEqual({ state: 'go' });
    await face.perform(store.tools());
    expect(store.calls).toEqual(['create bilge-collect-abcdefgh', 'delete bilge-collect-abcdefgh']);
    expect(await face.probe(store.tools())).toMatchObject({ state: 'failed' });
    store.leases.clear();
    expect(await face.probe(store.tools())).toEqual({ state: 'done' });
    expect(await face.judge(store.tools())).toMatchObject({ state: 'already' });
  });

  it('delete-stray deletes the planned subvolume, and what waited behind it is collected', async () => {
    const store = strayStore({});
    const face = faceOf('delete-stray', strayArgs);
    expect(await face.judge(store.tools())).toEqual({ state: 'go' });
    expect(await face.probe(store.tools())).toMatchObject({ state: 'failed' });
    await face.perform(store.tools());
    expect(await face.probe(store.tools())).toEqual({ state: 'done' });
    expect(await face.judge(store.tools())).toMatchObject({ state: 'already' });
    const collect = faceOf('collect-snapshots', { namespace: 'moby', waiting: ['active/30'] });
    expect(await collect.judge(store.tools())).toEqual({ state: 'go' });
    await collect.perform(store.tools());
    expect(store.calls.slice(1)).toEqual([
      'prepare btrfs bilge-collect-abcdefgh',
      'remove btrfs bilge-collect-abcdefgh',
      'create bilge-collect-abcdefgh',
      'delete bilge-collect-abcdefgh',
    ]);
    expect(await collect.probe(store.tools())).toMatchObject({ state: 'failed' });
    store.directories.clear();
    expect(await collect.probe(store.tools())).toEqual({ state: 'done' });
    expect(await collect.judge(store.tools())).toMatchObject({ state: 'already' });
  });

  it('collect-snapshots: a collection of someone else that was faster is as good', async () => {
    const store = strayStore({});
    store.removeSnapshot = async () => {
      throw new ContainerdError({ status: 'not-found', message: 'snapshot' });
    };
    await faceOf('collect-snapshots', { namespace: 'moby', waiting: ['active/30'] }).perform(store.tools());
    expect(store.calls.at(-1)).toBe('delete bilge-collect-abcdefgh');
  });

  it('compare-lists finds a container or an image that Docker lists no more', async () => {
    const store = new StubContainerd();
    const tools = store.tools({ listed: ['c1', 'c2'], images: ['i1'] });
    expect(await faceOf('compare-lists', { when: 'before' }).probe(tools)).toMatchObject({ state: 'done' });
    const later = (listed: string[], images: string[]) =>
      faceOf('compare-lists', { when: 'canary' }).probe({ ...store.tools({ listed, images }), notes: tools.notes });
    expect(await later(['c1', 'c2', 'c3'], ['i1', 'i2'])).toEqual({ state: 'done' });
    expect(await later(['c1'], ['i1'])).toMatchObject({ state: 'refused', guardId: 'references' });
    expect(await later(['c1', 'c2'], [])).toMatchObject({ state: 'refused', guardId: 'references' });
  });
});
