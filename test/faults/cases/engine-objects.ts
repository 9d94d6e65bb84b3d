import { dindVolume } from '../../../lab/states/dind-volume.ts';
import type { FaultCase, Meanwhile, Work } from '../fault-case.ts';
import type { FaultHost } from '../fault-host.ts';

/** What the engine removes, two of each. It writes anywhere in the data root, so that is what fills up and becomes read-only. */
const writesTo = '/var/lib/docker';

interface Prune {
  action: string;
  make: string;
  names: string;
  /** `docker KIND inspect` */
  kind: string;
  objects: readonly string[];
  meanwhile: Meanwhile;
}

const inspect = (kind: string) =>
  `for each; do docker ${kind} inspect "$each" >/dev/null 2>&1 && echo "$each"; done; true`;
const used = (what: string, how: string): Meanwhile => ({
  what,
  happens: `docker create --name user ${how}`,
  harmed: 'docker start user >/dev/null && [ "$(docker wait user)" = 0 ] || echo "its container does not run"',
  ends: 'docker rm -f user',
});

const prunes: readonly Prune[] = [
  {
    action: 'prune-containers',
    make: 'for name in old1 old2; do docker rm -f $name; docker run --name $name --network none busybox:lab sh -c "[ ! -e /go ] || sleep 1000"; done',
    names: 'old1,old2',
    kind: 'container',
    objects: ['old1', 'old2'],
    meanwhile: {
      what: 'the container is started',
      happens: 'docker cp /etc/hostname "$1:/go"; docker start "$1"',
      harmed: 'docker ps -q --filter "name=$1" | grep -q . || echo "it does not run any more"',
      ends: 'docker kill "$1"; docker wait "$1"',
    },
  },
  {
    action: 'prune-volumes',
    make: 'for name in spare1 spare2; do docker volume create $name; echo data >"/var/lib/docker/volumes/$name/_data/file"; done',
    names: 'spare1,spare2',
    kind: 'volume',
    objects: ['spare1', 'spare2'],
    meanwhile: used('a container uses the volume', '--network none -v "$1:/data" busybox:lab grep -q data /data/file'),
  },
  {
    action: 'prune-networks',
    make: 'for name in spare1 spare2; do docker network inspect $name || docker network create $name; done',
    names: 'spare1,spare2',
    kind: 'network',
    objects: ['spare1', 'spare2'],
    meanwhile: used('a container belongs to the network', '--network "$1" busybox:lab true'),
  },
  {
    action: 'prune-images',
    make: 'for name in spare:1 spare:2; do docker image inspect $name || tar -C /usr/local/share/bilge-lab -cf - busybox.tar | docker import --change "LABEL of=$name" - $name; done',
    names: 'spare:1,spare:2',
    kind: 'image',
    objects: ['spare:1', 'spare:2'],
    meanwhile: {
      what: 'a container is made from the image',
      happens: 'docker create --name user --network none "$1" true',
      harmed: 'docker cp user:/busybox.tar - >/dev/null || echo "its files cannot be read"',
      ends: 'docker rm -f user',
    },
  },
];

const pruneCases = prunes.map(
  ({ action, make, names, kind, objects, meanwhile }): FaultCase => ({
    title: action,
    action,
    kind: 'ext4',
    writesTo,
    async make(target): Promise<Work> {
      await target.sh(make);
      return { params: { minAgeHours: '0', names }, left: inspect(kind), args: objects };
    },
    meanwhile,
  }),
);

let builds = 0;
const buildCache: FaultCase = {
  title: 'prune-build-cache',
  action: 'prune-build-cache',
  kind: 'ext4',
  writesTo,
  async make(target) {
    builds += 1;
    const names = await cacheOf(target, `strike-${builds}`);
    return {
      params: { minAgeHours: '0', names: names.join(',') },
      left: 'for id; do docker system df -v --format "{{json .BuildCache}}" | grep -o "\\"$id\\""; done; true',
      args: names,
    };
  },
  meanwhile: {
    what: 'a build puts a record on top of it',
    happens: `cd /tmp/cached && echo 'RUN echo more >/more' >>Dockerfile && DOCKER_BUILDKIT=1 docker build -q -t more:lab .`,
    harmed:
      'docker run --rm --network none more:lab test -s /two || echo "the image of the build is broken"; docker save more:lab >/dev/null || echo "the image cannot be read"',
    ends: 'docker rmi -f more:lab; for id in $(docker system df -v --format "{{json .BuildCache}}" | tr "{" "\\n" | grep "echo more" | sed -n "s/.*\\"ID\\":\\"\\([a-z0-9]*\\)\\".*/\\1/p"); do docker builder prune -af --filter "id=$id"; done',
  },
};

/** The records of a build of two steps; no image holds them any more. */
async function cacheOf(target: FaultHost, mark: string): Promise<string[]> {
  await target.sh(
    `mkdir -p /tmp/cached && cd /tmp/cached && printf 'FROM busybox:lab\\nRUN echo %s >/one\\nRUN echo %s >/two\\n' "$1" "$1" >Dockerfile
DOCKER_BUILDKIT=1 docker build -q -t cached:lab . && docker rmi cached:lab`,
    { args: [mark] },
  );
  const { buildCache } = (await target.look()).facts.sections;
  if (buildCache.state === 'unknown') throw new Error(`the build cache is unknown: ${buildCache.detail}`);
  const ids = buildCache.value.filter(({ description }) => description.includes(mark)).map(({ id }) => id);
  if (ids.length !== 2) throw new Error(`no two records of the build: ${JSON.stringify(buildCache.value)}`);
  return ids;
}

const nestedDocker: FaultCase = {
  title: 'clean-nested-docker',
  action: 'clean-nested-docker',
  kind: 'btrfs',
  writesTo,
  async make(target) {
    const { volume } = await dindVolume(target.host, { hasReadOnlySnapshot: true });
    return {
      params: { volume },
      left: `docker volume inspect "$1" >/dev/null 2>&1 && echo "$1"; btrfs subvolume list /var/lib/docker | grep -F -- "$1"; true`,
      args: [volume],
      // Once nothing of Docker is left in it, it is a volume like others.
      again: [
        ['clean-nested-docker', { volume }],
        ['prune-volumes', { names: volume, minAgeHours: '0' }],
      ],
    };
  },
  meanwhile: {
    what: 'a container uses the volume',
    happens: 'docker run -d --name user --network none -v "$1:/data" busybox:lab sleep 1000000',
    harmed: 'docker exec user ls /data/btrfs/subvolumes >/dev/null || echo "its container does not see its data"',
    ends: 'docker rm -f user',
  },
};

export const engineObjectCases: readonly FaultCase[] = [...pruneCases, buildCache, nestedDocker];
