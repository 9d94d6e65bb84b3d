import { type HostKind, startHost } from '../../../lab/lab.ts';
import { restartDocker } from '../../../lab/states/engine.ts';
import { loadBusybox } from '../../../lab/states/load-busybox.ts';
import type { HostFacts, HostIdentity } from '../../../lib/domain/host-facts.ts';
import { newId } from '../../../lib/domain/ids.ts';
import { isRefusal, type Plan, type PlanDraft } from '../../../lib/domain/plan.ts';
import type { JournalEntry, Run } from '../../../lib/domain/run.ts';
import { compilePlan, runIdOfPlan } from '../../../lib/runs/compile.ts';
import { HostRun } from '../host-run.ts';

/** The steps of one op, taken out of a real plan so that nothing before or after them decides what becomes of them. */
export interface OpDraft {
  draft: PlanDraft;
  facts: HostFacts;
}

/** A real host on which one op at a time is run, run again and refused. */
export class OpHost extends HostRun {
  static async start(kind: HostKind): Promise<OpHost> {
    const made = new OpHost(await startHost(kind));
    await loadBusybox(made.host);
    return made;
  }

  sh = async (script: string, ...args: string[]) => (await this.host.exec(script, { args })).stdout.trim();

  /** What leaked so far is older than the daemon that runs from now on (docs/reference/docker-on-disk.md#the-birth-gate). */
  async older(): Promise<void> {
    await this.sh('sleep 3');
    await restartDocker(this.host);
    await this.reconnect();
  }

  async stepsOf(op: string | readonly string[], action: string, params: Record<string, string>): Promise<OpDraft> {
    const { draft, facts } = await this.propose(action, params);
    if (isRefusal(draft)) throw new Error(`${action} was refused: ${JSON.stringify(draft)}`);
    const ops = typeof op === 'string' ? [op] : op;
    const steps = draft.steps.filter((step) => ops.includes(step.op));
    if (!ops.every((each) => steps.some((step) => step.op === each)))
      throw new Error(`${action} planned not all of ${ops.join(', ')}: ${draft.steps.map((step) => step.op)}`);
    return { draft: { ...draft, steps }, facts };
  }

  /** Each time a plan of its own: a plan is used once. `identity` is what another host would have. */
  async perform(
    { draft, facts }: OpDraft,
    identity: Partial<HostIdentity> = {},
  ): Promise<{ run: Run; guards: string[] }> {
    const id = newId('plan');
    const createdAt = new Date().toISOString();
    const bound = { ...facts.identity, ...identity };
    const plan: Plan = {
      ...draft,
      ...compilePlan({ draft, runId: runIdOfPlan(id), identity: bound, createdAt }),
      id,
      hostId: 'host_test',
      untouched: null,
      identity: bound,
      basedOn: facts.id,
      factsCollectedAt: facts.collectedAt,
      state: 'used',
      createdAt,
      createdBy: 'test',
      expiresAt: createdAt,
    };
    const entries: JournalEntry[] = [];
    const run = await this.apply(plan, (entry) => entries.push(entry));
    const guards = entries.flatMap((entry) =>
      entry.type === 'step.refused' || (entry.type === 'run.ended' && entry.outcome === 'refused')
        ? (entry.guard ?? [])
        : [],
    );
    return { run, guards };
  }
}
