import { spawn } from 'node:child_process';
import path from 'node:path';
import { type HostKind, startHost } from '../../lab/lab.ts';
import { outputOf } from '../../lab/output-of.ts';
import { betweenContainers, passTime } from '../../lab/states/containerd-leaks.ts';
import { leaseIds, storedObjects } from '../../lab/states/containerd-store.ts';
import { restartDocker, startDocker, stopDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import type { Actor } from '../../lib/access/actor.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import { isFinal, type Run } from '../../lib/domain/run.ts';
import { type Application, closeApplication, openApplication } from '../../lib/usecases/core/application.ts';
import { PlanRefused, proposePlan } from '../../lib/usecases/plans/plans.ts';
import { applyPlan, readRun, runOfPlan, waitForRun } from '../../lib/usecases/runs/runs.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { useEverything } from '../traps/containerd-oracle.ts';
import { ContainerdRig } from '../traps/containerd-rig.ts';
import { Bilge } from './bilge-process.ts';
import { type LeaseFault, leaseRepair } from './lease-strike.ts';

type Params = Readonly<Record<string, string>>;

/** A host with a stock of leases that are proven dead, a container that must survive, and a dashboard that knows it as `nas`. */
export class LeaseHost extends ContainerdRig {
  readonly #bilge = new Bilge();
  readonly #actor: Actor = { kind: 'cli', name: 'cli:faults', role: 'admin' };
  #app: Application | null = null;
  #stock: string[] = [];
  #kept: string[] = [];

  static async start(kind: HostKind): Promise<LeaseHost> {
    const made = new LeaseHost(await startHost(kind));
    await loadBusybox(made.host);
    await made.sh(
      `docker run --network none --name precious busybox:lab sh -c '[ -e /mark ] || echo first >/mark; cat /mark' >/dev/null`,
    );
    await made.#bilge.add('nas', made.host);
    return made;
  }

  get #application(): Application {
    this.#app ??= openApplication(readSettings({ ...process.env, BILGE_DATA: this.#bilge.data }));
    return this.#app;
  }

  /** Dead leases that nobody else is given. */
  async take(count: number): Promise<string[]> {
    if (this.#stock.length < count) this.#stock.push(...(await this.#lose(40)));
    return this.#stock.splice(0, count);
  }

  /** The same ones each time, not held now: for what leaves them whole. */
  async kept(count: number): Promise<string[]> {
    if (this.#kept.length === 0) this.#kept = await this.take(count);
    return this.#kept;
  }

  /** The folders of that many containers are lost at once, and with a life of Docker before and after them they are proven. */
  async #lose(count: number): Promise<string[]> {
    await passTime(this.host);
    const ids = await betweenContainers(this.host, String(Date.now()), () =>
      this.sh('for n in $(seq "$1"); do docker create --network none busybox:lab true; done', String(count)),
    );
    await passTime(this.host);
    await stopDocker(this.host);
    await this.sh(
      'mkdir -p /root/lost; printf "%s\\n" "$1" | sed "s|^|/var/lib/docker/containers/|" | xargs -d "\\n" mv -t /root/lost',
      ids,
    );
    await startDocker(this.host);
    return ids.split('\n');
  }

  /** Applies the plan in a process of its own, struck at that boundary; then the host is mended. */
  async struck(plan: Plan, boundary: number, fault: LeaseFault): Promise<{ run: Run; at: string }> {
    const file = path.join(import.meta.dirname, 'lease-process.ts');
    const child = spawn(process.execPath, [file, plan.id, this.host.name, String(boundary), fault], {
      env: { ...process.env, BILGE_DATA: this.#bilge.data },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { stdout, stderr, code } = await outputOf(child);
    await this.sh(leaseRepair);
    const run = runOfPlan(this.#application, this.#actor, plan.id);
    if (run === null) throw new Error(`no run was begun (${code}): ${stderr}`);
    // As the dashboard does after its start: it finds the run, and that nobody works on it.
    await waitForRun(this.#application, this.#actor, run.id);
    return { run: readRun(this.#application, this.#actor, run.id), at: stdout.trim() };
  }

  plan(action: string, params: Params): Promise<Plan> {
    return proposePlan(this.#application, this.#actor, 'nas', action, params);
  }

  /** Null: it plans nothing. */
  async applied(action: string, params: Params): Promise<Run | null> {
    let plan: Plan;
    try {
      plan = await this.plan(action, params);
    } catch (error) {
      if (error instanceof PlanRefused) return null;
      throw error;
    }
    const { id } = await applyPlan(this.#application, this.#actor, plan.id, 'nas');
    const run = await waitForRun(this.#application, this.#actor, id);
    if (!isFinal(run.state)) throw new Error(`no end of ${JSON.stringify(run)}`);
    return run;
  }

  objects = () => storedObjects(this.host);
  leases = () => leaseIds(this.host);

  /** Empty where all that must survive is whole. */
  async damages(isThorough = false): Promise<string[]> {
    const mark = await this.sh('docker start -a precious 2>&1 || true');
    const found = mark === 'first' ? [] : [`the precious container says ${mark}`];
    return isThorough ? [...found, ...(await useEverything(this.host))] : found;
  }

  restartDocker = () => restartDocker(this.host);

  override readonly stop = async (): Promise<void> => {
    if (this.#app !== null) await closeApplication(this.#app);
    this.#bilge.remove();
    await this.run.stop();
  };
}
