import type { LabHost } from '../../lab/lab.ts';
import { killDocker9, restartDocker } from '../../lab/states/engine.ts';
import { busyboxImage } from '../../lab/states/load-busybox.ts';
import { loadLayers } from '../../lab/states/load-layers.ts';
import type { Random } from './random.ts';

/** What can happen to a host. Each step may fail, as it may in life; only Docker being up at its end is promised. */
export interface Step {
  id: string;
  weight: number;
  run(host: LabHost, random: Random, number: number): Promise<void>;
  /** the daemon is another one afterwards */
  restarts?: true;
}

const may = { allowFailure: true, timeoutMs: 120_000 } as const;

/** Three contexts, so that builds meet each other's layers; the content of a context stays the same within a sequence. */
const buildScript = `
context=/var/tmp/builds/$1
mkdir -p "$context" && cd "$context"
[ -e big ] || head -c 300000 /dev/urandom >big
case $1 in
  0) printf 'FROM ${busyboxImage}\\nCOPY big /\\n' ;;
  1) printf 'FROM ${busyboxImage}\\nCOPY big /\\nRUN head -c 100 /dev/urandom >/s\\n' ;;
  *) printf 'FROM ${busyboxImage}\\nCOPY big /\\nRUN echo one >/one\\nRUN echo two >/two\\n' ;;
esac >Dockerfile
DOCKER_BUILDKIT=$2 docker build -q $3 -t "$4" .`;

async function build(host: LabHost, random: Random, number: number, kit: '0' | '1', noCache: boolean): Promise<void> {
  const args = [
    String(random.below(3)),
    kit,
    noCache ? '--no-cache' : '--rm',
    `built-${random.below(4)}-${number % 3}:lab`,
  ];
  await host.exec(buildScript, { ...may, args });
}

/** The command goes on while the daemon is killed under it, some moment later. */
async function crashDuring(host: LabHost, random: Random, work: Promise<unknown>): Promise<void> {
  await host.exec('sleep "$1"', { args: [(random.next() * 0.9).toFixed(2)] });
  await killDocker9(host);
  await work;
}

const loadOne = (host: LabHost, random: Random, number: number) =>
  loadLayers(host, 1 + random.below(3), {
    name: `loaded-${number}:lab`,
    filesPerLayer: 1 + random.below(300),
    bytesPerLayer: 200_000,
  });

const removeImages =
  'for image in $(docker images -q --no-trunc | sort -u | head -n "$1"); do [ "$image" = "$(docker images -q --no-trunc busybox:lab)" ] || docker rmi -f "$image"; done';

const steps: readonly Step[] = [
  { id: 'load', weight: 3, run: async (host, random, number) => void (await loadOne(host, random, number)) },
  { id: 'build', weight: 4, run: (host, random, number) => build(host, random, number, '1', false) },
  { id: 'build-again', weight: 6, run: (host, random, number) => build(host, random, number, '1', true) },
  {
    id: 'legacy-build',
    weight: 2,
    run: (host, random, number) => build(host, random, number, '0', random.below(2) === 0),
  },
  {
    id: 'run',
    weight: 3,
    run: async (host, random) => {
      const mode = random.below(2) === 0 ? 'sleep 100000' : 'true';
      await host.exec(`docker run -d --network none "$1" ${mode}`, { ...may, args: [busyboxImage] });
    },
  },
  {
    id: 'commit',
    weight: 2,
    run: async (host, _random, number) => {
      await host.exec('id=$(docker ps -aq | head -n 1); [ -n "$id" ] && docker commit "$id" "committed-$1:lab"', {
        ...may,
        args: [String(number)],
      });
    },
  },
  {
    id: 'remove-container',
    weight: 2,
    run: async (host) => void (await host.exec('docker rm -f $(docker ps -aq | head -n 1)', may)),
  },
  {
    id: 'remove-images',
    weight: 3,
    run: async (host, random) => void (await host.exec(removeImages, { ...may, args: [String(1 + random.below(4))] })),
  },
  { id: 'prune-cache', weight: 3, run: async (host) => void (await host.exec('docker builder prune -af', may)) },
  { id: 'restart', weight: 1, restarts: true, run: (host) => restartDocker(host) },
  { id: 'kill', weight: 1, restarts: true, run: (host) => killDocker9(host) },
  {
    id: 'kill-during-load',
    weight: 1,
    restarts: true,
    run: (host, random, number) =>
      crashDuring(
        host,
        random,
        loadOne(host, random, number).catch(() => {}),
      ),
  },
  {
    id: 'kill-during-build',
    weight: 1,
    restarts: true,
    run: (host, random, number) => crashDuring(host, random, build(host, random, number, '1', true)),
  },
  {
    id: 'kill-during-remove',
    weight: 1,
    restarts: true,
    run: (host, random) => crashDuring(host, random, host.exec(removeImages, { ...may, args: ['9'] })),
  },
];

export function pickStep(random: Random): Step {
  const total = steps.reduce((sum, step) => sum + step.weight, 0);
  let at = random.below(total);
  for (const step of steps) {
    at -= step.weight;
    if (at < 0) return step;
  }
  throw new Error('the weights of the steps do not add up');
}
