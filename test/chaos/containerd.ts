import type { LabHost } from '../../lab/lab.ts';
import { ownerlessLeases } from '../../lab/states/containerd-store.ts';
import { restartDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { collectWithout } from '../traps/containerd-oracle.ts';
import { ContainerdRig, offeredIn, type StoreLook } from '../traps/containerd-rig.ts';
import { ContainerdCleanup } from './containerd-cleanup.ts';
import { pickContainerdStep, witness } from './containerd-steps.ts';
import { type Random, randomOf } from './random.ts';

/**
 * Random life of a host with the containerd image store, with scans in the middle of it and cleanups after it. Three judges that share no code
 * with Bilge: Docker's folders and `docker buildx du` (what is offered must have no owner), everything that Docker has is used before and
 * after a cleanup, and containerd itself, whose collector must delete what Bilge computes as unheld and nothing else.
 */
export interface ContainerdResult {
  seed: number;
  kind: string;
  sequences: number;
  steps: string[];
  scans: number;
  /** scans that fell into a restart or a change and said so */
  unknownScans: number;
  /** leases of containers that are gone, as Docker's folders and containerd's own list tell, each once; how many of them were ever shown, and proven */
  leaked: number;
  shown: number;
  proven: number;
  /** why the others were not proven at the end of the sequence that made them */
  unproven: Record<string, number>;
  cleanups: number;
  restores: number;
  outcomes: Record<string, number>;
  /** objects that the oracle compared */
  collected: number;
  violations: string[];
  seconds: number;
}

export interface ContainerdSize {
  sequences: number;
  stepsPerSequence: number;
}

export async function runContainerd(host: LabHost, seed: number, size: ContainerdSize): Promise<ContainerdResult> {
  const chaos = new ContainerdChaos(host, seed);
  try {
    await chaos.begin();
    for (let number = 0; number < size.sequences; number += 1) await chaos.sequence(number, size.stepsPerSequence);
    await chaos.end();
  } finally {
    await chaos.close();
  }
  return chaos.result();
}

class ContainerdChaos {
  readonly #startedAt = performance.now();
  readonly #host: LabHost;
  readonly #rig: ContainerdRig;
  readonly #random: Random;
  readonly #result: ContainerdResult;
  readonly #cleanup: ContainerdCleanup;
  readonly #leaked = new Map<string, 'shown' | 'proven'>();

  constructor(host: LabHost, seed: number) {
    this.#host = host;
    this.#rig = new ContainerdRig(host);
    this.#random = randomOf(seed);
    this.#result = {
      seed,
      kind: host.kind,
      sequences: 0,
      steps: [],
      scans: 0,
      unknownScans: 0,
      leaked: 0,
      shown: 0,
      proven: 0,
      unproven: {},
      cleanups: 0,
      restores: 0,
      outcomes: {},
      collected: 0,
      violations: [],
      seconds: 0,
    };
    this.#cleanup = new ContainerdCleanup(host, this.#random, this.#result);
  }

  result(): ContainerdResult {
    return { ...this.#result, seconds: Math.round((performance.now() - this.#startedAt) / 1000) };
  }

  async begin(): Promise<void> {
    await loadBusybox(this.#host);
    await this.#host.exec(
      `docker create --network none --label keep --name keeper busybox:lab sh -c '[ -e /mark ] || echo "$0" >/mark; cat /mark' first >/dev/null
       docker start keeper >/dev/null; docker wait keeper >/dev/null`,
    );
    await this.#cleanup.begin();
  }

  async close(): Promise<void> {
    await this.#rig.run.reconnect();
    await this.#cleanup.close();
  }

  async sequence(number: number, length: number): Promise<void> {
    // Starting everything after each cleanup would take longer and longer.
    await this.#host.exec(
      `docker ps -aq --filter label=witness | tail -n +5 | xargs -r docker rm
       docker ps -aq --filter label!=keep | tail -n +7 | xargs -r docker rm -f
       docker images --format '{{.Repository}}:{{.Tag}}' | grep -v '^busybox:' | tail -n +5 | xargs -r docker rmi -f`,
      { allowFailure: true, timeoutMs: 120_000 },
    );
    await witness(this.#host);
    for (let at = 0; at < length; at += 1) {
      const step = pickContainerdStep(this.#random, this.#host);
      this.#result.steps.push(step.id);
      await loadBusybox(this.#host);
      // As in life it may fail, also while the host is looked at.
      const work = step.run(this.#host, this.#random, number * 10 + at).catch(() => this.#count(`${step.id} failed`));
      if (this.#random.below(2) === 0) await this.#scan(`during ${step.id}`);
      await work;
      await witness(this.#host);
    }
    // What is younger than this at dockerd's start waits.
    await this.#host.exec('sleep 2.1');
    await restartDocker(this.#host);
    const when = `sequence ${number}, after ${this.#result.steps.slice(-length).join(', ')}`;
    const look = await this.#scan(when);
    if (look === null) this.#violation(`${when}: the scan of the quiet host says unknown`);
    else await this.#judgeFound(look, when);
    // What is left in between stays for a later cleanup of more.
    if (look !== null && offeredIn(look).length > 0 && this.#random.below(2) === 0)
      await this.#cleanup.clean(offeredIn(look), when);
    this.#result.sequences += 1;
  }

  /** Leases are dropped that are needed as well: the host is thrown away afterwards. */
  async end(): Promise<void> {
    const { stdout } = await this.#host.exec('ctr -n moby leases ls -q');
    const leases = stdout.split('\n').filter((id) => id !== '' && this.#random.below(2) === 0);
    const scan = async () => (await this.#rig.run.look()).facts;
    await this.#rig.run.reconnect();
    const { expected, collected } = await collectWithout(this.#host, scan, leases);
    this.#result.collected += collected.length;
    for (const name of collected.filter((each) => !expected.includes(each)))
      this.#violation(`containerd deleted ${name}, which was computed as held`);
    for (const name of expected.filter((each) => !collected.includes(each)))
      this.#violation(`containerd kept ${name}, which was computed as unheld`);
  }

  async #scan(when: string): Promise<StoreLook | null> {
    this.#result.scans += 1;
    let look: StoreLook;
    try {
      look = await this.#rig.look();
    } catch {
      // A daemon that is down, a database that changed three times: said so, which is all that is asked.
      this.#result.unknownScans += 1;
      return null;
    }
    await this.#judgeOffers(look, when);
    return look;
  }

  /** Looked at after the scan, so an owner that exists now and is offered was there before its lease was called dead. */
  async #judgeOffers(look: StoreLook, when: string): Promise<void> {
    const offered = offeredIn(look);
    if (offered.length === 0) return;
    const { stdout } = await this.#host.exec(
      `for id; do [ -e "/var/lib/docker/containers/$id" ] && echo "$id has a folder of Docker"; done
       docker ps -aq --no-trunc >/run/judge.ids 2>/dev/null; docker buildx du --verbose 2>/dev/null | awk '/^ID:/ { print $2 }' >>/run/judge.ids
       for id; do grep -qxF -- "\${id%-*}" /run/judge.ids && echo "$id is listed by Docker"; grep -qxF -- "$id" /run/judge.ids && echo "$id is listed by Docker"; done; true`,
      { args: offered },
    );
    for (const line of stdout.split('\n').filter(Boolean)) this.#violation(`${when}: offered, but ${line}`);
  }

  async #judgeFound(look: StoreLook, when: string): Promise<void> {
    const leaked = await ownerlessLeases(this.#host);
    const shown = new Map(look.leaks.map((leak) => [leak.name, leak]));
    for (const id of leaked) {
      const leak = shown.get(id);
      if (leak === undefined) this.#violation(`${when}: the lease ${id} has no container and is not shown`);
      const known = this.#leaked.get(id);
      if (known === undefined) this.#result.leaked += 1;
      if (known === undefined && leak !== undefined) this.#result.shown += 1;
      if (known !== 'proven' && leak?.state === 'orphan') this.#result.proven += 1;
      this.#leaked.set(id, known === 'proven' || leak?.state === 'orphan' ? 'proven' : 'shown');
      if (known !== undefined || leak === undefined || leak.state === 'orphan') continue;
      const why = `${leak.state}: ${leak.proof.at(-1)?.checked.replace(/ on \d{4}-[^ ,]+/g, '') ?? ''}`;
      this.#result.unproven[why] = (this.#result.unproven[why] ?? 0) + 1;
    }
  }

  #count(what: string): void {
    this.#result.outcomes[what] = (this.#result.outcomes[what] ?? 0) + 1;
  }

  #violation(text: string): void {
    this.#result.violations.push(text);
  }
}
