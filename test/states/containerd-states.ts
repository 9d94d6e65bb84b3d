import type { LabHost } from '../../lab/lab.ts';
import {
  betweenContainers,
  blockCollector,
  failedCreates,
  killedLoad,
  killedPull,
  leaveStray,
  loseBuildCache,
  loseContainer,
  passTime,
  replaceDataRoot,
  useOwnContainerd,
} from '../../lab/states/containerd-leaks.ts';
import { changeDaemonConfig, restartDocker } from '../../lab/states/engine.ts';
import type { LabState } from './lab-states.ts';
import { runNap } from './make-state.ts';

/**
 * The leak classes of the containerd image store on the engines that make them (docs/reference/containerd-on-disk.md#what-leaks-and-how). Each of these
 * hosts also serves the traps of `test/traps/containerd-*.host.test.ts`, which make and record them: a host of its own for every class is too slow.
 */
export const containerdStates = [
  {
    id: 'containerd-leases',
    title:
      'Docker 28 with the containerd image store: container starts that failed on a full disk, a lost container, a lost build cache, a killed load and a killed pull',
    kind: 'sid-containerd-ext4',
    make: makeLeases,
    fires: {
      'stale-containerd-leases': 'warning',
      'failed-creates-leak-images': 'warning',
      'unfinished-transfers': 'info',
    },
    silent: ['hidden-containers', 'nested-docker-in-volume'],
  },
  {
    id: 'containerd-btrfs',
    title:
      'Docker 28 with the containerd image store on btrfs: a removal that was interrupted blocks containerd’s collector, another one left a subvolume',
    kind: 'sid-containerd-btrfs',
    make: makeStrays,
    fires: { 'containerd-collector-blocked': 'warning', 'stray-containerd-directories': 'info' },
    silent: ['stale-containerd-leases', 'hidden-containers'],
  },
  {
    id: 'containerd-data-root-lost',
    title: 'Docker 26 with the containerd image store after its data root was replaced by an empty one',
    kind: 'trixie-containerd-ext4',
    make: async (host) => {
      await runNap(host);
      await build(host, 'lost');
      await passTime(host);
      await replaceDataRoot(host);
      await runNap(host);
    },
    fires: { 'stale-containerd-leases': 'info' },
    silent: ['hidden-containers'],
  },
  {
    id: 'containerd-store-unused',
    title: 'Docker 26 was started without the system’s containerd: the store of before lies there without a user',
    kind: 'trixie-containerd-btrfs',
    make: async (host) => {
      await runNap(host);
      await passTime(host);
      await useOwnContainerd(host);
      await runNap(host).catch(() => undefined);
    },
    fires: { 'unused-containerd-store': 'info' },
    silent: ['stale-containerd-leases'],
  },
  {
    id: 'containerd-store-hidden',
    title:
      'Docker 26 was switched from the containerd image store back to its graph driver: images and containers are hidden',
    kind: 'trixie-containerd-btrfs',
    make: async (host) => {
      await runNap(host);
      await passTime(host);
      await hideStore(host);
    },
    fires: { 'hidden-containerd-store': 'warning' },
    silent: ['nested-docker-in-volume'],
  },
] as const satisfies readonly LabState[];

async function makeLeases(host: LabHost): Promise<void> {
  await runNap(host);
  await build(host, 'lost');
  await betweenContainers(host, 'a', async () => {
    await failedCreates(host);
    await host.exec('docker create --network none --name lost busybox:lab true');
  });
  await passTime(host);
  await loseContainer(host, 'lost');
  await loseBuildCache(host);
  await build(host, 'kept');
  await killedLoad(host);
  await killedPull(host);
  await host.exec('docker start nap >/dev/null');
}

async function makeStrays(host: LabHost): Promise<void> {
  await runNap(host);
  await leaveStray(host);
  await blockCollector(host);
  await passTime(host);
  await host.exec('systemctl stop docker.socket docker.service containerd.service; systemctl start containerd.service');
  await restartDocker(host);
}

/** The other mode: what containerd keeps for Docker stays, and Docker does not show it. */
export async function hideStore(host: LabHost): Promise<void> {
  await changeDaemonConfig(host, { features: { 'containerd-snapshotter': false } });
  await restartDocker(host);
}

/** A small build with cache; the same name builds the same again. */
export async function build(host: LabHost, name: string): Promise<void> {
  await host.exec(
    `mkdir -p "/var/tmp/builds/$1" && cd "/var/tmp/builds/$1"
     [ -e big ] || head -c 1000000 /dev/urandom >big
     printf 'FROM busybox:lab\\nCOPY big /\\nRUN echo %s >/name\\n' "$1" >Dockerfile
     docker build -q -t "built-$1:lab" . >/dev/null`,
    { args: [name], timeoutMs: 120_000 },
  );
}
