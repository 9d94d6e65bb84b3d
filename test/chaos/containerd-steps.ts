import type { LabHost } from '../../lab/lab.ts';
import { startRegistry } from '../../lab/registry.ts';
import {
  betweenContainers,
  failedCreates,
  killedLoad,
  killedPull,
  loseContainer,
} from '../../lab/states/containerd-leaks.ts';
import { restartDocker, startDocker, stopDocker } from '../../lab/states/engine.ts';
import type { Random } from './random.ts';

/** What can happen to a host with the containerd image store. Each may fail, as in life; at its end both daemons run. */
export interface ContainerdStep {
  id: string;
  weight: number;
  /** false: not on this kind of host */
  suits?(host: LabHost): boolean;
  run(host: LabHost, random: Random, number: number): Promise<unknown>;
}

const may = { allowFailure: true, timeoutMs: 180_000 } as const;
const isSid = (host: LabHost) => host.kind.startsWith('sid');

const script =
  (text: string) =>
  (host: LabHost, random: Random, number: number): Promise<unknown> =>
    host.exec(text, { ...may, args: [String(number), String(random.below(3))] });

const buildScript = `context="/var/tmp/builds/$2"; mkdir -p "$context"; cd "$context" || exit
[ -e big ] || head -c 300000 /dev/urandom >big
printf 'FROM busybox:lab\\nCOPY big /\\nRUN echo %s >/name\\n' "$2" >Dockerfile`;

/** Both daemons die while this goes on; systemd starts them again at once, so a loop must be told. */
const killDuring = (work: string) => async (host: LabHost, random: Random, number: number) => {
  await host.exec(
    `rm -f /run/killed
     (${work}) >/dev/null 2>&1 &
     (${work}) >/dev/null 2>&1 &
     sleep "$3"
     : >/run/killed
     kill -9 $(pidof dockerd) $(pidof containerd)
     wait
     systemctl stop docker.socket docker.service containerd.service
     systemctl reset-failed docker.service docker.socket containerd.service`,
    { ...may, args: [String(number), String(random.below(3)), (0.2 + random.next() * 0.8).toFixed(2)] },
  );
  await startDocker(host);
};

const steps: readonly ContainerdStep[] = [
  { id: 'create', weight: 3, run: script('docker create --network none busybox:lab sh -c "echo x >/written"') },
  {
    id: 'run',
    weight: 3,
    run: script('docker run -d --network none busybox:lab sh -c "head -c 100000 /dev/urandom >/written"'),
  },
  { id: 'remove', weight: 3, run: script('docker rm -f $(docker ps -aq --filter label!=keep | head -n 2)') },
  { id: 'commit', weight: 1, run: script('docker commit "$(docker ps -aq | head -n 1)" "committed-$1:lab"') },
  {
    id: 'import',
    weight: 2,
    run: script(
      'cd /var/tmp && head -c 300000 /dev/urandom >"only-$1" && tar -c "only-$1" | docker import - "imported-$1:lab"',
    ),
  },
  { id: 'build', weight: 3, run: script(`${buildScript}\ndocker build -q -t "built-$2:lab" .`) },
  { id: 'build-again', weight: 3, run: script(`${buildScript}\ndocker build -q --no-cache -t "built-$2:lab" .`) },
  { id: 'load', weight: 2, run: script('docker save busybox:lab $(docker images -q | head -n 1) | docker load') },
  {
    id: 'remove-images',
    weight: 2,
    run: script('docker rmi -f $(docker images -q --filter reference="*-*:lab" | head -n 2)'),
  },
  { id: 'prune-cache', weight: 2, run: script('docker builder prune -af') },
  { id: 'prune-images', weight: 1, run: script('docker image prune -f') },
  { id: 'restart', weight: 1, run: (host) => restartDocker(host) },
  {
    id: 'restart-both',
    weight: 1,
    run: async (host) => {
      await stopDocker(host);
      await host.exec('systemctl restart containerd.service');
      await startDocker(host);
    },
  },
  {
    id: 'kill-create',
    weight: 3,
    run: killDuring('while [ ! -e /run/killed ] && docker create --network none busybox:lab true; do :; done'),
  },
  {
    id: 'kill-remove',
    weight: 1,
    run: killDuring(
      'while [ ! -e /run/killed ] && docker rm "$(docker create --network none busybox:lab true)"; do :; done',
    ),
  },
  { id: 'kill-build', weight: 1, run: killDuring(`${buildScript}\ndocker build -q --no-cache -t "built-$2:lab" .`) },
  { id: 'kill-load', weight: 1, run: (host) => killedLoad(host, 1_500_000) },
  { id: 'kill-pull', weight: 1, suits: isSid, run: (host) => killedPull(host) },
  {
    id: 'pull',
    weight: 1,
    suits: isSid,
    run: async (host) => {
      const registry = await startRegistry(host, { bytesPerLayer: 300_000 });
      await host.exec('docker pull "$1"', { ...may, args: [registry.image] });
      await registry.stop();
    },
  },
  {
    id: 'full-disk',
    weight: 3,
    suits: ({ kind }) => kind.endsWith('ext4'),
    run: (host, _random, number) => betweenContainers(host, String(number), () => failedCreates(host, 500_000)),
  },
  {
    id: 'lose-container',
    // Most of what a kill leaves is shown and not proven; this is what cleanups are made of.
    weight: 6,
    run: async (host, _random, number) => {
      await betweenContainers(host, String(number), () =>
        host.exec('docker create --network none --name "lost-$1" busybox:lab true', { args: [String(number)] }),
      );
      await loseContainer(host, `lost-${number}`);
    },
  },
];

export function pickContainerdStep(random: Random, host: LabHost): ContainerdStep {
  const own = steps.filter((step) => step.suits?.(host) ?? true);
  let at = random.below(own.reduce((sum, step) => sum + step.weight, 0));
  for (const step of own) {
    at -= step.weight;
    if (at < 0) return step;
  }
  throw new Error('the weights of the steps do not add up');
}
