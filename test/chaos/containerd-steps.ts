import type { LabHost } from '../../lab/lab.ts';
import { startRegistry } from '../../lab/registry.ts';
import { failedCreates, killedLoad, killedPull } from '../../lab/states/containerd-leaks.ts';
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

/**
 * A container that stays for a while, made before and after each step: with one on both sides in the same life of dockerd, what leaked in
 * between is proven. Where the life of dockerd ended with the leak there is none after it, as in life.
 */
export async function witness(host: LabHost): Promise<void> {
  await host.exec('docker create --network none --label keep --label witness busybox:lab true', may);
}

/** containerd dies while containers are made, and dockerd lives on: what it cannot take back then, it never takes back. */
const killContainerd = async (host: LabHost, random: Random) => {
  await host.exec(
    `rm -f /run/killed
     (while [ ! -e /run/killed ]; do docker create --network none busybox:lab true; done) >/dev/null 2>&1 &
     (while [ ! -e /run/killed ]; do docker create --network none busybox:lab true; done) >/dev/null 2>&1 &
     sleep "$1"
     kill -9 $(pidof containerd)
     sleep 0.2
     : >/run/killed
     wait
     systemctl reset-failed containerd.service
     systemctl start containerd.service
     # dockerd waits for a while before it asks a containerd again that was gone.
     for n in $(seq 200); do docker images -q >/dev/null 2>&1 && exit 0; sleep 0.1; done; exit 1`,
    { ...may, args: [(0.2 + random.next() * 0.8).toFixed(2)] },
  );
};

/** The containers' folders are gone, as after a repair of a file system; leases, layers and image stay. Docker is restarted. */
const loseContainers = async (host: LabHost, random: Random) => {
  const { stdout } = await host.exec(
    'for n in $(seq "$1"); do docker create --network none busybox:lab sh -c "echo x >/written"; done',
    { args: [String(1 + random.below(3))] },
  );
  await witness(host);
  await stopDocker(host);
  await host.exec('mkdir -p /root/lost; for id in $1; do mv "/var/lib/docker/containers/$id" /root/lost/; done', {
    args: [stdout.trim()],
  });
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
    run: (host) => failedCreates(host, 500_000),
  },
  // Most of what a kill of dockerd leaves is shown and not proven; these are what cleanups are made of.
  { id: 'kill-containerd', weight: 3, run: killContainerd },
  {
    id: 'cancel-create',
    weight: 2,
    run: script(`for after in 0.02 0.05 0.08 0.12 0.16 0.2 0.25; do
      timeout -s KILL "$after" docker create --network none busybox:lab true
    done`),
  },
  { id: 'lose-containers', weight: 6, run: loseContainers },
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
