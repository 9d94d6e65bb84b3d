import fs from 'node:fs';
import type { LabHost } from '../../lab/lab.ts';
import { actionById } from '../../lib/actions/action-registry.ts';
import type { OwnObjects } from '../../lib/domain/action.ts';
import type { HostSettings } from '../../lib/domain/host.ts';
import { hostSettingsSchema } from '../../lib/domain/host.ts';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import { newId } from '../../lib/domain/ids.ts';
import { isRefusal, type Plan, type PlanDraft, type Refusal } from '../../lib/domain/plan.ts';
import type { Protection } from '../../lib/domain/protection.ts';
import type { JournalEntry, Run } from '../../lib/domain/run.ts';
import type { HostSession } from '../../lib/domain/session.ts';
import type { StorageReport } from '../../lib/domain/storage-report.ts';
import { collectHostFacts } from '../../lib/facts/collect.ts';
import { collectUntilSettled } from '../../lib/facts/collect-until-settled.ts';
import { buildStorageReport } from '../../lib/facts/views/storage-report.ts';
import { openSession } from '../../lib/hosts/sessions/open-session.ts';
import { resolveTrust } from '../../lib/hosts/ssh/offered-host-keys.ts';
import { compilePlan, runIdOfPlan } from '../../lib/runs/compile.ts';
import { followRun } from '../../lib/runs/follow.ts';
import { launchRun } from '../../lib/runs/launch.ts';
import { applyEntries, markInterrupted, newRun } from '../../lib/runs/progress.ts';

/** For host tests: the whole way from a real host over real SSH to a finished run, as the use cases go it, without a store. */
export class HostRun {
  readonly host: LabHost;
  #session: HostSession | null = null;

  constructor(host: LabHost) {
    this.host = host;
  }

  async session(): Promise<HostSession> {
    if (this.#session?.isOpen) return this.#session;
    const open: HostSettings = hostSettingsSchema.parse({});
    const hostKey = await resolveTrust(this.host.url, open, {}, this.host.hostKeyFingerprint);
    const settings = { ...open, hostKey };
    const host = {
      id: 'host_test',
      name: this.host.name,
      url: this.host.url,
      settings,
      createdAt: new Date().toISOString(),
    };
    this.#session = await openSession(host, { privateKey: fs.readFileSync(this.host.keyFile, 'utf8') });
    return this.#session;
  }

  async reconnect(): Promise<void> {
    await this.#session?.close();
    this.#session = null;
  }

  async look(): Promise<{ facts: HostFacts; report: StorageReport }> {
    const session = await this.session();
    // As the scan of lib/usecases does it before a plan and after a run.
    const facts = await collectUntilSettled(() =>
      collectHostFacts(session, {
        hostId: 'host_test',
        now: () => new Date().toISOString(),
        newFactsId: () => newId('facts'),
        whole: true,
      }),
    );
    return { facts, report: buildStorageReport(facts, [], () => null) };
  }

  async propose(
    actionId: string,
    params: Record<string, string>,
    change: { protections?: Protection[]; own?: OwnObjects; now?: string } = {},
  ): Promise<{ draft: PlanDraft | Refusal; facts: HostFacts }> {
    const action = actionById(actionId);
    if (action === undefined) throw new Error(`no action ${actionId}`);
    const { facts, report } = await this.look();
    const draft = action.plan({
      hostName: this.host.name,
      facts,
      report,
      measurements: [],
      params: action.params.parse(params),
      protections: change.protections ?? [],
      now: change.now ?? new Date().toISOString(),
      own: change.own ?? { containerIds: [], imageIds: [], volumeNames: [], networkNames: [] },
      dockerSocket: null,
      graceDays: 7,
    });
    return { draft, facts };
  }

  async plan(
    actionId: string,
    params: Record<string, string>,
    change: { protections?: Protection[] } = {},
  ): Promise<Plan> {
    const { draft, facts } = await this.propose(actionId, params, change);
    if (isRefusal(draft)) throw new Error(`refused: ${JSON.stringify(draft)}`);
    const id = newId('plan');
    const createdAt = new Date().toISOString();
    const compiled = compilePlan({ draft, runId: runIdOfPlan(id), identity: facts.identity, createdAt });
    return {
      ...draft,
      ...compiled,
      id,
      hostId: 'host_test',
      untouched: null,
      identity: facts.identity,
      basedOn: facts.id,
      factsCollectedAt: facts.collectedAt,
      state: 'used',
      createdAt,
      createdBy: 'test',
      expiresAt: createdAt,
    };
  }

  async apply(plan: Plan, onEntry?: (entry: JournalEntry) => void): Promise<Run> {
    let run = newRun(plan, { startedBy: 'test', at: new Date().toISOString() });
    const launched = await launchRun(await this.session(), plan, { holder: 'test' });
    const end = await followRun({
      open: () => this.session(),
      runId: run.id,
      directory: launched.directory,
      cursor: 0,
      onEntries: (reading) => {
        run = applyEntries(run, reading.entries, reading.cursor);
        if (onEntry) reading.entries.forEach(onEntry);
      },
    });
    return end === 'ended' ? run : markInterrupted(run, { at: new Date().toISOString(), said: end });
  }

  async run(actionId: string, params: Record<string, string>): Promise<Run> {
    return this.apply(await this.plan(actionId, params));
  }

  async stop(): Promise<void> {
    await this.#session?.close();
    await this.host.stop();
  }
}
