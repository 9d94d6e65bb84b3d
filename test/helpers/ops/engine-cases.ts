import type { OpCase, OpRefusal } from './op-case.ts';
import type { OpHost } from './op-host.ts';

/** What the engine removes: $1 the name, $2 the id or the path of the data. */
const any = { minAgeHours: '0' };
const id = (target: OpHost, kind: string, name: string) =>
  target.sh(`docker ${kind} inspect --format '{{.Id}}' "$1"`, name);

const made = (when: string, flags: string): OpRefusal => ({
  guard: 'in-use',
  when,
  spoil: `docker create --name user --network none ${flags}`,
  heal: 'docker rm user',
});

export const volumeRefusals: readonly OpRefusal[] = [
  {
    guard: 'hidden-containers',
    when: 'a record on disk names it that Docker does not show (G15)',
    spoil: `mkdir -p /var/lib/docker/containers/${'e'.repeat(64)}; printf '{"Name":"%s"' "$1" >/var/lib/docker/containers/${'e'.repeat(64)}/config.v2.json`,
    heal: `rm -r /var/lib/docker/containers/${'e'.repeat(64)}`,
  },
  {
    guard: 'busy',
    when: 'a process works in it',
    spoil: 'cd "$2"; sleep 1000 >/dev/null 2>&1 </dev/null & echo $! >/run/worker',
    heal: 'kill "$(cat /run/worker)"; while [ -d "/proc/$(cat /run/worker)" ]; do sleep 0.05; done',
  },
];
const shownElsewhere: OpRefusal = {
  guard: 'live-mounts',
  when: 'it is shown at another place',
  spoil: 'mkdir -p /mnt/held; mount --bind "$2" /mnt/held',
  heal: 'umount /mnt/held',
};

type Kind = 'container' | 'image' | 'network';
/** One object of the engine: how it is made, what it is called, and what of it a refused run must leave as it was. */
interface EngineObject extends Pick<OpCase, 'where' | 'refusals'> {
  kind: Kind;
  name: string;
  make: string;
  /** after its id */
  witness?: string;
}
const engineObject = ({ kind, name, make, witness = '', ...rest }: EngineObject): OpCase => ({
  op: `remove-${kind}`,
  prepare: async (target) => {
    await target.sh(make);
    return {
      action: `prune-${kind}s`,
      params: { ...any, names: name },
      args: [name, await id(target, kind, name)],
    };
  },
  witness: `docker ${kind} inspect --format "{{.Id}} ${witness}" "$2"`,
  again: 'already-done',
  ...rest,
});
/** A volume with a file in it. */
const volume = (rest: Pick<OpCase, 'where' | 'refusals'>): OpCase => ({
  op: 'remove-volume',
  prepare: async (target) => {
    await target.sh('docker volume create opvolume; echo precious >/var/lib/docker/volumes/opvolume/_data/file');
    return {
      action: 'prune-volumes',
      params: { ...any, names: 'opvolume' },
      args: ['opvolume', '/var/lib/docker/volumes/opvolume/_data'],
    };
  },
  witness: 'docker volume inspect --format "{{.Name}}" "$1"; cat "$2/file"',
  again: 'already-done',
  ...rest,
});

export const engineCases: readonly OpCase[] = [
  engineObject({
    kind: 'container',
    name: 'opbox',
    make: 'docker run --name opbox --network none busybox:lab sh -c "[ ! -e /go ] || sleep 1000" && docker create --name other --network none busybox:lab true',
    witness: '{{.State.Status}}',
    refusals: [
      { guard: 'changed', when: 'it has run again since the plan', spoil: 'docker start -a "$1"', heal: ':' },
      {
        guard: 'changed',
        when: 'somebody wants it to start again',
        spoil: 'docker update --restart unless-stopped "$1"',
        heal: 'docker update --restart no "$1"',
      },
      {
        guard: 'in-use',
        when: 'it runs',
        spoil: 'docker cp /etc/hostname "$1:/go"; docker start "$1"',
        heal: 'docker kill "$1"; docker wait "$1"',
      },
    ],
  }),
  engineObject({
    kind: 'container',
    where: '(that never ran)',
    name: 'opnever',
    make: 'docker create --name opnever --network none busybox:lab sh -c "echo precious >/precious"',
    witness: '{{.State.Status}}',
    refusals: [
      {
        guard: 'changed',
        when: 'it has run since the plan, and may have written something',
        spoil: 'docker start -a "$1"',
        heal: ':',
      },
    ],
  }),
  engineObject({
    kind: 'image',
    name: 'opimage:1',
    make: 'tar -C /etc -cf - passwd | docker import - opimage:1',
    witness: '{{.RepoTags}}',
    refusals: [
      made('a container was made from it', '"$1" true'),
      {
        guard: 'changed',
        when: 'it got another name',
        spoil: 'docker tag "$1" opimage:2',
        heal: 'docker rmi opimage:2',
      },
    ],
  }),
  engineObject({
    kind: 'network',
    name: 'opnet',
    make: 'docker network create opnet',
    refusals: [
      {
        guard: 'in-use',
        when: 'a stopped container belongs to it',
        spoil: 'docker create --name user --network "$1" busybox:lab true',
        heal: 'docker rm user',
      },
    ],
  }),
  volume({
    refusals: [
      made('a container was made with it', '-v "$1:/data" busybox:lab true'),
      ...volumeRefusals,
      shownElsewhere,
    ],
  }),
  {
    op: 'remove-build-cache',
    prepare: async (target) => {
      await target.sh(build, 'RUN echo one >/one');
      const { facts } = await target.look();
      const { buildCache } = facts.sections;
      const records = buildCache.state === 'known' ? buildCache.value : [];
      const leaf = records.find((each) => each.description.includes('echo one'));
      if (leaf === undefined) throw new Error(`no leaf in the build cache: ${JSON.stringify(buildCache)}`);
      return { action: 'prune-build-cache', params: { ...any, names: leaf.id }, args: [leaf.id] };
    },
    witness: 'docker system df -v --format "{{json .BuildCache}}" | tr "{" "\\n" | grep -o "$1"',
    refusals: [
      {
        guard: 'in-use',
        when: 'a build has put a record on top of it',
        spoil: `docker rmi -f cached:lab; ${'mkdir -p /tmp/op && cd /tmp/op'}; printf 'FROM busybox:lab\\nRUN echo one >/one\\nRUN echo two >/two\\n' >Dockerfile; DOCKER_BUILDKIT=1 docker build -q -t two:lab .`,
        heal: 'docker rmi -f two:lab; for id in $(docker system df -v --format "{{json .BuildCache}}" | tr "{" "\\n" | grep "echo two" | sed -n "s/.*\\"ID\\":\\"\\([a-z0-9]*\\)\\".*/\\1/p"); do docker builder prune -af --filter "id=$id"; done',
      },
    ],
    // Gone is what the engine cannot tell from kept.
    again: 'refused',
  },
];

const build = `mkdir -p /tmp/op && cd /tmp/op && printf 'FROM busybox:lab\\n%s\\n' "$1" >Dockerfile && DOCKER_BUILDKIT=1 docker build -q -t cached:lab .`;

export const volumeCaseOnBtrfs: OpCase = volume({
  where: '(on btrfs)',
  refusals: [
    {
      guard: 'nested-subvolumes',
      when: 'a subvolume was made in it, which Docker deletes only half',
      spoil: 'btrfs subvolume create "$2/inner"',
      heal: 'btrfs subvolume delete "$2/inner"',
    },
  ],
});
