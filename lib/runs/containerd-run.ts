import type { ContainerdFace, EngineOutcome, StoreTools } from '../actions/ops/op.ts';
import type { ContainerdConnection } from '../domain/containerd-api.ts';
import { ContainerdError, GuardRefusal, messageOf, TransportError } from '../domain/errors.ts';
import type { PlannedStep } from '../domain/plan.ts';
import type { HostSession } from '../domain/session.ts';
import { opOf, runIdOfPlan } from './compile.ts';
import { type HostLock, holdHostLock } from './host-lock.ts';
import { type HostLook, lookAtHost, type StorePlace, seenOwner } from './host-look.ts';
import { settleBtrfs } from './host-settle.ts';
import { deleteSubvolume, type SnapshotterPlace, seenDirectory } from './host-strays.ts';
import { askOver, OwnRun, type OwnRunOptions, type StepWork } from './own-run.ts';

/**
 * A run over containerd's socket (docs/decisions/0016-containerd-leases.md): steps as over the Engine (own-run.ts), the host read again by a
 * shell before each of them, and the host's lock held for the whole run. Another process of dockerd or containerd ends it before its next effect.
 */
export interface ContainerdRunOptions extends OwnRunOptions {
  /** a live connection each time: a new one after a lost one */
  open: () => Promise<HostSession>;
  /** who runs it, as written into the lock */
  holder: string;
}

/** Never more than two seconds between "this is the host of the plan" and an effect. */
const lookHoldsMs = 1_500;

export async function runOverContainerd(options: ContainerdRunOptions): Promise<void> {
  await new ContainerdRun(options).run();
}

class ContainerdRun extends OwnRun {
  protected readonly asked = 'containerd';
  readonly #options: ContainerdRunOptions;
  readonly #place: StorePlace | null;
  readonly #notes = new Map<string, string>();
  readonly #done: { face: ContainerdFace; step: number }[] = [];
  #client: ContainerdConnection | null = null;
  #session: HostSession | null = null;
  #lock: HostLock | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #space: HostLook['space'] = null;

  constructor(options: ContainerdRunOptions) {
    super(options);
    this.#options = options;
    const { containerd, dataRoot } = options.plan.site;
    this.#place =
      containerd === undefined || dataRoot === null ? null : { root: containerd.root, dataRoot, site: containerd };
  }

  override async run(): Promise<void> {
    try {
      await super.run();
    } finally {
      this.#client?.close();
      await this.#lock?.release();
    }
  }

  protected async otherHost(): Promise<string | null> {
    const place = this.#place;
    if (place === null) return 'the plan does not say which store it is for';
    try {
      const session = await this.#open();
      if (this.now() - this.#lookedAt <= lookHoldsMs) return null;
      if (this.#lock?.isHeld() !== true) this.#lock = await holdHostLock(session, this.plan, this.#options.holder);
      const { mismatch, space } = await lookAtHost(session, this.plan, place);
      if (mismatch !== null) return mismatch;
      const other = await this.#otherContainerd(await this.#containerd());
      if (other !== null) return other;
      this.#space = space;
    } catch (error) {
      if (error instanceof GuardRefusal) return error.userMessage;
      return `the host of the plan cannot be confirmed: ${messageOf(error)}. Scan the host and plan again`;
    }
    this.#lookedAt = this.now();
    return null;
  }

  protected override async begin(): Promise<void> {
    this.#noteSpace('before');
  }

  protected override async finish(): Promise<void> {
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    if ((await this.otherHost()) !== null) return;
    this.#noteSpace('after');
    await this.#settle();
  }

  /** Where it cannot be waited for, what was measured at once stands. */
  async #settle(): Promise<void> {
    const { btrfs } = this.plan.site.tools;
    const folder = this.#place?.root;
    if (btrfs === undefined || folder === undefined || !this.plan.estimate.freesNow || this.#done.length === 0) return;
    try {
      if (!(await settleBtrfs(await this.#open(), { folder, btrfs }))) return;
    } catch (error) {
      this.entry('run.note', { said: `it was not waited for btrfs to free the space: ${messageOf(error)}` });
      return;
    }
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    if ((await this.otherHost()) === null) this.#noteSpace('settled');
  }

  #noteSpace(when: string): void {
    if (this.#space !== null) this.entry('run.space', { when, ...this.#space });
  }

  protected workOf(step: PlannedStep): StepWork | null {
    const face = opOf(step).containerd?.(step.args) ?? null;
    if (face === null) return null;
    return {
      judge: async () => face.judge(await this.#tools()),
      perform: async () => {
        // A connection that was lost since, to the host or to containerd, was lost for a reason: it is looked again. A check changes nothing.
        if (face.calls.length > 0) await this.#tools();
        const mismatch = face.calls.length > 0 ? await this.otherHost() : null;
        if (mismatch !== null) {
          this.halt('failed', mismatch);
          return { state: 'refused', guardId: 'identity', said: mismatch };
        }
        const outcome = await this.#perform(face);
        if (outcome.state === 'done') this.#done.push({ face, step: step.number });
        return outcome;
      },
    };
  }

  /** Never sent twice: after a lost answer containerd is asked what is there now. */
  async #perform(face: ContainerdFace): Promise<EngineOutcome> {
    try {
      await face.perform(await this.#tools());
    } catch (error) {
      if (error instanceof ContainerdError) return { state: 'failed', said: error.message };
      if (!(error instanceof TransportError)) throw error;
      this.#client?.close();
      const seen = await face.probe(await this.#tools());
      return seen.state === 'done' ? seen : { ...seen, said: `${seen.said} (${messageOf(error)})` };
    }
    return await face.probe(await this.#tools());
  }

  /** A check that fails says that something is missing since: what this run changed is restored, last first, and nothing more is done. */
  protected override async afterFailure(step: PlannedStep): Promise<void> {
    if (opOf(step).containerd?.(step.args).isCheck !== true) return;
    this.halt('failed', 'something was missing after a step, so what this run had changed was restored');
    for (const { face, step: done } of this.#done.toReversed()) {
      if (face.undo === undefined) continue;
      try {
        const outcome = await face.undo(await this.#tools());
        if (outcome.state === 'done') this.entry('step.undone', { step: done, said: 'restored' });
        else this.entry('step.output', { step: done, said: `could not be restored: ${outcome.said}` });
      } catch (error) {
        this.entry('step.output', { step: done, said: `could not be restored: ${messageOf(error)}` });
      }
    }
    this.entry('run.note', { said: 'restart Docker if a container is missing: it reads its containers at its start' });
  }

  async #tools(): Promise<StoreTools> {
    const place = this.#place;
    if (place === null) throw new RangeError('a plan without a store');
    return {
      containerd: await this.#containerd(),
      ask: this.#ask,
      seenOwner: async (owner) => await seenOwner(await this.#open(), place, owner),
      seenDirectory: async (path) => await seenDirectory(await this.#open(), this.#snapshotter(place), path),
      deleteSubvolume: async (path, uuid) =>
        await deleteSubvolume(await this.#open(), this.#snapshotter(place), path, uuid),
      runId: runIdOfPlan(this.plan.id),
      now: new Date(this.now()).toISOString(),
      notes: this.#notes,
    };
  }

  #snapshotter({ root }: StorePlace): SnapshotterPlace {
    const { btrfs } = this.plan.site.tools;
    if (btrfs === undefined)
      throw new GuardRefusal({ guardId: 'tool', excuse: 'this host has no btrfs command that root may trust' });
    return { root, btrfs };
  }

  async #containerd(): Promise<ContainerdConnection> {
    if (this.#client?.isOpen === true) return this.#client;
    const session = await this.#open();
    if (session.containerd === undefined) {
      const excuse =
        "containerd's socket can only be reached over SSH. Add this host by SSH (ssh://root@…), then plan again";
      throw new GuardRefusal({ guardId: 'containerd', excuse });
    }
    this.#client = await session.containerd(this.#place?.site.socket ?? '');
    // It may have been restarted, also within the time for which a look holds.
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    return this.#client;
  }

  async #otherContainerd(client: ContainerdConnection): Promise<string | null> {
    const site = this.#place?.site;
    const { uuid, pid } = await client.server();
    if (uuid === site?.uuid && (pid === 0 || pid === site.pid)) return null;
    return `another containerd answers at ${site?.socket} than the planned one: it was restarted since the plan was made. Scan the host and plan again`;
  }

  /** A new connection to the host is one without the lock, and it may lead to a host that was restarted. */
  async #open(): Promise<HostSession> {
    const session = await this.#options.open();
    if (session !== this.#session) this.#lookedAt = Number.NEGATIVE_INFINITY;
    this.#session = session;
    return session;
  }

  readonly #ask = askOver(async () => {
    const { docker, dockerProblem } = await this.#open();
    if (docker !== null) return docker;
    throw new TransportError({
      failure: 'docker-stopped',
      step: 'docker',
      message: dockerProblem?.userMessage ?? 'Docker could not be reached',
    });
  });
}

/** What a person reads before approving: every call that changes something, in order. */
export function listCalls(steps: readonly PlannedStep[]): string {
  const lines = steps.flatMap((step) => {
    const calls = opOf(step).containerd?.(step.args).calls ?? [];
    return [`# ${step.number}. ${step.title.replaceAll(/\s+/g, ' ')}`, ...calls.map((call) => `#    ${call}`)];
  });
  return [
    '# No script: only containerd may change its records, and no tool on hosts can keep a lease that is deleted. So the dashboard',
    "# sends these calls to containerd's socket itself, one at a time. Before each it reads the host again.",
    ...lines,
    '',
  ].join('\n');
}
