import type { LabHost } from '../../lab/lab.ts';
import {
  betweenContainers,
  failedCreates,
  loseContainer,
  passTime,
  replaceDataRoot,
  restoreDataRoot,
} from '../../lab/states/containerd-leaks.ts';
import { storedObjects } from '../../lab/states/containerd-store.ts';
import { restartDocker, startDocker, stopDocker } from '../../lab/states/engine.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Run } from '../../lib/domain/run.ts';
import { Bilge } from '../faults/bilge-process.ts';
import { build } from '../states/containerd-states.ts';
import { runNap } from '../states/make-state.ts';
import { useEverything } from '../traps/containerd-oracle.ts';
import { buildsFromCache, differences, worldOf } from './containerd-world.ts';

/**
 * The undo of each leak class on a real host: what is lost is quarantined, restored, and then given back as a person would (a folder from a backup,
 * a disk that is mounted again). Afterwards everything must be what it was before the loss, to the byte, and it must work. Then the class is freed.
 */
export interface UndoneClass {
  class: string;
  /** how many leases were held and restored */
  leases: number;
  /** of containers, images, files and blobs: how many lines were compared */
  compared: number;
  /** what differs or does not work afterwards; empty where the undo is exact */
  violations: string[];
  /** on the disk, by freeing it in the end */
  freedBytes: number | null;
  seconds: number;
}

interface Loss {
  class: string;
  suits?(host: LabHost): boolean;
  params?: Readonly<Record<string, string>>;
  /** before the world is looked at */
  prepare?(host: LabHost): Promise<unknown>;
  lose(host: LabHost): Promise<unknown>;
  /** nothing: the loss left only leases, so there is nothing that comes back */
  giveBack(host: LabHost): Promise<unknown>;
}

const isGone = { otherDataRoot: 'gone' } as const;

const losses: readonly Loss[] = [
  {
    class: 'L4, a container’s folder is lost',
    prepare: (host) =>
      betweenContainers(host, 'four', () =>
        host.exec(
          `docker run --network none --name lost busybox:lab sh -c 'head -c 3000000 /dev/urandom >/big; mkdir /deep; ln -s big /deep/link; chown 12:34 /deep; echo mine >/word; cat /word'`,
        ),
      ),
    lose: (host) => loseContainer(host, 'lost'),
    giveBack: async (host) => {
      await stopDocker(host);
      await host.exec('mv /root/lost/* /var/lib/docker/containers/');
      await startDocker(host);
    },
  },
  {
    class: 'L5 and L15, the build cache and its history are lost',
    params: isGone,
    lose: async (host) => {
      await stopDocker(host);
      await host.exec('mv /var/lib/docker/buildkit /root/buildkit.kept');
      await startDocker(host);
    },
    giveBack: async (host) => {
      await stopDocker(host);
      await host.exec('rm -rf /var/lib/docker/buildkit; mv /root/buildkit.kept /var/lib/docker/buildkit');
      await startDocker(host);
    },
  },
  {
    class: 'L3 and L15, the data root is another one',
    params: isGone,
    lose: replaceDataRoot,
    giveBack: restoreDataRoot,
  },
  {
    class: 'L1, container starts that failed on a full disk',
    suits: ({ kind }) => kind === 'sid-containerd-ext4',
    prepare: (host) => betweenContainers(host, 'one', () => failedCreates(host)),
    lose: async (host) => {
      await passTime(host);
      await stopDocker(host);
      await startDocker(host);
    },
    giveBack: async () => undefined,
  },
];

const action = 'remove-leaked-leases';

export async function undoEachClass(host: LabHost): Promise<UndoneClass[]> {
  const bilge = new Bilge();
  try {
    await runNap(host);
    await host.exec('docker rm -f nap >/dev/null');
    for (const name of ['one', 'two']) await build(host, name);
    await passTime(host);
    await bilge.add('nas', host);
    const found: UndoneClass[] = [];
    for (const loss of losses.filter(({ suits }) => suits?.(host) ?? true)) found.push(await undone(bilge, host, loss));
    return found;
  } finally {
    bilge.remove();
  }
}

async function undone(bilge: Bilge, host: LabHost, loss: Loss): Promise<UndoneClass> {
  const startedAt = performance.now();
  const violations: string[] = [];
  await loss.prepare?.(host);
  await passTime(host);
  const cached = await buildsFromCache(host);
  // Its next start ends BuildKit's temporary leases and writes down the history of builds: neither is of the loss.
  await restartDocker(host);
  const before = await worldOf(host);

  await loss.lose(host);
  const params = { mode: 'quarantine', names: 'all', ...loss.params };
  const lost = await storedObjects(host);
  const held = await applied(bilge, action, params);
  violations.push(...(await notKept(host, lost, 'under the holds')));
  const restore = await bilge.json<Run>('run', 'undo', held.id);
  if (restore.state !== 'succeeded') throw new Error(`the undo: ${JSON.stringify(restore)}`);
  violations.push(...(await notKept(host, lost, 'after the undo')));
  await loss.giveBack(host);

  const after = await worldOf(host);
  violations.push(...differences(before, after));
  violations.push(...(await useEverything(host)));
  violations.push(...(await wordsOfStarted(host)));
  const again = await buildsFromCache(host);
  if (again.join() !== cached.join()) violations.push(`builds: ${again.join(', ')}; before: ${cached.join(', ')}`);
  return {
    class: loss.class,
    leases: held.steps.filter(({ target }) => target.kind === 'containerd-lease').length,
    compared: before.leases.length + before.objects.length + before.facts.length,
    violations,
    freedBytes: await freed(bilge, host, loss),
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
}

/** Lost once more, and freed: of another data root by ending the holds. Then what is given back is thrown away with it. */
async function freed(bilge: Bilge, host: LabHost, loss: Loss): Promise<number | null> {
  // The others are given back afterwards: freeing them would take what the next classes need.
  if (loss.params !== undefined) return null;
  if (loss.class.startsWith('L4')) await loss.lose(host);
  const run = await applied(bilge, action, { mode: 'delete', names: 'all' });
  return run.freedBytes.measured.state === 'known' ? run.freedBytes.measured.value : null;
}

async function applied(bilge: Bilge, id: string, params: Readonly<Record<string, string>>): Promise<Run> {
  const words = Object.entries(params).flatMap(([key, value]) => ['--param', `${key}=${value}`]);
  const plan = await bilge.json<Plan>('plan', 'nas', id, ...words);
  const run = await bilge.json<Run>('apply', plan.id, '--confirm', 'nas');
  if (run.state !== 'succeeded') throw new Error(`${id} ${JSON.stringify(params)}: ${JSON.stringify(run)}`);
  return run;
}

async function notKept(host: LabHost, objects: readonly string[], when: string): Promise<string[]> {
  const there = new Set(await storedObjects(host));
  return objects.filter((line) => !there.has(line)).map((line) => `${when} containerd has no more: ${line}`);
}

/** What the lost container wrote is read from it as it runs. */
async function wordsOfStarted(host: LabHost): Promise<string[]> {
  const { stdout } = await host.exec(
    `docker inspect lost >/dev/null 2>&1 || exit 0
     docker start -a lost 2>&1 | grep -qx mine || echo 'the container that was lost does not run as before'`,
  );
  return stdout.split('\n').filter(Boolean);
}
