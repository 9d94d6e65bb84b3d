import type { StepArguments } from '../../../domain/plan.ts';
import type { SeenDirectory } from '../op.ts';
import { StubContainerd } from './stub-containerd.ts';

const id = 'a'.repeat(64);
const snapshot = (key: string) => ({ type: 'snapshots/overlayfs', id: key });
export const heldResources = [snapshot(id), snapshot(`${id}-init`)];
const words = heldResources.map((each) => `${each.type} ${each.id}`).sort();
const owner = { owner: 'container', ownerId: id, folders: [] };
const until = '2026-11-27T00:00:00Z';
const createdAt = '2026-11-01T00:00:00.000Z';

export const leaseArgs: StepArguments = {
  namespace: 'moby',
  id,
  createdAt,
  labels: [],
  resources: words,
  bytes: 20,
  until,
  ...owner,
};
export const holdArgs: StepArguments = { namespace: 'moby', id, createdAt, resources: words, ...owner };
const hold = `bilge-${id}`;

/** A store with the lease, or with its hold. */
export function storeWith(what: 'lease' | 'hold' | 'both'): StubContainerd {
  const store = new StubContainerd();
  if (what !== 'hold') store.put(id, [...heldResources]);
  if (what !== 'lease')
    store.put(hold, [...heldResources], { 'bilge/quarantine': id, 'bilge/original.createdat': createdAt });
  return store;
}

const strayUuid = '00000000-0000-4000-8000-000000000300';
export const strayArgs: StepArguments = { path: 'active/rm-30', uuid: strayUuid, original: 'active/30' };

/** Both the stray and what it was made from are there, the former with the given difference. */
export function strayStore(change: Partial<SeenDirectory>): StubContainerd {
  const store = new StubContainerd();
  store.directories.set('active/rm-30', { uuid: strayUuid, inUse: null, ...change });
  store.directories.set('active/30', { uuid: '00000000-0000-4000-8000-000000000302', inUse: null });
  return store;
}

interface LeaseRefusal {
  op: string;
  guard: string;
  when: string;
  args: StepArguments;
  store(): StubContainerd;
  tools?: Parameters<StubContainerd['tools']>[0];
}

/** A refusal of each op over containerd by each of its guards. The ops themselves are run on a real host: containerd-runs.host.test.ts. */
export const leaseRefusals: LeaseRefusal[] = [
  {
    op: 'hold-lease',
    guard: 'in-use',
    when: 'the host shows its owner',
    args: leaseArgs,
    store: () => storeWith('lease'),
    tools: { seen: 'its container has a directory now' },
  },
  {
    op: 'hold-lease',
    guard: 'in-use',
    when: 'Docker knows its container (T19)',
    args: leaseArgs,
    store: () => storeWith('lease'),
    tools: { listed: [id] },
  },
  {
    op: 'hold-lease',
    guard: 'changed',
    when: 'it was made anew',
    args: { ...leaseArgs, createdAt: '2026-11-02T00:00:00.000Z' },
    store: () => storeWith('lease'),
  },
  {
    op: 'hold-lease',
    guard: 'changed',
    when: 'it holds more than planned',
    args: { ...leaseArgs, resources: words.slice(1) },
    store: () => storeWith('lease'),
  },
  {
    op: 'hold-lease',
    guard: 'occupied',
    when: 'another lease has the name of its hold',
    args: leaseArgs,
    store: () => {
      const store = storeWith('lease');
      store.put(hold, []);
      return store;
    },
  },
  {
    op: 'end-hold',
    guard: 'in-use',
    when: 'the host shows its owner',
    args: holdArgs,
    store: () => storeWith('hold'),
    tools: { seen: 'it is mounted now' },
  },
  {
    op: 'end-hold',
    guard: 'in-use',
    when: 'Docker knows its container',
    args: holdArgs,
    store: () => storeWith('hold'),
    tools: { listed: [id] },
  },
  {
    op: 'end-hold',
    guard: 'changed',
    when: 'it was made anew',
    args: { ...holdArgs, createdAt: '2026-11-02T00:00:00.000Z' },
    store: () => storeWith('hold'),
  },
  {
    op: 'end-hold',
    guard: 'changed',
    when: 'another run made it',
    args: { ...holdArgs, createdAt: null },
    store: () => storeWith('hold'),
  },
  {
    op: 'restore-lease',
    guard: 'changed',
    when: 'it holds more than planned',
    args: { ...holdArgs, resources: words.slice(1) },
    store: () => storeWith('hold'),
  },
  {
    op: 'restore-lease',
    guard: 'occupied',
    when: 'a lease of that id holds something else',
    args: holdArgs,
    store: () => {
      const store = storeWith('hold');
      store.put(id, [snapshot('other')]);
      return store;
    },
  },
  {
    op: 'delete-stray',
    guard: 'in-use',
    when: 'it is mounted',
    args: strayArgs,
    store: () => strayStore({ inUse: 'it is mounted now' }),
  },
  {
    op: 'delete-stray',
    guard: 'changed',
    when: 'another subvolume is at the path',
    args: strayArgs,
    store: () => strayStore({ uuid: '00000000-0000-4000-8000-000000000301' }),
  },
  {
    op: 'delete-stray',
    guard: 'changed',
    when: 'a folder that is no subvolume is at the path',
    args: strayArgs,
    store: () => strayStore({ uuid: null }),
  },
  {
    op: 'delete-stray',
    guard: 'changed',
    when: 'what containerd’s collector would copy is gone',
    args: { ...strayArgs, original: 'active/31' },
    store: () => strayStore({}),
  },
];

/** What the run over a real containerd does (lib/usecases/runs/containerd-runs.host.test.ts). */
export const leaseOpsOnHost: readonly string[] = [
  'compare-lists',
  'hold-lease',
  'end-hold',
  'restore-lease',
  'collect-garbage',
  // test/traps/containerd-btrfs.host.test.ts
  'delete-stray',
  'collect-snapshots',
];
