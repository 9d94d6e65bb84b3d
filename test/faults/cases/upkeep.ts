import { builderStandIn } from '../../../lab/states/builder-stand-in.ts';
import type { FaultCase } from '../fault-case.ts';
import type { FaultHost } from '../fault-host.ts';

/** The actions that change files, services and filesystems. */
const noObject = 'it works on no object that a container could come to use';

const talker =
  'docker rm -f talker >/dev/null 2>&1; docker run --name talker --network none busybox:lab sh -c "yes | head -n 1000" >/dev/null';
const logs: FaultCase = {
  title: 'truncate-container-logs',
  action: 'truncate-container-logs',
  kind: 'ext4',
  writesTo: '/var/lib/docker/containers',
  async make(target) {
    await target.sh(talker);
    const log = await target.sh('docker inspect --format "{{.LogPath}}" talker');
    return { params: { names: 'talker' }, left: 'find "$1" -size +0', args: [log] };
  },
  leftOut: {
    'comes into use between plan and apply':
      'the log of a container that runs is what it is for (lib/actions/maintenance.host.test.ts: it logs on)',
  },
};

/** The folder of Docker's configuration as a small filesystem of its own, so that it can be full; and the configuration as it was. */
const configuration = `if ! mountpoint -q /etc/docker; then
  [ -e /etc/docker/daemon.json ] || echo '{}' >/etc/docker/daemon.json
  cp -a /etc/docker /run/docker-configuration && mount -t tmpfs -o size=64k none /etc/docker && cp -a /run/docker-configuration/. /etc/docker/
fi
rm -f /etc/docker/*.bilge-*; cat /run/docker-configuration/daemon.json >/etc/docker/daemon.json`;
const leftOfConfiguration = `grep -q 9m /etc/docker/daemon.json || echo "not set"
ls /etc/docker/*.bilge-new 2>/dev/null
for copy in /etc/docker/*.bilge-run_*; do if [ -e "$copy" ]; then cmp "$copy" /run/docker-configuration/daemon.json; fi; done
true`;
const configurationChanges = {
  what: 'somebody changes the configuration',
  happens: `sed -i '1s/{/{"debug":true,/; s/,}/}/' /etc/docker/daemon.json`,
  harmed: 'grep -q debug /etc/docker/daemon.json || echo "the change is lost"',
  ends: 'cat /run/docker-configuration/daemon.json >/etc/docker/daemon.json',
};
const rotation: FaultCase = {
  title: 'set-log-rotation',
  action: 'set-log-rotation',
  kind: 'ext4',
  writesTo: '/etc/docker',
  async make(target) {
    await target.sh(configuration);
    return { params: { maxSize: '9m' }, left: leftOfConfiguration, args: [] };
  },
  meanwhile: configurationChanges,
};
const rotationWithRestart: FaultCase = {
  ...rotation,
  title: 'set-log-rotation restart=yes',
  async make(target) {
    await albumRuns(target);
    await target.sh(configuration);
    const params = { maxSize: '9m', restart: 'yes' };
    return {
      params,
      left: leftOfConfiguration,
      args: [],
      // Cut off between writing and restarting, the file says so already and Docker is what is left to restart.
      again: [
        ['set-log-rotation', params],
        ['restart-docker', {}],
      ],
    };
  },
};

const albumRuns = (target: FaultHost) =>
  target.sh('docker ps -q --filter name=album-1 | grep -q . || docker start album-1');
const restart: FaultCase = {
  title: 'restart-docker',
  action: 'restart-docker',
  kind: 'ext4',
  // It writes nothing itself; the engine that starts does.
  writesTo: '/var/lib/docker',
  async make(target, fault) {
    await albumRuns(target);
    // An engine that is killed, or cannot write, takes its containers along: then their coming back is not the run's affair.
    const left = ['kill -9 of the run', 'kill -9 of sshd', 'two applies at once'].includes(fault)
      ? 'for n in $(seq 150); do docker ps -q --filter name=album-1 2>/dev/null | grep -q . && exit 0; sleep 0.2; done; echo "album-1 does not run"'
      : 'docker version >/dev/null 2>&1 || echo "Docker does not run"';
    return { params: {}, left, args: [] };
  },
  leftOut: { 'comes into use between plan and apply': noObject },
};

/** An engine that was killed ends its containers and starts them again: the same start, seen twice, is the last one. */
const untilItRuns = `for n in $(seq 60); do
  one=$(docker inspect -f '{{.State.Running}} {{.State.StartedAt}}' "$1" 2>/dev/null); sleep 2
  two=$(docker inspect -f '{{.State.Running}} {{.State.StartedAt}}' "$1" 2>/dev/null)
  case $one in "true "*) if [ "$one" = "$two" ]; then ok=yes; break; fi ;; esac
done
[ "$ok" = yes ] || echo "$1 does not run"`;

const oneContainer: FaultCase = {
  title: 'restart-container',
  action: 'restart-container',
  kind: 'ext4',
  writesTo: '/var/lib/docker',
  async make(target, fault) {
    // A name of its own each time: an engine that was killed keeps the old one's endpoint in its network.
    const name = `struck-${Date.now().toString(36)}`;
    await target.sh(
      'docker rm -f $(docker ps -aq --filter name=struck-) >/dev/null 2>&1; docker run -d --init --restart unless-stopped --network none --name "$1" busybox:lab sleep 1000000',
      { args: [name] },
    );
    // Whether Docker starts a container again that ran when it was killed is Docker's affair, not the run's.
    if (fault === 'kill -9 of dockerd')
      return {
        params: { container: name },
        left: 'docker version >/dev/null 2>&1 || echo "Docker does not run"',
        args: [],
      };
    return {
      params: { container: name },
      // Where Docker could not write what it needs to start it again the run says `docker start`, and a person does that.
      left: `case $(docker inspect -f '{{.State.Status}} {{.State.Error}}' "$1" 2>/dev/null) in
  exited*'no space left'* | exited*'read-only file system'*) docker start "$1" >/dev/null ;;
esac
${untilItRuns}`,
      args: [name],
    };
  },
  leftOut: { 'comes into use between plan and apply': noObject },
};

const builder: FaultCase = {
  title: 'prune-builder',
  action: 'prune-builder',
  kind: 'ext4',
  writesTo: '/var/lib/docker',
  async make(target, fault) {
    const { volume } = await builderStandIn(target.host, { builder: 'struck0' });
    // An engine that is killed, or cannot write, takes the builder along, and what does not run cannot be asked to prune.
    const left = ['kill -9 of the run', 'kill -9 of sshd', 'two applies at once'].includes(fault)
      ? 'ls "/var/lib/docker/volumes/$1/_data/cache"'
      : 'docker version >/dev/null 2>&1 || echo "Docker does not run"';
    return { params: { volume }, left, args: [volume] };
  },
  leftOut: {
    'comes into use between plan and apply':
      'BuildKit keeps what a build uses; the stand-in of the lab has no builds that could show it',
  },
};

const store: FaultCase = {
  title: 'remove-abandoned-store',
  action: 'remove-abandoned-store',
  kind: 'ext4',
  writesTo: '/var/lib/docker',
  async make(target) {
    const id = 'd'.repeat(64);
    await target.sh(
      `mkdir -p /var/lib/docker/vfs/dir/x /var/lib/docker/image/vfs "/var/lib/docker/containers/$1"; echo data >/var/lib/docker/vfs/dir/x/file
printf '{"ID":"%s","Name":"/hidden","Driver":"vfs","Config":{},"State":{}}' "$1" >"/var/lib/docker/containers/$1/config.v2.json"`,
      { args: [id] },
    );
    return {
      params: { store: 'vfs', sure: 'vfs' },
      left: 'ls -d /var/lib/docker/vfs /var/lib/docker/image/vfs "/var/lib/docker/containers/$1" 2>/dev/null; true',
      args: [id],
    };
  },
  meanwhile: {
    what: 'it is mounted elsewhere',
    happens: 'mkdir -p /mnt/store; mount --bind /var/lib/docker/vfs/dir/x /mnt/store',
    harmed: 'cat /mnt/store/file >/dev/null',
    ends: 'umount /mnt/store',
  },
};

const otherRoot: FaultCase = {
  title: 'remove-unused-data-root',
  action: 'remove-unused-data-root',
  kind: 'ext4',
  writesTo: '/var/lib',
  async make(target) {
    const root = '/var/lib/docker.old';
    await target.sh(
      'mkdir -p "$1/overlay2/x/diff" "$1/image/overlay2" "$1/volumes/photos/_data" "$1/containers"; echo data >"$1/volumes/photos/_data/file"',
      { args: [root] },
    );
    return { params: { root, sure: root }, left: 'ls -d "$1" 2>/dev/null; true', args: [root] };
  },
  meanwhile: {
    what: 'a volume of it is mounted elsewhere',
    happens: 'mkdir -p /mnt/old; mount --bind /var/lib/docker.old/volumes/photos/_data /mnt/old',
    harmed: 'cat /mnt/old/file >/dev/null',
    ends: 'umount /mnt/old',
  },
};

const balance: FaultCase = {
  title: 'btrfs-balance',
  action: 'btrfs-balance',
  kind: 'btrfs',
  writesTo: '/var/lib/docker',
  make: async () => ({
    params: { usage: '5' },
    left: 'btrfs balance status /var/lib/docker | grep -i running; true',
    args: [],
  }),
  leftOut: { 'comes into use between plan and apply': noObject },
};
const scrub: FaultCase = {
  title: 'btrfs-scrub',
  action: 'btrfs-scrub',
  kind: 'btrfs',
  writesTo: '/var/lib/docker',
  make: async () => ({ params: {}, left: 'btrfs scrub status /var/lib/docker | grep -i running; true', args: [] }),
  leftOut: { 'comes into use between plan and apply': noObject },
};
const snapshot: FaultCase = {
  title: 'snapshot-data-root',
  action: 'snapshot-data-root',
  kind: 'btrfs',
  writesTo: '/var/lib/docker',
  async make(target) {
    // A snapshot of a full disk pins what filled it, until the cleaner has let go of it.
    await target.sh(
      'cd /var/lib/docker/.bilge-snapshots/struck 2>/dev/null && { btrfs subvolume delete layers/* root >/dev/null; cd /; rm -rf /var/lib/docker/.bilge-snapshots/struck; btrfs subvolume sync /var/lib/docker >/dev/null; }; true',
    );
    return {
      params: { name: 'struck' },
      left: 'cd /var/lib/docker/btrfs/subvolumes && for layer in *; do [ -d "/var/lib/docker/.bilge-snapshots/struck/layers/$layer" ] || echo "$layer"; done; [ -d /var/lib/docker/.bilge-snapshots/struck/root ] || echo root',
      args: [],
    };
  },
  leftOut: { 'comes into use between plan and apply': 'it only reads what containers use' },
};

export const upkeepCases: readonly FaultCase[] = [
  logs,
  rotation,
  rotationWithRestart,
  restart,
  oneContainer,
  builder,
  store,
  otherRoot,
  balance,
  scrub,
  snapshot,
];
