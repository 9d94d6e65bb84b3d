import type { LabHost } from '../lab.ts';
import { startRegistry } from '../registry.ts';
import { ownerlessLeases } from './containerd-store.ts';
import { startDocker, stopDocker } from './engine.ts';

/**
 * How the containerd image store leaks (docs/reference/containerd-on-disk.md#what-leaks-and-how), made as it happens in life. All of them
 * are for the `…-containerd-…` kinds, whose data disk holds Docker's data root and containerd's.
 */

/** Time enough between two things for their order to be known: clocks and starts of processes are read in seconds. */
export async function passTime(host: LabHost): Promise<void> {
  await host.exec('sleep 3.1');
}

/**
 * A container is made before and one after what `work` leaves, in one life of dockerd. What lies between them was made while
 * this data root was in use, which is the fourth rule of the proof.
 */
export async function betweenContainers<T>(host: LabHost, name: string, work: () => Promise<T>): Promise<T> {
  await host.exec('docker create --network none --name "older-$1" busybox:lab true', { args: [name] });
  await passTime(host);
  const result = await work();
  await passTime(host);
  await host.exec('docker create --network none --name "younger-$1" busybox:lab true', { args: [name] });
  return result;
}

/**
 * An image is imported, the disk runs full, containers are asked for and cannot be made, and the image is removed. Engines 28.0 to 29.7 leave
 * a lease for each; where the first layer could still be made it keeps the whole image. ext4 only: how btrfs runs full is another matter.
 * @returns the leases without a container that were added
 */
export async function failedCreates(host: LabHost, imageBytes = 12_000_000): Promise<string[]> {
  const before = new Set(await ownerlessLeases(host));
  await host.exec(failedCreatesScript, { args: [String(imageBytes)], timeoutMs: 120_000 });
  return (await ownerlessLeases(host)).filter((id) => !before.has(id));
}

/** Freed blocks can be given out once the journal is written, hence the syncs. */
const failedCreatesScript = `
disk=/srv/data
mkdir -p /var/tmp/pinned && head -c "$1" /dev/urandom >/var/tmp/pinned/big
tar -C /var/tmp/pinned -c big | docker import - pinned:lab >/dev/null || exit 1
fallocate -l 512K "$disk/ballast.last"
step=1024
while [ "$step" -ge 1 ]; do fallocate -l "$step"M "$disk/ballast.$step.$(date +%N)" 2>/dev/null || step=$((step / 2)); done
dd if=/dev/zero of="$disk/ballast.rest" bs=4k 2>/dev/null
sync -f "$disk"
for left in 12 20 28 36 44; do
  truncate -s "$((512 - left))K" "$disk/ballast.last"
  sync -f "$disk"
  if docker create --name "failed-$left" pinned:lab /x 2>/dev/null; then docker rm "failed-$left"; fi
done
rm -f "$disk"/ballast.*
sync -f "$disk"
docker rmi -f pinned:lab >/dev/null`;

/** The folder of a container is gone, as after a repair of a file system; its lease, layer and image stay. Docker is restarted. */
export async function loseContainer(host: LabHost, name: string): Promise<string> {
  const { stdout } = await host.exec('docker inspect --format \'{{.Id}}\' "$1"', { args: [name] });
  const id = stdout.trim();
  await stopDocker(host);
  await host.exec('mkdir -p /root/lost && mv "/var/lib/docker/containers/$1" /root/lost/', { args: [id] });
  await startDocker(host);
  return id;
}

/** What is often advised: the folder of the build cache is deleted while Docker is stopped. */
export async function loseBuildCache(host: LabHost): Promise<void> {
  await stopDocker(host);
  await host.exec('rm -rf /var/lib/docker/buildkit');
  await startDocker(host);
}

/** The data root is empty, because it was wiped or because its disk is not mounted: from inside both look the same. */
export async function replaceDataRoot(host: LabHost): Promise<void> {
  await stopDocker(host);
  await host.exec(
    'mkdir -p /srv/data/kept && cd /var/lib/docker && find . -mindepth 1 -maxdepth 1 -exec mv -t /srv/data/kept {} +',
  );
  await startDocker(host);
}

export async function restoreDataRoot(host: LabHost): Promise<void> {
  await stopDocker(host);
  await host.exec(
    `cd /var/lib/docker && find . -mindepth 1 -maxdepth 1 -exec rm -rf {} +
     find /srv/data/kept -mindepth 1 -maxdepth 1 -exec mv -t /var/lib/docker {} + && rmdir /srv/data/kept`,
  );
  await startDocker(host);
}

/**
 * Both daemons are killed while `docker load` waits for the end of its input: what it has read stays under a lease of a day.
 * @returns the leases of unfinished loads that were added
 */
export async function killedLoad(host: LabHost, imageBytes = 8_000_000): Promise<string[]> {
  const before = new Set(await unfinishedLoads(host));
  await host.exec(killedLoadScript, { args: [String(imageBytes)], timeoutMs: 120_000 });
  await startDocker(host);
  return (await unfinishedLoads(host)).filter((id) => !before.has(id));
}

async function unfinishedLoads(host: LabHost): Promise<string[]> {
  const { stdout } = await host.exec(
    "ctr -n moby leases ls | awk '$1 ~ /^[0-9]+-/ && /gc.expire/ && !/prune.images/ && !/buildkit/ { print $1 }'",
  );
  return stdout.split('\n').filter(Boolean);
}

/** The index is the last file of the archive: nothing is an image yet. Of the layer some part is in, as far as 28.5.2 passes it on. */
const killedLoadScript = `
mkdir -p /var/tmp/load && cd /var/tmp/load && rm -rf ./*
head -c "$1" /dev/urandom >big && tar -c big | docker import - loaded:lab >/dev/null || exit 1
docker save loaded:lab >all.tar && docker rmi loaded:lab >/dev/null || exit 1
count() { ctr -n moby content ls -q | wc -l; }
arrived() { [ "$(count)" -gt "$before" ] || find /var/lib/containerd/io.containerd.content.v1.content/ingest -name data -size +1000k | grep -q .; }
before=$(count)
mkfifo input
docker load -i /dev/stdin <input >/dev/null 2>&1 &
exec 9>input
head -c "$(($(stat -c %s all.tar) - 8192))" all.tar >&9
until arrived; do sleep 0.1; done
kill -9 $(pidof dockerd) $(pidof containerd)
exec 9>&-
wait
systemctl stop docker.socket docker.service containerd.service
systemctl reset-failed docker.service docker.socket containerd.service`;

/** A lease of the form that `docker load` makes, past its end. It stays until something else is deleted. */
export async function expiredLease(host: LabHost): Promise<string> {
  const id = '123456789-Lab0';
  await host.exec('ctr -n moby leases create --id "$1" --expires 1s >/dev/null; sleep 1.2', { args: [id] });
  return id;
}

/** The folder in which btrfs keeps the snapshot of a container, as a number. */
async function activeNumber(host: LabHost, name: string): Promise<string> {
  const { stdout } = await host.exec(
    `docker start "$1" >/dev/null; id=$(docker inspect --format '{{.Id}}' "$1")
     findmnt -rno FSROOT "/var/lib/docker/rootfs/btrfs/$id" | sed 's|.*/||'
     docker kill "$1" >/dev/null; docker wait "$1" >/dev/null`,
    { args: [name] },
  );
  return stdout.trim();
}

const activeFolder = '/var/lib/containerd/io.containerd.snapshotter.v1.btrfs/active';

/**
 * `rm-<n>` beside a snapshot that exists, as an interrupted removal leaves it. Then its container is removed: from then on no collection
 * of this snapshotter ends, and nothing that is deleted is freed.
 * @returns the number
 */
export async function blockCollector(host: LabHost): Promise<string> {
  await host.exec('docker create --network none --name blocker busybox:lab sleep 1000 >/dev/null');
  const number = await activeNumber(host, 'blocker');
  await host.exec('btrfs subvolume snapshot "$1/$2" "$1/rm-$2" >/dev/null', { args: [activeFolder, number] });
  await host.exec('docker rm blocker >/dev/null');
  return number;
}

/** A subvolume of a removal that was interrupted after its record was gone. @returns its number */
export async function leaveStray(host: LabHost): Promise<string> {
  await host.exec('docker create --network none --name leaver busybox:lab sleep 1000 >/dev/null');
  const number = await activeNumber(host, 'leaver');
  await host.exec('btrfs subvolume snapshot "$1/$2" "$1/../kept-$2" >/dev/null', { args: [activeFolder, number] });
  await host.exec('docker rm leaver >/dev/null');
  await host.exec(
    `n=0; while [ -e "$1/$2" ] && [ "$n" -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
     btrfs subvolume snapshot "$1/../kept-$2" "$1/rm-$2" >/dev/null && btrfs subvolume delete "$1/../kept-$2" >/dev/null`,
    { args: [activeFolder, number] },
  );
  return number;
}

const dropIn = '/etc/systemd/system/docker.service.d/own-containerd.conf';

/** Docker starts a containerd of its own: the system's is gone, and its store stays behind without a user. */
export async function useOwnContainerd(host: LabHost): Promise<void> {
  await stopDocker(host);
  await host.putFile(dropIn, '[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H fd://\n');
  await host.exec(
    'systemctl stop containerd.service; systemctl mask --runtime containerd.service; systemctl daemon-reload',
  );
  await startDocker(host);
}

export async function useSystemContainerd(host: LabHost): Promise<void> {
  await stopDocker(host);
  await host.exec(
    'rm "$1"; systemctl unmask --runtime containerd.service; systemctl daemon-reload; systemctl start containerd.service',
    { args: [dropIn] },
  );
  await startDocker(host);
}

/**
 * Both daemons are killed in the middle of a pull: its lease, ended after eight hours, is kept on purpose (27.4 and later).
 * @returns the leases of unfinished pulls that were added
 */
export async function killedPull(host: LabHost): Promise<string[]> {
  const pulls = async () =>
    (await host.exec("ctr -n moby leases ls | awk '/prune.images/ { print $1 }'")).stdout.split('\n').filter(Boolean);
  const before = new Set(await pulls());
  const registry = await startRegistry(host, { layers: 2, bytesPerLayer: 4_000_000, stalls: true });
  try {
    const pull = host.exec('docker pull "$1"', { args: [registry.image], allowFailure: true });
    await registry.halfSent;
    await host.exec(
      `until find /var/lib/containerd/io.containerd.content.v1.content/ingest -name data -size +1000k | grep -q .; do sleep 0.1; done
       kill -9 $(pidof dockerd) $(pidof containerd)`,
    );
    await pull;
  } finally {
    await registry.stop();
  }
  await host.exec(`systemctl stop docker.socket docker.service containerd.service
    systemctl reset-failed docker.service docker.socket containerd.service`);
  await startDocker(host);
  return (await pulls()).filter((id) => !before.has(id));
}
