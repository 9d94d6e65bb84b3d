import type { LabHost } from '../../lab/lab.ts';
import { manyBuildkitLeaks } from '../../lab/states/buildkit-leaks.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { restartDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { loadLayers } from '../../lab/states/load-layers.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Run } from '../../lib/domain/run.ts';
import type { Leak } from '../../lib/domain/storage-report.ts';
import { scriptDigest } from '../../lib/runs/compile.ts';
import { HostRun } from '../helpers/host-run.ts';
import { startLoad } from './cleanup-load.ts';
import { lookAtHost, makePrecious, type Present, type Seen, settledDirectories } from './cleanup-oracle.ts';
import { type Random, randomOf } from './random.ts';
import { pickStep } from './steps.ts';

/**
 * Random cleanups of a host on which builds, loads, runs and removals go on. A round makes leaks by random life (steps.ts) and by
 * BuildKit's duplicates, lets them grow old enough to be proven, starts the load, and cleans several times in random ways. After
 * each cleanup a judge that shares no code with Bilge looks for damage; at the end of a round every proven leak must be gone.
 */
export interface CleanupResult {
  seed: number;
  kind: string;
  /** runs that were applied while the load was on or in the end of a round; what was refused while planning does not count */
  cleanups: number;
  restores: number;
  /** `remove-leaked-layers delete`, …: how often, and what became of the run */
  outcomes: Record<string, number>;
  refusedSteps: number;
  /** proven leaks that a round began with, and how many of them were gone at its end */
  proven: number;
  removed: number;
  violations: string[];
  seconds: number;
}

export async function runCleanups(
  host: LabHost,
  seed: number,
  size: { rounds: number; cleanupsPerRound: number },
): Promise<CleanupResult> {
  const chaos = new CleanupChaos(host, seed);
  try {
    await loadBusybox(host);
    await makePrecious(host, seed);
    for (let round = 0; round < size.rounds; round += 1) await chaos.round(round, size.cleanupsPerRound);
  } finally {
    await chaos.close();
  }
  return chaos.result();
}

class CleanupChaos {
  readonly #startedAt = performance.now();
  readonly #host: LabHost;
  readonly #target: HostRun;
  readonly #random: Random;
  readonly #result: CleanupResult;
  #turn = 0;

  constructor(host: LabHost, seed: number) {
    this.#host = host;
    this.#target = new HostRun(host);
    this.#random = randomOf(seed);
    this.#result = {
      seed,
      kind: host.kind,
      cleanups: 0,
      restores: 0,
      outcomes: {},
      refusedSteps: 0,
      proven: 0,
      removed: 0,
      violations: [],
      seconds: 0,
    };
  }

  result(): CleanupResult {
    return { ...this.#result, seconds: Math.round((performance.now() - this.#startedAt) / 1000) };
  }
  close = () => this.#target.reconnect();

  async round(round: number, cleanups: number): Promise<void> {
    const step = pickStep(this.#random);
    await step.run(this.#host, this.#random, round * 10);
    await loadBusybox(this.#host);
    await loadLayers(this.#host, 1 + this.#random.below(3), { name: `kept-${round}:lab`, bytesPerLayer: 200_000 });
    await manyBuildkitLeaks(this.#host, cleanups, 400_000);
    await this.#host.exec('sleep 3.1; docker kill $(docker ps -q) >/dev/null 2>&1', { allowFailure: true });
    await restartDocker(this.#host);
    await this.#target.reconnect();
    await this.#host.exec('docker start $(docker ps -aq --filter name=album) >/dev/null');

    const leaks = await this.#leaks();
    const proven = leaks.filter(isOffered);
    this.#result.proven += proven.length;
    const waiting = new Set(proven.map(({ name }) => name));
    const load = await startLoad(this.#host);
    try {
      let before = await this.#judge(`round ${round}, under load`, false);
      for (let number = 0; number < cleanups; number += 1) {
        const when = `round ${round}, cleanup ${number}`;
        // The load has layers of its own come and go; a leak is nothing that it could touch.
        const leaked = (await listDriverDirectories(this.#host)).filter((name) =>
          leaks.some((leak) => leak.name === name),
        );
        const run = await this.#apply(...this.#choose(waiting), when);
        if (run === null) continue;
        await this.#vanished(leaked, run, when);
        const after = await this.#judge(`${when}, ${run.title}`, false);
        this.#lost(before, after, run, when);
        before = after;
        for (const { state, target } of run.steps) if (state === 'done') waiting.delete(target.id);
      }
    } finally {
      await load.stop();
    }
    await this.#finish(`round ${round}, the end`, proven);
  }

  async #leaks(): Promise<Leak[]> {
    const { report } = await this.#target.look();
    return report.leaks.state === 'known' ? report.leaks.value : [];
  }

  /** While images come and go a scan may contradict itself, and Bilge then asks for another one: it is given three. */
  async #apply(action: string, params: Record<string, string>, when: string): Promise<Run | null> {
    let plan: Plan | PlanRefused;
    for (let attempt = 1; ; attempt += 1) {
      plan = await this.#target.plan(action, params).catch((error: unknown) => planRefused(error));
      if ('script' in plan) break;
      this.#count(`${action}: not planned (${plan.guardId})`);
      if (plan.guardId === 'nothing-to-do' || attempt === 3) return null;
    }
    const run = await this.#target.apply(impatient(plan));
    if (action === 'restore-quarantine') this.#result.restores += 1;
    else this.#result.cleanups += 1;
    this.#count(`${action}${params.mode === undefined ? '' : ` ${params.mode}`}: ${run.state}`);
    for (const step of run.steps) if (step.state === 'refused') this.#result.refusedSteps += 1;
    for (const step of run.steps.filter(({ state }) => state === 'failed'))
      this.#result.violations.push(`${when}: a step failed: ${step.title}: ${step.said}`);
    return run;
  }

  #choose(waiting: ReadonlySet<string>): [string, Record<string, string>] {
    const dice = this.#random.below(12);
    if (dice === 8) return ['purge-quarantine', { entries: 'all' }];
    if (dice === 9) return ['restore-quarantine', { entries: 'all' }];
    if (dice === 10) return ['prune-images', { minAgeHours: '0', names: `kept-${this.#random.below(3)}:lab` }];
    if (dice === 11) return ['prune-volumes', { minAgeHours: '0' }];
    const mode = this.#random.below(3) === 0 ? 'quarantine' : 'delete';
    const [first = 'all', second] = waiting;
    const names = second !== undefined && this.#random.below(3) === 0 ? `${first},${second}` : first;
    return ['remove-leaked-layers', { mode, names }];
  }

  /** On the quiet host: what is still there of the proven leaks goes now, in at most three runs. */
  async #finish(when: string, proven: readonly Leak[]): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const left = (await this.#leaks()).filter(({ state }) => state === 'orphan');
      if (left.some(isOffered)) {
        const stopDocker = left.some(({ kind }) => kind === 'leaked-container-layer') ? 'yes' : 'no';
        const before = await settledDirectories(this.#host);
        const run = await this.#apply('remove-leaked-layers', { mode: 'delete', names: 'all', stopDocker }, when);
        if (run !== null) await this.#vanished(before, run, when);
        if (stopDocker === 'yes') await this.#target.reconnect();
      }
      await this.#apply('purge-quarantine', { entries: 'all' }, when);
      const present = new Set(await listDriverDirectories(this.#host));
      if (!proven.some(({ name }) => present.has(name))) break;
    }
    const present = new Set(await listDriverDirectories(this.#host));
    const remaining = proven.filter(({ name }) => present.has(name));
    const quarantine = await this.#host.exec(
      'ls -A /var/lib/docker/overlay2/.bilge-quarantine /var/lib/docker/btrfs/.bilge-quarantine 2>/dev/null',
      { allowFailure: true },
    );
    this.#result.removed += proven.length - remaining.length;
    for (const { name, kind } of remaining)
      this.#result.violations.push(`${when}: the proven ${kind} ${name} is still there`);
    if (/set-aside/.test(quarantine.stdout))
      this.#result.violations.push(
        `${when}: left in the quarantine: ${quarantine.stdout.trim().replaceAll('\n', ' ')}`,
      );
    await this.#judge(when, true);
  }

  async #judge(when: string, isThorough: boolean): Promise<Seen> {
    this.#turn += 1;
    const seen = await lookAtHost(this.#host, { isThorough, turn: this.#turn });
    for (const line of seen.damages) this.#result.violations.push(`${when}: ${line}`);
    return seen;
  }

  /** What was there and was not in the plan must still be there. */
  #lost(before: Present, after: Present, run: Run, when: string): void {
    const planned = new Set(run.steps.map(({ target }) => target.id));
    for (const kind of ['images', 'containers', 'volumes'] as const) {
      for (const id of before[kind])
        if (!after[kind].has(id) && !planned.has(id))
          this.#result.violations.push(`${when}: ${run.actionId} lost ${kind} ${id}, which its plan does not name`);
    }
  }

  /** Every layer directory that is gone must be an object of the plan: Docker deletes more along than it is asked for. */
  async #vanished(before: readonly string[], run: Run, when: string): Promise<void> {
    const planned = new Set(run.steps.map(({ target }) => target.id));
    const after = new Set(await listDriverDirectories(this.#host));
    for (const name of before)
      if (!after.has(name) && !planned.has(name))
        this.#result.violations.push(`${when}: ${run.actionId} took the layer ${name}, which its plan does not name`);
  }

  #count(what: string): void {
    this.#result.outcomes[what] = (this.#result.outcomes[what] ?? 0) + 1;
  }
}

function isOffered(leak: Leak): boolean {
  return (
    leak.state === 'orphan' &&
    leak.kind !== 'nested-docker-root' &&
    leak.kind !== 'abandoned-store' &&
    leak.kind !== 'containerd-lease'
  );
}

interface PlanRefused {
  guardId: string;
}

/** `HostRun.plan` throws what the action refused with; anything else is a failure of the test. */
function planRefused(error: unknown): PlanRefused {
  const text = error instanceof Error ? error.message : String(error);
  if (!text.startsWith('refused: ')) throw error;
  return { guardId: /"guardId":"([a-z-]+)"/.exec(text)?.[1] ?? 'no excuse' };
}

/** The wait for the btrfs cleaner, up to 90 s a run, only measures what came back: here two seconds of it are enough. */
function impatient(plan: Plan): Plan {
  const script = plan.script
    .replace("settle_seconds='90'", "settle_seconds='2'")
    .replace('settle_seconds=90', 'settle_seconds=2');
  return { ...plan, script, digest: scriptDigest(script) };
}
