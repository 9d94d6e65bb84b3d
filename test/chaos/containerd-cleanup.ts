import type { LabHost } from '../../lab/lab.ts';
import type { Actor } from '../../lib/access/actor.ts';
import { messageOf } from '../../lib/domain/errors.ts';
import { type Application, closeApplication, openApplication } from '../../lib/usecases/core/application.ts';
import { proposePlan } from '../../lib/usecases/plans/plans.ts';
import { applyPlan, waitForRun } from '../../lib/usecases/runs/runs.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { Bilge } from '../faults/bilge-process.ts';
import { useEverything } from '../traps/containerd-oracle.ts';
import type { Random } from './random.ts';

/** What a cleanup did, for the tables of the page. */
export interface CleanupCounts {
  cleanups: number;
  restores: number;
  outcomes: Record<string, number>;
  violations: string[];
}

const remove = 'remove-leaked-leases';

/**
 * What is offered is quarantined and restored, quarantined and freed, or deleted, by the use cases that pages and the command line call. Everything
 * that Docker has is used before and after.
 */
export class ContainerdCleanup {
  readonly #host: LabHost;
  readonly #random: Random;
  readonly #counts: CleanupCounts;
  readonly #bilge = new Bilge();
  readonly #actor: Actor = { kind: 'cli', name: 'cli:chaos', role: 'admin' };
  #app: Application | null = null;

  constructor(host: LabHost, random: Random, counts: CleanupCounts) {
    this.#host = host;
    this.#random = random;
    this.#counts = counts;
  }

  async begin(): Promise<void> {
    await this.#bilge.add('nas', this.#host);
    this.#app = openApplication(readSettings({ ...process.env, BILGE_DATA: this.#bilge.data }));
  }

  async close(): Promise<void> {
    if (this.#app !== null) await closeApplication(this.#app);
    this.#bilge.remove();
  }

  async clean(offered: readonly string[], when: string): Promise<void> {
    // What fails before a cleanup says nothing about it.
    const before = new Set((await useEverything(this.#host)).map(subjectOf));
    const isDelete = this.#random.below(3) === 0;
    await this.#apply(remove, { mode: isDelete ? 'delete' : 'quarantine', names: 'all' }, when);
    if (isDelete) await this.#expectLeases(offered, false, `${when}, deleted`);
    else if (this.#random.below(2) === 0) {
      await this.#apply('restore-quarantine', { entries: 'all' }, when);
      this.#counts.restores += 1;
      await this.#expectLeases(offered, true, `${when}, restored`);
    } else {
      await this.#apply('purge-quarantine', { entries: 'all' }, when);
      await this.#expectLeases(offered, false, `${when}, freed`);
    }
    this.#counts.cleanups += 1;
    for (const line of await useEverything(this.#host))
      if (!before.has(subjectOf(line))) this.#violation(`${when}: after the cleanup ${line}`);
    const mark = await this.#host.exec('docker start keeper >/dev/null; docker logs --tail 1 keeper');
    if (mark.stdout.trim() !== 'first') this.#violation(`${when}: the keeper lost what it wrote`);
  }

  async #apply(actionId: string, params: Record<string, string>, when: string): Promise<void> {
    const app = this.#app;
    if (app === null) throw new Error('begin comes first');
    try {
      const plan = await proposePlan(app, this.#actor, 'nas', actionId, params);
      const { id } = await applyPlan(app, this.#actor, plan.id, 'nas');
      const run = await waitForRun(app, this.#actor, id);
      this.#count(`${actionId} ${params.mode ?? ''}: ${run.state}`);
      for (const step of run.steps)
        if (step.state === 'failed') this.#violation(`${when}: a step failed: ${step.title}: ${step.said}`);
      if (run.state !== 'succeeded') this.#violation(`${when}: ${actionId} ended as ${run.state}: ${run.said}`);
    } catch (error) {
      this.#count(`${actionId}: not done`);
      this.#violation(`${when}: ${actionId} was not done: ${messageOf(error).slice(0, 300)}`);
    }
  }

  async #expectLeases(ids: readonly string[], isThere: boolean, when: string): Promise<void> {
    const { stdout } = await this.#host.exec('ctr -n moby leases ls -q');
    const there = new Set(stdout.split('\n'));
    for (const id of ids)
      if (there.has(id) !== isThere) this.#violation(`${when}: the lease ${id} is ${isThere ? 'gone' : 'still there'}`);
  }

  #count(what: string): void {
    this.#counts.outcomes[what] = (this.#counts.outcomes[what] ?? 0) + 1;
  }

  #violation(text: string): void {
    this.#counts.violations.push(text);
  }
}

/** `image sha256:… cannot be saved: reason` → what it is about. */
function subjectOf(line: string): string {
  return line.split(' ').slice(0, 2).join(' ');
}
