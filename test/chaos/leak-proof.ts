import type { LabHost } from '../../lab/lab.ts';
import { driverFolder, listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { type LabScanner, labScanner } from '../traps/lab-scan.ts';
import { ageAndRestart, breaksWithout } from '../traps/removal-oracle.ts';
import { randomOf } from './random.ts';
import { pickStep, type Step } from './steps.ts';

/**
 * The leak proof against random life: loads, builds of both kinds, runs, commits, removals, kills and restarts of the daemon,
 * with scans in between and in the middle of them. Afterwards two judges that share no code with Bilge look at what it said:
 *
 * - **Nothing needed was named.** Either everything that was ever called an orphan is moved away and Docker must still read every
 *   image, start every container and build from its cache; or Docker is told to remove all it has, and every such directory
 *   must still be there, because Docker removes what it references and only that.
 * - **Nothing leaked was missed.** When Docker has removed all it has, whatever still lies in the driver's directory is leaked by
 *   definition, unless BuildKit's own file still claims it. Every one of these must be proven.
 */
export interface SequenceResult {
  seed: number;
  kind: string;
  judge: 'moved-away' | 'all-removed';
  steps: string[];
  scans: number;
  /** scans that fell into a restart or a change and said so */
  unknownScans: number;
  /** directories that were called an orphan at any time */
  named: number;
  /** directories that Docker left behind in the end, and how many of them were proven */
  leaked: number;
  proven: number;
  violations: string[];
  seconds: number;
}

const directoryKinds = new Set(['overlay2-directory', 'btrfs-subvolume', 'vfs-directory']);

export async function runSequence(host: LabHost, seed: number, length: number): Promise<SequenceResult> {
  const startedAt = performance.now();
  const random = randomOf(seed);
  const watch = new Watch(await labScanner(host));
  const judge = random.below(2) === 0 ? 'moved-away' : 'all-removed';
  const taken: string[] = [];
  await loadBusybox(host);
  for (let number = 0; number < length; number += 1) {
    const step = pickStep(random);
    taken.push(step.id);
    await watch.during(step, step.run(host, random, number), random.below(3) > 0);
  }
  await ageAndRestart(host);
  await watch.reconnect();
  await watch.scan('after all');
  if (watch.lastWasUnknown) watch.violations.push(`the scan of the quiet host says unknown: ${watch.lastProblem}`);

  if (judge === 'moved-away') await judgeByMovingAway(host, watch);
  const end = await judgeByRemovingAll(host, watch, judge === 'all-removed');
  await watch.close();
  return {
    seed,
    kind: host.kind,
    judge,
    steps: taken,
    scans: watch.scans,
    unknownScans: watch.unknownScans,
    named: watch.orphans.size,
    ...end,
    violations: watch.violations,
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
}

class Watch {
  scans = 0;
  unknownScans = 0;
  lastWasUnknown = false;
  lastProblem = '';
  /** directory → when it was first called an orphan */
  readonly orphans = new Map<string, string>();
  readonly proven = new Set<string>();
  /** what the last scan said of each directory */
  readonly said = new Map<string, string>();
  /** directories that the last scan called build cache */
  readonly cached = new Set<string>();
  readonly violations: string[] = [];
  readonly #scanner: LabScanner;

  constructor(scanner: LabScanner) {
    this.#scanner = scanner;
  }

  /** With `isWatched` scans run one after the other until the step is over; otherwise one follows it. */
  async during(step: Step, work: Promise<void>, isWatched: boolean): Promise<void> {
    let isOver = false;
    const done = work.finally(() => {
      isOver = true;
    });
    while (isWatched && !isOver) await this.scan(`during ${step.id}`);
    await done;
    if (step.restarts === true) await this.reconnect();
    await this.scan(`after ${step.id}`);
  }

  async scan(when: string): Promise<void> {
    this.scans += 1;
    const { report } = await this.#scanner.scan();
    this.lastWasUnknown = report.leaks.state === 'unknown';
    this.proven.clear();
    this.cached.clear();
    if (report.leaks.state === 'unknown') {
      this.unknownScans += 1;
      this.lastProblem = report.leaks.detail;
      return;
    }
    for (const leak of report.leaks.value) {
      const isNamed = leak.state === 'orphan' && directoryKinds.has(leak.kind);
      if (isNamed && !this.orphans.has(leak.name)) this.orphans.set(leak.name, when);
    }
    const layers = report.layers.state === 'known' ? report.layers.value : [];
    this.said.clear();
    for (const { name, kind, state, detail } of layers) {
      this.said.set(name, `${kind}, ${state}: ${detail}`);
      if (kind === 'orphan' && state === 'orphan') this.proven.add(name);
      if (kind === 'build-cache') this.cached.add(name);
    }
  }

  reconnect = () => this.#scanner.reconnect();
  close = () => this.#scanner.close();
}

async function judgeByMovingAway(host: LabHost, watch: Watch): Promise<void> {
  const present = new Set(await listDriverDirectories(host));
  const named = [...watch.orphans.keys()];
  for (const name of named.filter((each) => !present.has(each))) vanished(name, watch);
  const broken = await breaksWithout(
    host,
    named.filter((name) => present.has(name)),
  );
  for (const line of broken) watch.violations.push(`without ${named.length} named directories: ${line}`);
}

const removeAllScript = `
docker rm -f $(docker ps -aq) >/dev/null 2>&1
docker rmi -f $(docker images -aq | sort -u) >/dev/null 2>&1
docker builder prune -af >/dev/null
docker image prune -af >/dev/null
[ -z "$(docker images -aq)$(docker ps -aq)" ] || echo "left: $(docker images -aq) $(docker ps -aq)"`;

async function judgeByRemovingAll(
  host: LabHost,
  watch: Watch,
  mustStay: boolean,
): Promise<{ leaked: number; proven: number }> {
  const { stdout } = await host.exec(removeAllScript, { timeoutMs: 120_000, allowFailure: true });
  if (stdout.trim() !== '') watch.violations.push(`the judge could not remove everything: ${stdout.trim()}`);
  // A graceful stop finishes removals that a kill had interrupted.
  await ageAndRestart(host);
  await watch.reconnect();
  const left = await listDriverDirectories(host);
  if (mustStay) for (const name of watch.orphans.keys()) if (!left.includes(name)) vanished(name, watch);
  await watch.scan('after everything was removed');
  if (watch.lastWasUnknown) watch.violations.push(`the last scan says unknown: ${watch.lastProblem}`);
  const claimed = await claimedByBuildkit(host, watch);
  for (const name of await claimedByRegistrations(host)) if (left.includes(name)) claimed.add(name);
  for (const name of await claimedThroughChains(host)) {
    if (left.includes(name) && watch.said.get(name)?.includes('the build cache is built on it') === true)
      claimed.add(name);
  }
  const missed = left.filter((name) => !watch.proven.has(name) && !claimed.has(name));
  const folder = await driverFolder(host);
  for (const name of missed)
    watch.violations.push(`${name} is left in ${folder} and was not found: ${watch.said.get(name)}`);
  return { leaked: left.length - claimed.size, proven: left.length - claimed.size - missed.length };
}

/**
 * A kill during a build can leave records in snapshots.db that no cache entry knows and no prune removes: BuildKit still claims
 * these directories. That they stand in its file at all is looked up by bytes, without Bilge's parser.
 */
async function claimedByBuildkit(host: LabHost, watch: Watch): Promise<Set<string>> {
  const claimed = new Set<string>();
  for (const name of watch.cached) {
    const args = [name];
    const found = await host.exec('grep -qaF -- "$1" /var/lib/docker/buildkit/snapshots.db', {
      args,
      allowFailure: true,
    });
    if (found.code === 0) claimed.add(name);
    else watch.violations.push(`${name} is said to be build cache, but snapshots.db does not contain it`);
  }
  return claimed;
}

/**
 * A record of BuildKit may claim a layer of Docker's store by its chain id, and with it every layer below; prune does not always take the
 * record along. The chain ids are looked up by bytes and followed by the store's own files, without Bilge's parsers.
 */
async function claimedThroughChains(host: LabHost): Promise<string[]> {
  const script = `
    for store in /var/lib/docker/image/*/layerdb/sha256; do
      cd "$store" || continue
      for chain in *; do
        grep -qaF -- "$chain" /var/lib/docker/buildkit/snapshots.db || continue
        while [ -n "$chain" ]; do
          cat "$chain/cache-id"; echo
          chain=$(cat "$chain/parent" 2>/dev/null); chain=\${chain#sha256:}
        done
      done
    done; true`;
  return (await host.exec(script)).stdout.split('\n').filter(Boolean);
}

/**
 * A kill in the last moment of a load leaves a registration (layerdb/tmp/write-set-N) with its cache-id written. The reference counts it
 * as a root (R3 of docs/reference/docker-on-disk.md#where-references-live), so Bilge keeps the directory, and the judge does not ask
 * for it.
 */
async function claimedByRegistrations(host: LabHost): Promise<string[]> {
  const script =
    'for file in /var/lib/docker/image/*/layerdb/tmp/*/cache-id; do [ -e "$file" ] && cat "$file" && echo; done; true';
  return (await host.exec(script)).stdout.split('\n').filter(Boolean);
}

function vanished(name: string, watch: Watch): void {
  watch.violations.push(
    `${name}, called an orphan ${watch.orphans.get(name)}, was removed by Docker itself: it was in use`,
  );
}
