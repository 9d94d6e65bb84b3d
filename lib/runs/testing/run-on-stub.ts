import { leaseArgs } from '../../actions/ops/testing/lease-refusals.ts';
import type { StubContainerd } from '../../actions/ops/testing/stub-containerd.ts';
import { known } from '../../domain/fact.ts';
import type { Plan, PlannedStep, StepArguments } from '../../domain/plan.ts';
import type { JournalEntry } from '../../domain/run.ts';
import type { HostSession } from '../../domain/session.ts';
import { runOverContainerd } from '../containerd-run.ts';
import { sampleDraft, samplePlan, sampleSite, unknownIdentity } from './sample-draft.ts';

/** A run over containerd with stand-ins for host, Docker and containerd. */
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
/** What identifies a lease again by its hold. */
const { bytes: _bytes, until: _until, labels: _labels, ...heldArgs } = leaseArgs;

export const stepsOf = {
  quarantine: [step(1, 'compare-lists', { when: 'before' }), step(2, 'hold-lease', leaseArgs)],
  delete: [
    step(1, 'compare-lists', { when: 'before' }),
    step(2, 'hold-lease', leaseArgs),
    step(3, 'compare-lists', { when: 'canary' }),
    step(4, 'end-hold', { ...heldArgs, createdAt: null }),
  ],
  restore: [step(1, 'restore-lease', { ...heldArgs, createdAt: null })],
  purge: [step(1, 'end-hold', { ...heldArgs, createdAt: null })],
} as const satisfies Record<string, PlannedStep[]>;

function plan(steps: readonly PlannedStep[]): Plan {
  const site = {
    ...sampleSite({ dataRoot: '/d', requestedDataRoot: '/d', driver: 'overlayfs', dataRootInode: null }),
    containerd: store,
  };
  const draft = sampleDraft([...steps], { site, overContainerd: true });
  return samplePlan(draft, { ...unknownIdentity, engineId: known('E') });
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

export async function runOnStub(
  stub: StubContainerd,
  options: Given = {},
  steps: readonly PlannedStep[] = stepsOf.delete,
) {
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
    plan: plan(steps),
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
