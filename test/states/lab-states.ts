import type { HostKind, HostOptions, LabHost } from '../../lab/lab.ts';
import { buildkitDuplicateLeak } from '../../lab/states/buildkit-leaks.ts';
import { leakedMount } from '../../lab/states/container-states.ts';
import { dindVolume } from '../../lab/states/dind-volume.ts';
import { changeDaemonConfig, killDocker9, restartDocker, startDocker, stopDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { staleRemoving } from '../../lab/states/stale-removing.ts';
import { unreachableChains } from '../../lab/states/unreachable-chains.ts';
import type { Severity } from '../../lib/domain/finding.ts';
import { mountImageAsDataRoot, runNap } from './make-state.ts';

/**
 * What is made on a lab host and what Bilge must say about it. `lab-states.host.test.ts` makes each for real; its recorded facts
 * (`fixtures/recorded/lab/`) are judged again wherever the unit tests run, and `docs/checks.md` is written from them.
 */
export interface LabState {
  id: string;
  title: string;
  kind: HostKind;
  options?: HostOptions;
  make(host: LabHost): Promise<void>;
  fires: Readonly<Record<string, Severity>>;
  /** must pass here, although the host is close to it */
  silent: readonly string[];
  /** sizes are measured after the scan, as the dashboard does */
  measures?: true;
  /** the dashboard looked before, this long ago, and saw the same */
  lookedBeforeSeconds?: number;
  /** the dashboard's clock is wrong by this much */
  clockOffSeconds?: number;
}

const mebibyte = 2 ** 20;

/** What only a host with a leak or a crowd may provoke. */
const leakChecks = [
  'leaked-layers',
  'unreachable-layers',
  'leaked-container-layers',
  'stale-removing-layers',
  'hidden-containers',
] as const;

export const labStates: readonly LabState[] = [
  {
    id: 'healthy-overlay2',
    title: 'overlay2 on an ext4 disk of its own, one container that runs, logs bounded',
    kind: 'trixie-ext4',
    make: async (host) => {
      await runNap(host);
      await host.exec('fallocate -l 8G /data.img');
    },
    measures: true,
    fires: {},
    silent: [
      ...leakChecks,
      'abandoned-store',
      'clock-skew',
      'data-root-shared-by-daemons',
      'large-build-cache',
      'large-writable-layer',
      'loop-image-deleted',
      'loop-image-overcommitted',
      'loop-image-untrimmed',
      'nested-docker-in-volume',
      'old-stopped-containers',
      'unused-anonymous-volumes',
      'unused-images',
    ],
  },
  {
    id: 'healthy-btrfs',
    title: 'the btrfs driver on a btrfs disk of its own, scrubbed today',
    kind: 'trixie-btrfs',
    make: async (host) => {
      await runNap(host);
      await host.exec('btrfs scrub start -B /var/lib/docker');
    },
    fires: {},
    silent: [
      ...leakChecks,
      'btrfs-device-errors',
      'btrfs-device-missing',
      'btrfs-free-space-misleading',
      'btrfs-metadata-exhausted',
      'btrfs-metadata-nearly-full',
      'btrfs-mixed-profiles',
      'btrfs-quotas-slow',
      'btrfs-root-not-dedicated',
      'btrfs-scrub-overdue',
      'btrfs-unallocated-low',
      'copied-btrfs-data-root',
      'data-root-quota-reached',
      'deleted-subvolumes-pending',
      'kernel-cannot-rmdir-subvolumes',
    ],
  },
  {
    id: 'busy',
    title: 'a volume with something mounted inside, a container whose removal failed half-way',
    kind: 'trixie-ext4',
    make: async (host) => {
      await runNap(host);
      // A file that cannot be deleted: what a busy mount does, without a race.
      await host.exec(`docker volume create cache
        mkdir /var/lib/docker/volumes/cache/_data/scratch
        mount -t tmpfs scratch /var/lib/docker/volumes/cache/_data/scratch
        id=$(docker create --name stuck busybox:lab true)
        chattr +i "/var/lib/docker/containers/$id/config.v2.json"
        if docker rm stuck; then exit 1; fi`);
    },
    fires: { 'volume-has-mounts': 'info', 'container-removal-stuck': 'warning' },
    silent: [...leakChecks, 'nested-docker-in-volume'],
  },
  {
    id: 'docker-below-old-root',
    title:
      'a system restore renamed the subvolume with the data root and put a snapshot of it in its place; a snapshot of today beside it',
    kind: 'trixie-btrfs',
    options: { diskMountPoint: '/top', startDocker: false },
    make: async (host) => {
      await host.exec(`btrfs subvolume create /top/@docker
        mkdir -p /var/lib/docker
        mount -o subvol=@docker "$(findmnt -n -o SOURCE /top)" /var/lib/docker`);
      await startDocker(host);
      await runNap(host);
      await stopDocker(host);
      // What Timeshift and Snapper do: the old root keeps its name's content, nested subvolumes included; the snapshot has none of them.
      await host.exec(`source=$(findmnt -n -o SOURCE /top)
        umount /var/lib/docker
        mv /top/@docker /top/@docker-old
        btrfs subvolume snapshot /top/@docker-old /top/@docker
        rm -rf /top/@docker/image /top/@docker/containers /top/@docker/btrfs /top/@docker/buildkit
        mount -o subvol=@docker "$source" /var/lib/docker`);
      await startDocker(host);
      await runNap(host);
      await host.exec('btrfs subvolume snapshot -r /top/@docker /top/@docker-today');
    },
    fires: { 'docker-subvolumes-below-old-root': 'warning', 'snapshots-pin-docker': 'info' },
    silent: [...leakChecks],
  },
  {
    id: 'leaks-overlay2',
    title: 'duplicates of BuildKit, layers no image reaches, a removed container’s layer, a removal that was cut off',
    kind: 'ext4',
    make: async (host) => {
      await runNap(host);
      await buildkitDuplicateLeak(host, { builds: 4 });
      await unreachableChains(host, 3);
      await leakedMount(host);
      // The next graceful stop would finish the removal: Docker must die for the entry to become older than the daemon.
      await staleRemoving(host);
      await growOld(host);
      await killDocker9(host);
    },
    measures: true,
    fires: {
      'leaked-layers': 'warning',
      'unreachable-layers': 'warning',
      'leaked-container-layers': 'warning',
      'stale-removing-layers': 'info',
      'engine-prune-leak': 'warning',
    },
    silent: ['nested-docker-in-volume', 'old-stopped-containers'],
  },
  {
    id: 'leaks-btrfs',
    title: 'the same duplicates as subvolumes (which share their extents, so that each alone holds nothing)',
    kind: 'btrfs',
    make: async (host) => {
      await runNap(host);
      await buildkitDuplicateLeak(host, { builds: 4 });
      await growOld(host);
      await restartDocker(host);
    },
    measures: true,
    fires: { 'leaked-layers': 'warning', 'engine-prune-leak': 'info' },
    silent: ['unreachable-layers', 'leaked-container-layers', 'stale-removing-layers'],
  },
  {
    id: 'nested-docker',
    title: 'two dead docker:dind left their whole data in anonymous volumes, on btrfs',
    kind: 'btrfs',
    make: async (host) => {
      await runNap(host);
      await dindVolume(host, { mounts: 'private' });
      await dindVolume(host, { mounts: 'private', hasReadOnlySnapshot: true });
      await restartDocker(host);
    },
    fires: { 'nested-docker-in-volume': 'warning', 'unused-anonymous-volumes': 'warning' },
    silent: ['leaked-layers', 'leaked-container-layers'],
  },
  {
    id: 'crowded',
    title: 'a disk full of unused images, build cache, a database in a writable layer, a container stopped weeks ago',
    kind: 'trixie-ext4',
    options: { diskBytes: 2660 * mebibyte },
    make: makeCrowded,
    measures: true,
    fires: {
      'large-build-cache': 'info',
      'large-writable-layer': 'warning',
      'old-stopped-containers': 'info',
      'unused-images': 'info',
    },
    silent: ['leaked-layers', 'unused-anonymous-volumes'],
  },
  {
    id: 'btrfs-mirror-degraded',
    title: 'a btrfs mirror of which one disk is gone',
    kind: 'btrfs',
    options: { diskMountPoint: '/volume1' },
    make: async (host) => {
      await makeMirror(host, '900M', '900M');
      await host.exec(
        `umount /mirror; losetup -d "$(cat /root/second)"; rm /second.img
         mount -o degraded "$(cat /root/first)" /mirror`,
      );
      await startOnMirror(host);
    },
    fires: { 'btrfs-device-missing': 'critical' },
    silent: ['btrfs-root-not-dedicated', 'copied-btrfs-data-root'],
  },
  {
    id: 'btrfs-mirror-uneven',
    title: 'a btrfs mirror of one small and one large disk',
    kind: 'btrfs',
    options: { diskMountPoint: '/volume1' },
    make: async (host) => {
      await makeMirror(host, '1G', '7G');
      await startOnMirror(host);
    },
    fires: { 'btrfs-free-space-misleading': 'warning' },
    silent: ['btrfs-device-missing', 'btrfs-metadata-exhausted', 'btrfs-mixed-profiles'],
  },
  {
    id: 'btrfs-shared-volume',
    title: 'Docker in a folder of a NAS volume: a limit nearly reached, deleted subvolumes that a process holds',
    kind: 'btrfs',
    options: { diskMountPoint: '/volume1', startDocker: false },
    make: makeSharedVolume,
    lookedBeforeSeconds: 660,
    fires: {
      'btrfs-root-not-dedicated': 'warning',
      'data-root-quota-reached': 'warning',
      'deleted-subvolumes-pending': 'info',
    },
    silent: ['btrfs-device-missing', 'btrfs-free-space-misleading', 'nested-docker-in-volume'],
  },
  {
    id: 'btrfs-metadata-filling',
    title: 'btrfs whose metadata chunks are nearly full while there is room for more',
    kind: 'btrfs',
    options: { diskBytes: 2048 * mebibyte, mkfsArguments: ['-m', 'single'] },
    make: async (host) => {
      await runNap(host);
      await host.exec(
        `mkdir /var/lib/docker/small; number=0
         text=$(head -c 1800 /dev/zero | tr '\\0' x)
         while [ "$number" -lt 1000 ]; do printf %s "$text" >"/var/lib/docker/small/$number"; number=$((number + 1)); done
         btrfs filesystem sync /var/lib/docker`,
      );
    },
    fires: { 'btrfs-metadata-nearly-full': 'info' },
    silent: ['btrfs-metadata-exhausted', 'btrfs-unallocated-low'],
  },
  {
    id: 'loop-image-in-pieces',
    title: 'a sparse image on btrfs, copied on write at every change, from which much was deleted',
    kind: 'btrfs',
    options: { startDocker: false, diskMountPoint: '/srv' },
    make: async (host) => {
      await mountImageAsDataRoot(host, '/srv/docker.img', '1G');
      await runNap(host);
      await host.exec(scatterWrites);
    },
    fires: {
      'loop-image-fragmented': 'warning',
      'loop-image-untrimmed': 'info',
      'loop-image-copy-on-write': 'warning',
      'loop-image-overcommitted': 'warning',
    },
    silent: ['loop-image-deleted', 'loop-image-host-filesystem-full', 'loop-image-attached-twice'],
  },
  {
    id: 'loop-image-as-advised',
    title: 'an image on btrfs, reserved and without copy-on-write, mounted at boot before Docker',
    kind: 'btrfs',
    options: { startDocker: false, diskMountPoint: '/srv' },
    make: makeAdvisedImage,
    fires: {},
    silent: [
      'data-root-mount-missing',
      'data-root-mount-unguarded',
      'loop-image-attached-twice',
      'loop-image-copy-on-write',
      'loop-image-deleted',
      'loop-image-fragmented',
      'loop-image-host-filesystem-full',
      'loop-image-in-snapshots',
      'loop-image-overcommitted',
      'loop-image-untrimmed',
      'loop-mount-boot-order',
    ],
  },
  {
    id: 'two-daemons',
    title: 'a second dockerd on the same data root, caught as it starts; the dashboard’s clock is slow',
    kind: 'trixie-ext4',
    make: async (host) => {
      await runNap(host);
      // 20.10 and 26.1 give up at the lock of volumes/metadata.db after a second or so: it is held at its start.
      await host.exec(
        `systemd-run --quiet --unit=second-dockerd /usr/sbin/dockerd --data-root /var/lib/docker \\
           --exec-root /run/second --pidfile /run/second.pid -H unix:///run/second.sock --bridge=none --iptables=false
         pid=$(systemctl show --property=MainPID --value second-dockerd)
         while [ "$(cat "/proc/$pid/comm")" != dockerd ]; do :; done
         kill -STOP "$pid"`,
      );
    },
    clockOffSeconds: -600,
    fires: { 'data-root-shared-by-daemons': 'critical', 'clock-skew': 'info' },
    silent: ['data-root-nearly-full'],
  },
  {
    id: 'several-stores',
    title: 'the driver was changed and the setting lost: Docker finds data of two drivers and does not start',
    kind: 'trixie-btrfs',
    make: async (host) => {
      await runNap(host);
      await host.exec('docker rm -f nap');
      await changeDaemonConfig(host, { 'storage-driver': 'overlay2' });
      await restartDocker(host);
      await runNap(host);
      await changeDaemonConfig(host, { 'storage-driver': undefined });
      await stopDocker(host);
      await host.exec('systemctl reset-failed docker.service; ! systemctl start docker.service');
    },
    fires: { 'abandoned-store': 'warning' },
    silent: ['data-root-mount-missing', 'filesystem-read-only', 'daemon-config-conflict'],
  },
  {
    id: 'refused-configuration',
    title: 'a key of daemon.json is also a flag of the service: Docker does not start',
    kind: 'trixie-ext4',
    make: async (host) => {
      await runNap(host);
      await changeDaemonConfig(host, { 'data-root': '/var/lib/docker' });
      await host.putFile(
        '/etc/systemd/system/docker.service.d/root.conf',
        '[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd:// --data-root /var/lib/docker\n',
      );
      await stopDocker(host);
      await host.exec(
        'systemctl daemon-reload; systemctl reset-failed docker.service; ! systemctl start docker.service',
      );
    },
    fires: { 'daemon-config-conflict': 'warning' },
    silent: ['abandoned-store', 'data-root-mount-missing', 'filesystem-read-only'],
  },
  {
    id: 'driver-refused-on-fuse',
    title:
      'daemon.json asks for overlay2, and the data root is on a pool that is mounted through FUSE: Docker does not start',
    kind: 'trixie-ext4',
    options: { diskMountPoint: '/srv/disk', startDocker: false },
    make: async (host) => {
      await host.exec(`cd /srv/disk && mkdir lower upper work /srv/pool
        fuse-overlayfs -o lowerdir=lower,upperdir=upper,workdir=work /srv/pool`);
      await changeDaemonConfig(host, { 'data-root': '/srv/pool/docker', 'storage-driver': 'overlay2' });
      await host.exec('! systemctl start docker.service');
    },
    fires: { 'storage-driver-refused': 'critical', 'data-root-on-network-or-fuse': 'critical' },
    silent: ['data-root-mount-missing', 'filesystem-read-only'],
  },
  {
    id: 'driver-refused-on-overlay',
    title:
      'daemon.json asks for overlay2, and the root filesystem with the data root is itself an overlay: Docker does not start',
    kind: 'trixie-ext4',
    options: { disk: null, startDocker: false },
    make: async (host) => {
      await changeDaemonConfig(host, { 'storage-driver': 'overlay2' });
      await host.exec('! systemctl start docker.service');
    },
    fires: { 'storage-driver-refused': 'critical' },
    silent: ['data-root-mount-missing', 'filesystem-read-only', 'data-root-on-network-or-fuse'],
  },
  {
    id: 'driver-refused-on-ext4',
    title:
      'daemon.json asks for btrfs, and the data root is on ext4, with the overlay2 data of before: Docker does not start',
    kind: 'trixie-ext4',
    make: async (host) => {
      await runNap(host);
      await stopDocker(host);
      await changeDaemonConfig(host, { 'storage-driver': 'btrfs' });
      await host.exec('systemctl reset-failed docker.service; ! systemctl start docker.service');
    },
    fires: { 'storage-driver-refused': 'critical' },
    silent: ['data-root-mount-missing', 'filesystem-read-only', 'data-root-on-network-or-fuse'],
  },
  {
    id: 'containerd-store',
    title: 'the containerd image store, with the lease of a container that is gone',
    kind: 'trixie-ext4',
    // containerd's own folder would lie on the lab's overlay, where overlay cannot be mounted again.
    options: { diskMountPoint: '/srv', startDocker: false },
    make: async (host) => {
      await host.putFile('/etc/containerd/config.toml', 'version = 2\nroot = "/srv/containerd"\n');
      await host.putFile(
        '/etc/docker/daemon.json',
        '{"data-root": "/srv/docker", "features": {"containerd-snapshotter": true}}',
      );
      await host.exec('systemctl restart containerd');
      await startDocker(host);
      await runNap(host);
      // A lease as old as the data root may be another one's.
      await growOld(host);
      await host.exec('docker create --name lost busybox:lab true');
      // The kernel's clock of starts is rounded, and two seconds stand off that.
      await growOld(host);
      await growOld(host);
      await stopDocker(host);
      await host.exec(`cd /srv/docker/containers
        lost=$(grep -l '"Name":"/lost"' ./*/config.v2.json)
        mv "\${lost%/config.v2.json}" /root/`);
      await startDocker(host);
    },
    fires: { 'stale-containerd-leases': 'warning' },
    silent: ['hidden-containers'],
  },
  {
    id: 'deleted-open-files',
    title: 'a big file deleted inside a container that has it open, and the log of a running container deleted',
    kind: 'trixie-ext4',
    options: { diskBytes: 2600 * mebibyte },
    make: holdDeletedFiles,
    measures: true,
    fires: { 'deleted-open-files': 'warning' },
    silent: ['leaked-layers', 'large-writable-layer'],
  },
  {
    id: 'deleted-open-files-btrfs',
    title: 'the same in subvolumes, where no mount has the device number of a file',
    kind: 'btrfs',
    options: { diskBytes: 2600 * mebibyte },
    make: holdDeletedFiles,
    measures: true,
    fires: { 'deleted-open-files': 'warning' },
    silent: ['leaked-layers', 'large-writable-layer'],
  },
  {
    id: 'unused-data-root',
    title:
      'a second Docker ran on the data root of the snap package and was stopped; a copy of a former root lies beside the own',
    kind: 'trixie-ext4',
    make: makeUnusedRoots,
    measures: true,
    fires: { 'unused-data-root': 'info' },
    silent: ['abandoned-store', 'data-root-shared-by-daemons', 'data-hidden-under-mount', 'deleted-open-files'],
  },
  {
    id: 'data-hidden-under-mount',
    title: 'Docker was started before its disk was mounted: a second data root lies below the mount point',
    kind: 'trixie-ext4',
    make: makeHiddenRoot,
    measures: true,
    fires: { 'data-hidden-under-mount': 'warning' },
    silent: ['unused-data-root', 'data-root-mount-missing', 'deleted-open-files'],
  },
];

/** The own Docker runs on; a second one made an image, a container and a volume in the snap's place. */
async function makeUnusedRoots(host: LabHost): Promise<void> {
  await runNap(host);
  await host.exec(
    `root=/var/snap/docker/common/var-lib-docker; mkdir -p "$root"
     dockerd --data-root "$root" --exec-root /run/second --pidfile /run/second.pid -H unix:///run/second.sock --bridge=none --iptables=false --storage-driver vfs >/run/second.log 2>&1 </dev/null &
     for n in $(seq 300); do docker -H unix:///run/second.sock info >/dev/null 2>&1 && break; sleep 0.2; done
     docker save busybox:lab | docker -H unix:///run/second.sock load
     docker -H unix:///run/second.sock create --name forgotten --network none -v photos:/photos busybox:lab true
     head -c 40000000 /dev/urandom >"$root/volumes/photos/_data/film"
     kill "$(cat /run/second.pid)"; while [ -e /run/second.pid ]; do sleep 0.2; done
     findmnt -rno TARGET | grep -F "$root" | sort -r | while read -r point; do umount "$point"; done; true`,
    { timeoutMs: 180_000 },
  );
}

/** As after a boot at which the disk came late: everything is in order again, and the system's disk is fuller than anyone knows. */
async function makeHiddenRoot(host: LabHost): Promise<void> {
  await runNap(host);
  await stopDocker(host);
  await host.exec('umount /var/lib/docker');
  await changeDaemonConfig(host, { 'storage-driver': 'vfs' });
  await startDocker(host);
  await loadBusybox(host);
  await host.exec(
    `docker create --name lost --network none -v diary:/diary busybox:lab true
     head -c 60000000 /dev/urandom >/var/lib/docker/volumes/diary/_data/pages`,
  );
  await changeDaemonConfig(host, { 'storage-driver': undefined });
  await stopDocker(host);
  await host.exec(
    'findmnt -rno TARGET | grep -F /var/lib/docker | sort -r | while read -r point; do umount "$point"; done; mount /var/lib/docker',
  );
  await startDocker(host);
}

/** `hog` writes 400 MiB into a file that it deletes and keeps open; the log of `chat` is deleted below Docker. */
async function holdDeletedFiles(host: LabHost): Promise<void> {
  const image = await loadBusybox(host);
  await host.exec(
    `docker run -d --network none --name hog "$1" sh -c 'exec 3>/big; dd if=/dev/zero bs=1M count=400 >&3; rm /big; trap exit TERM; while :; do sleep 1 & wait; done'
     docker run -d --network none --name chat "$1" sh -c 'trap exit TERM; yes | head -c 200000; while :; do sleep 1 & wait; done'
     docker run -d --network none --name calm --log-opt max-size=10m "$1" sh -c 'trap exit TERM; while :; do sleep 1 & wait; done'
     log=$(docker inspect --format '{{.LogPath}}' chat)
     while [ "$(stat -c %s "$log")" -lt 1000000 ] || docker exec hog test -e /big; do sleep 0.2; done
     rm "$log"; sync -f /var/lib/docker`,
    { args: [image], timeoutMs: 120_000 },
  );
}

/** What is leaked must be older than the daemon by more than the seconds that a process' start is told in. */
async function growOld(host: LabHost): Promise<void> {
  await host.exec('sleep 3');
}

async function makeCrowded(host: LabHost): Promise<void> {
  await runNap(host);
  const image = await loadBusybox(host);
  await host.exec(
    `docker run -d --network none --name database --log-opt max-size=10m "$1" sh -c 'trap exit TERM; while :; do sleep 1 & wait; done'
     docker exec database dd if=/dev/zero of=/data bs=1M count=1100
     mkdir /var/tmp/big; cd /var/tmp/big
     head -c 580000000 /dev/zero >unused
     tar -c unused | docker import - unused:lab; rm unused
     head -c 310000000 /dev/zero >cached
     printf 'FROM %s\\nCOPY cached /\\n' "$1" >Dockerfile
     DOCKER_BUILDKIT=1 docker build -q -t cached:lab .
     docker rmi cached:lab
     docker create --name forgotten "$1" true
     docker start forgotten; docker wait forgotten
     sync`,
    { args: [image], timeoutMs: 300_000 },
  );
  // What the engine itself has written about a container that ended seven weeks ago.
  await stopDocker(host);
  await host.exec(
    `for file in /var/lib/docker/containers/*/config.v2.json; do
       if grep -q '"Name":"/forgotten"' "$file"; then
         sed -i 's/"FinishedAt":"[^"]*"/"FinishedAt":"2026-10-02T08:00:00.000000000Z"/' "$file"
       fi
     done`,
  );
  await startDocker(host);
  await host.exec('docker start nap database');
}

/** A mirror of two image files at /mirror, beside the host's own disk. */
async function makeMirror(host: LabHost, first: string, second: string): Promise<void> {
  await host.exec(
    `set -e
     systemctl stop docker.socket docker.service
     truncate -s "$1" /first.img; truncate -s "$2" /second.img
     losetup --find --show /first.img >/root/first; losetup --find --show /second.img >/root/second
     mkfs.btrfs -q -d raid1 -m raid1 "$(cat /root/first)" "$(cat /root/second)"
     # There is no /dev/btrfs-control here to register devices with: the mount names both.
     mkdir /mirror; mount -o "device=$(cat /root/second)" "$(cat /root/first)" /mirror
     head -c 30000000 /dev/urandom >/mirror/ballast; btrfs filesystem sync /mirror; rm /mirror/ballast`,
    { args: [first, second] },
  );
}

async function startOnMirror(host: LabHost): Promise<void> {
  await host.exec(`printf '{"data-root": "/mirror/docker", "storage-driver": "btrfs"}' >/etc/docker/daemon.json`);
  await startDocker(host);
  await runNap(host);
}

async function makeSharedVolume(host: LabHost): Promise<void> {
  await host.exec(
    `mkdir -p /volume1/photos /volume1/apps
     btrfs subvolume create /volume1/apps/docker
     printf '{"data-root": "/volume1/apps/docker", "storage-driver": "btrfs"}' >/etc/docker/daemon.json`,
  );
  await startDocker(host);
  await runNap(host);
  await host.exec(
    `btrfs quota enable /volume1; btrfs quota rescan -w /volume1
     btrfs qgroup limit 300M /volume1/apps/docker
     mkdir /volume1/apps/docker/tmp-data; head -c 302000000 /dev/urandom >/volume1/apps/docker/tmp-data/filling
     btrfs subvolume create /volume1/photos/old; head -c 4000000 /dev/urandom >/volume1/photos/old/film
     btrfs filesystem sync /volume1
     systemd-run --quiet --unit=holder sh -c 'exec 3</volume1/photos/old/film; sleep 100000'
     while ! ls -l "/proc/$(systemctl show --property=MainPID --value holder)/fd/3" >/dev/null 2>&1; do :; done
     btrfs subvolume delete /volume1/photos/old
     btrfs filesystem sync /volume1`,
    { timeoutMs: 60_000 },
  );
}

async function makeAdvisedImage(host: LabHost): Promise<void> {
  await host.exec(
    `set -e
     fallocate -l 8G /data.img
     mkdir -p /srv/images /var/lib/docker
     touch /srv/images/docker.img; chattr +C /srv/images/docker.img; fallocate -l 1G /srv/images/docker.img
     mkfs.ext4 -q -F -E nodiscard /srv/images/docker.img
     sed -i 's|\\(/srv .*\\)loop|\\1loop,nofail|' /etc/fstab
     echo '/srv/images/docker.img /var/lib/docker ext4 loop,nofail,x-systemd.before=docker.service 0 0' >>/etc/fstab
     mkdir -p /etc/systemd/system/docker.service.d
     printf '[Unit]\\nRequiresMountsFor=/var/lib/docker\\n' >/etc/systemd/system/docker.service.d/mount.conf
     systemctl daemon-reload
     systemctl start var-lib-docker.mount`,
  );
  await startDocker(host);
  await runNap(host);
}

/** Every second block of a file inside is written anew, which a copying file system puts elsewhere; then much is deleted. */
const scatterWrites = `
head -c 120000000 /dev/zero >/var/lib/docker/database
sync -f /var/lib/docker; sync -f /srv
perl -e 'open(my $file, "+<", "/var/lib/docker/database") or die $!;
  for (my $at = 0; $at < 29000; $at += 2) { sysseek($file, $at * 4096, 0); syswrite($file, "y" x 4096); }'
sync -f /var/lib/docker; sync -f /srv
head -c 500000000 /dev/zero >/var/lib/docker/dump
sync -f /var/lib/docker
rm /var/lib/docker/dump
sync -f /var/lib/docker; sync -f /srv
`;
