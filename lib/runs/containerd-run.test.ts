import { describe, expect, it } from 'vitest';
import { heldResources, leaseArgs, storeWith } from '../actions/ops/testing/lease-refusals.ts';
import type { StubContainerd } from '../actions/ops/testing/stub-containerd.ts';
import { known } from '../domain/fact.ts';
import type { Plan, PlannedStep, StepArguments } from '../domain/plan.ts';
import type { JournalEntry } from '../domain/run.ts';
import type { HostSession } from '../domain/session.ts';
import { runOverContainerd } from './containerd-run.ts';
import { sampleDraft, sampleSite, unknownIdentity } from './testing/sample-draft.ts';

/** The order of a run, with stand-ins for host, Docker and containerd; the real ones are in containerd-runs.host.test.ts. */
const id = String(leaseArgs.id);
const store = {
  root: '/c',
  socket: '/c.sock',
  uuid: 'uuid',
  pid: 1,
  startedSeconds: 200,
  dockerdPid: 2,
  dockerdStartedSeconds: 200,
};

function step(number: number, op: string, args: StepArguments): PlannedStep {
  const target = { kind: 'containerd-lease', id, label: id, owner: null } as const;
  return { number, op, args, target, title: op, bytes: known(0), risk: 'reversible', guards: [] };
}
const steps = [
  step(1, 'compare-lists', { when: 'before' }),
  step(2, 'hold-lease', leaseArgs),
  step(3, 'compare-lists', { when: 'canary' }),
  step(4, 'end-hold', { ...leaseArgs, createdAt: null }),
].map((each) => {
  const { bytes: _bytes, until: _until, labels: _labels, ...args } = each.args;
  return each.op === 'end-hold' ? { ...each, args } : each;
});

function plan(): Plan {
  const site = {
    ...sampleSite({ dataRoot: '/d', requestedDataRoot: '/d', driver: 'overlayfs', dataRootInode: null }),
    containerd: store,
  };
  return {
    ...sampleDraft(steps, { site }),
    overContainerd: true,
    onFailure: 'continue',
    id: 'plan_abcdefgh',
    hostId: 'host_1',
    untouched: null,
    identity: { ...unknownIdentity, engineId: known('E') },
    basedOn: 'facts_1',
    factsCollectedAt: '',
    script: '',
    digest: '',
    state: 'used',
    createdAt: '',
    createdBy: '',
    expiresAt: '',
  };
}

interface Given {
  containers?: () => string[];
  ticks?: () => number;
  /** of the containerd that answers */
  pid?: () => number;
  server?: { uuid: string; pid: number };
  onEntry?: (entry: JournalEntry) => void;
  /** between two questions for the time */
  tickMs?: number;
}

async function run(stub: StubContainerd, options: Given = {}) {
  const entries: JournalEntry[] = [];
  const lines = () =>
    `engineId=E\ncontainers=there\nbtime=100\nticks=100\ndockerd=${options.ticks?.() ?? 10_000}\ncontainerd=10000\nuuid=uuid\nstore=open\nspace=10 20\nlooked=yes\n`;
  const output = (text: string) => ({
    stdout: Buffer.from(text),
    stderr: '',
    exitCode: 0,
    timedOut: false,
    truncated: false,
  });
  const session = {
    read: async () => output(lines()),
    execute: (_script: unknown, { onStdout, signal }: { onStdout: (chunk: Buffer) => void; signal: AbortSignal }) => {
      onStdout(Buffer.from('held=yes\n'));
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(output(''))));
    },
    containerd: async () =>
      Object.assign(stub, {
        isOpen: true,
        close() {},
        server: async () => options.server ?? { uuid: 'uuid', pid: options.pid?.() ?? 1 },
      }),
    docker: {
      json: async ({ path }: { path: string }) => {
        if (path === '/containers/json') return (options.containers?.() ?? ['c']).map((Id) => ({ Id }));
        return path === '/images/json' ? [] : null;
      },
    },
  } as unknown as HostSession;
  let now = 0;
  await runOverContainerd({
    plan: plan(),
    holder: 'anna',
    open: async () => session,
    write(each) {
      entries.push(...each);
      for (const entry of each) options.onEntry?.(entry);
    },
    isCancelled: () => false,
    // The host is read again for every step.
    now: () => {
      now += options.tickMs ?? 5_000;
      return now;
    },
  });
  return {
    entries,
    types: entries
      .filter(({ step: number }) => number !== undefined)
      .map(({ type, step: number }) => `${number} ${type}`),
  };
}

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
