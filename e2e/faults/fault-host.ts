import { isRefusal, type Plan } from '../../lib/domain/plan.ts';
import { isFinal, type Run } from '../../lib/domain/run.ts';
import { launchRun } from '../../lib/runs/launch.ts';
import { newRun } from '../../lib/runs/progress.ts';
import { recoverRun } from '../../lib/runs/recover.ts';
import { HostRun } from '../../lib/runs/testing/host-run.ts';
import { lookAtHost, makePrecious } from '../chaos/cleanup-oracle.ts';
import { type HostKind, startHost } from '../lab/lab.ts';
import { restartDocker } from '../lab/states/engine.ts';
import { loadBusybox } from '../lab/states/load-busybox.ts';
import { killedAt } from './kill-at.ts';

/** A host with things on it that must survive, a stock of proven leaks, and a judge from outside. */
export class FaultHost extends HostRun {
  static async start(kind: HostKind, leaks: number): Promise<FaultHost> {
    const made = new FaultHost(await startHost(kind));
    await loadBusybox(made.host);
    await makePrecious(made.host, 1);
    if (leaks > 0) await made.leakAgain(leaks);
    return made;
  }

  sh = async (script: string, options: { allowFailure?: boolean; args?: string[] } = {}) =>
    (await this.host.exec(script, options)).stdout.trim();

  /** That many proven leaks by BuildKit's own duplicates: older than the daemon that runs afterwards. */
  async leakAgain(leaks: number): Promise<void> {
    await this.host.exec(leakScript, { args: [String(leaks + 1)], timeoutMs: 240_000 });
    await this.host.exec('sleep 3.1; docker kill $(docker ps -q) >/dev/null 2>&1', { allowFailure: true });
    await restartDocker(this.host);
    await this.reconnect();
    await this.host.exec('docker start album-1 >/dev/null');
  }

  async provenLeaks(): Promise<string[]> {
    const { report } = await this.look();
    if (report.leaks.state === 'unknown') throw new Error(`leaks are unknown: ${report.leaks.detail}`);
    return report.leaks.value.filter(({ state }) => state === 'orphan').map(({ name }) => name);
  }

  async launch(plan: Plan): Promise<Run> {
    const run = newRun(plan, { startedBy: 'test', at: new Date().toISOString() });
    const { directory } = await launchRun(await this.session(), plan, { holder: 'test' });
    return { ...run, directory };
  }

  /** As after a lost dashboard: what the host says now, until it has an end. */
  async recovered(run: Run, plan: Plan): Promise<Run> {
    for (let attempt = 0; attempt < 240; attempt += 1) {
      const { run: seen } = await recoverRun(await this.session(), run, { plan, now: new Date().toISOString() });
      if (isFinal(seen.state)) return seen;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error(`${plan.title}: no end within a minute`);
  }

  /** Launches the plan so that it dies at that boundary; `reached` is false where it ended before. */
  async killed(plan: Plan, boundary: number): Promise<{ run: Run; reached: boolean }> {
    const struck = killedAt(plan, boundary);
    const run = await this.recovered(await this.launch(struck), struck);
    return { run, reached: run.state === 'interrupted' };
  }

  /** Empty where everything that must survive is whole. */
  async damages(isThorough = false): Promise<string[]> {
    return (await lookAtHost(this.host, { isThorough, turn: 1 })).damages;
  }

  /** The plan, or why there is none. */
  async excuses(action: string, params: Record<string, string>): Promise<string[]> {
    const { draft } = await this.propose(action, params);
    return isRefusal(draft) ? draft.excuses.map(({ guardId }) => guardId) : [];
  }
}

const leakScript = `
set -eu
mkdir -p /var/tmp/leak-context && cd /var/tmp/leak-context
head -c 100000 /dev/urandom >big
printf 'FROM busybox:lab\\nCOPY big /\\n' >Dockerfile
n=0
while [ "$n" -lt "$1" ]; do n=$((n + 1)); DOCKER_BUILDKIT=1 docker build -q --no-cache -t leak:lab . >/dev/null; done
docker builder prune -af >/dev/null
docker rmi leak:lab >/dev/null
docker image prune -f >/dev/null`;
