import { type HostKind, type HostOptions, startHost } from '../../lab/lab.ts';
import { manyBuildkitLeaks } from '../../lab/states/buildkit-leaks.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { restartDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { TransportError } from '../../lib/domain/errors.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import { isFinal, type Run } from '../../lib/domain/run.ts';
import type { LeakKind } from '../../lib/domain/storage-report.ts';
import { launchRun } from '../../lib/runs/launch.ts';
import { newRun } from '../../lib/runs/progress.ts';
import { recoverRun } from '../../lib/runs/recover.ts';
import { lookAtHost, makePrecious } from '../chaos/cleanup-oracle.ts';
import { HostRun } from '../helpers/host-run.ts';
import { type Fault, powerCut, repairs, struckAt } from './strike-at.ts';

export interface Struck {
  run: Run;
  /** false: the run had come to its end before that boundary */
  reached: boolean;
  /** `7 performed`; empty where it was not reached */
  at: string;
  fault: Fault;
}

/** A host with things on it that must survive, a stock of proven leaks, and a judge from outside. */
export class FaultHost extends HostRun {
  /** leaks that no test has taken yet, and those that are set aside and put back again and again */
  #stock: string[] = [];
  #kept: string[] = [];

  static async start(kind: HostKind, leaks: number, options: HostOptions = {}): Promise<FaultHost> {
    const made = new FaultHost(await startHost(kind, options));
    await loadBusybox(made.host);
    await makePrecious(made.host, 1);
    // As its own first process it would not hear SIGTERM, and each stop of Docker would wait ten seconds for it.
    await made.sh(
      'docker rm -f album-1 && docker run -d --init --network none --name album-1 -v photos-1:/data busybox:lab sleep 1000000',
    );
    if (leaks > 0) await made.leakAgain(leaks);
    return made;
  }

  sh = async (script: string, options: { allowFailure?: boolean; args?: string[] } = {}) =>
    (await this.host.exec(script, options)).stdout.trim();

  /** That many proven leaks by BuildKit's own duplicates: older than the daemon that runs afterwards. */
  async leakAgain(leaks: number): Promise<void> {
    await manyBuildkitLeaks(this.host, leaks, 100_000);
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

  /** Leaks by BuildKit's duplicates that nobody else is given; more are made where there are too few. */
  async takeLeaks(count: number): Promise<string[]> {
    const isThere = new Set(await this.present(this.#stock));
    this.#stock = this.#stock.filter((name) => isThere.has(name));
    if (this.#stock.length < count) {
      await this.leakAgain(32);
      const mine = new Set(this.#kept);
      this.#stock = (await this.leaksOfKind('overlay2-directory', 'btrfs-subvolume')).filter((name) => !mine.has(name));
    }
    return this.#stock.splice(0, count);
  }

  /** The same ones each time: for what leaves them whole. */
  async keptLeaks(count: number): Promise<string[]> {
    const aside = await this.aside();
    const present = await this.present(this.#kept);
    this.#kept = this.#kept.filter((name) => present.includes(name) || aside.includes(`${name}.set-aside`));
    if (this.#kept.length < count) this.#kept.push(...(await this.takeLeaks(count - this.#kept.length)));
    return this.#kept.slice(0, count);
  }

  /** The quarantine holds these and nothing else. */
  async setAsideExactly(names: readonly string[]): Promise<void> {
    const wanted = names.map((name) => `${name}.set-aside`).sort();
    const aside = (await this.aside()).sort();
    if (aside.join() === wanted.join()) return;
    const runs: [string, Record<string, string>][] = [];
    if (aside.length > 0) runs.push(['restore-quarantine', { entries: 'all' }]);
    if (names.length > 0) runs.push(['remove-leaked-layers', { mode: 'quarantine', names: names.join(',') }]);
    for (const [action, params] of runs) {
      const run = await this.run(action, params);
      if (run.state !== 'succeeded') throw new Error(`${action} before the strike: ${JSON.stringify(run)}`);
    }
  }

  async leaksOfKind(...kinds: readonly LeakKind[]): Promise<string[]> {
    const { report } = await this.look();
    if (report.leaks.state === 'unknown') throw new Error(`leaks are unknown: ${report.leaks.detail}`);
    return report.leaks.value
      .filter(({ state, kind }) => state === 'orphan' && kinds.includes(kind))
      .map(({ name }) => name);
  }

  /** What was leaked so far is older than the daemon afterwards, and so proven. */
  async grownOlder(): Promise<void> {
    await this.sh('sleep 3');
    await restartDocker(this.host);
    await this.reconnect();
  }

  /** Which of these directories are still in the driver's own folder. */
  async present(names: readonly string[]): Promise<string[]> {
    const all = await listDriverDirectories(this.host);
    return names.filter((name) => all.includes(name));
  }

  /** The entries of the quarantine, each `<name>.set-aside`. */
  async aside(): Promise<string[]> {
    const listing = await this.sh('ls /var/lib/docker/*/.bilge-quarantine 2>/dev/null || true');
    return listing.split('\n').filter((name) => name.endsWith('.set-aside'));
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

  /** Launches the plan so that the fault strikes at that boundary, waits for what becomes of it, and repairs the host. */
  async struck(plan: Plan, boundary: number, fault: Fault, folder: string): Promise<Struck> {
    const prepared = struckAt(plan, boundary, fault, folder);
    // sshd may be struck before the launch has answered: then nothing is known of the run but its name, and it is looked up by that.
    const launched = await this.launch(prepared).catch((error: unknown) => {
      if (fault !== 'kill -9 of sshd' || !(error instanceof TransportError)) throw error;
      return newRun(prepared, { startedBy: 'test', at: new Date().toISOString() });
    });
    if (fault === powerCut) await this.#cutWhenStruck(launched);
    const run = await this.recoveredAnew(launched, prepared, fault);
    // Struck after its last line it has ended, and the blow may still be falling.
    const at = await this.sh(
      'while read -r pid rest <"$1/pid" && kill -0 "$pid"; do sleep 0.05; done 2>/dev/null; cat "$1/struck" 2>/dev/null || true',
      { args: [run.directory ?? ''] },
    );
    await this.sh(repairs[fault](folder));
    await this.reconnect();
    return { run, reached: at !== '', at, fault };
  }

  /** The run stands still at its boundary; then everything on the host ends at once, and it boots again. */
  async #cutWhenStruck({ directory }: Run): Promise<void> {
    const seen = await this.sh(
      'until [ -e "$1/struck" ] || grep -q run.ended "$1/journal.jsonl"; do sleep 0.1; done; cat "$1/struck" 2>/dev/null || true',
      { args: [directory ?? ''] },
    );
    if (seen === '') return;
    await this.host.powerOff();
    await this.host.powerOn();
    await this.reconnect();
    // Nothing starts a container without a restart policy at boot. In the middle of a move its record knows what ran, and the next run
    // starts it; before and after that a person does.
    await this.sh(
      `record=$(echo /var/lib/bilge/migrations/run_*)
case $(sed -n 's/^phase=//p' "$record/facts" 2>/dev/null | tail -n 1) in stopped | switched | returning) [ -s "$record/running" ] && exit 0 ;; esac
for n in $(seq 300); do docker version >/dev/null 2>&1 && break; sleep 0.1; done
docker start album-1`,
      { allowFailure: true },
    );
  }

  /** The connection may be what was struck: then a new one is opened, as the dashboard does. */
  async recoveredAnew(run: Run, plan: Plan, fault: Fault): Promise<Run> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.recovered(run, plan);
      } catch (error) {
        if (!(error instanceof TransportError) || fault !== 'kill -9 of sshd' || attempt === 50) throw error;
        await this.reconnect();
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  /**
   * Stops the next run with SIGSTOP as soon as it holds the lock, or as its journal has that many lines, so that there is time to strike; `letGo`
   * lets it go on. `held` then says `ended` where it had come to its end before that.
   */
  async holdNextRun(lines = 0): Promise<void> {
    const isThere =
      lines > 0 ? `[ "$(wc -l <"$d/journal.jsonl")" -ge ${lines} ]` : 'grep -q identity "$d/journal.jsonl"';
    await this.sh(`ls /var/lib/bilge/runs 2>/dev/null >/run/old-runs
: >/run/holding
setsid sh -c 'while :; do for d in /var/lib/bilge/runs/run_*; do
  grep -qx -e "\${d##*/}" /run/old-runs && continue
  grep -q run.ended "$d/journal.jsonl" 2>/dev/null && { echo ended >/run/held; exit; }
  [ -s "$d/pid" ] && { ${isThere}; } 2>/dev/null || continue
  read -r pid start <"$d/pid"; kill -STOP "$pid" && echo "$pid" >/run/held && exit; done; done' </dev/null >/dev/null 2>&1 &`);
  }
  held = () => this.sh('for n in $(seq 300); do [ -s /run/held ] && break; sleep 0.1; done; cat /run/held');
  letGo = () => this.sh('kill -CONT $(cat /run/held); rm -f /run/held', { allowFailure: true });

  /** Empty where everything that must survive is whole. */
  async damages(isThorough = false): Promise<string[]> {
    return (await lookAtHost(this.host, { isThorough, turn: 1 })).damages;
  }
}
