import type { LabHost } from '../../lab/lab.ts';
import { startDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';

/** An image and a container that runs, so that a state is judged on a host in use. */
export async function runNap(host: LabHost): Promise<void> {
  const image = await loadBusybox(host);
  await host.exec(
    `docker run -d --network none --name nap --log-opt max-size=10m "$1" sh -c 'trap exit TERM; while :; do sleep 1 & wait; done'`,
    { args: [image] },
  );
}

/** A file system in an image file as the data root, on a host started with `startDocker: false`. */
export async function mountImageAsDataRoot(host: LabHost, image: string, size: string): Promise<void> {
  await host.exec(
    `mkdir -p /var/lib/docker
     truncate -s "$2" "$1"
     mkfs.ext4 -q -F "$1"
     mount -o loop "$1" /var/lib/docker`,
    { args: [image, size] },
  );
  await startDocker(host);
}

/** Takes all but about `leftMiB` of the disk that holds the folder, in real blocks. */
export async function fillDisk(host: LabHost, folder: string, leftMiB: number): Promise<void> {
  await host.exec(
    `left=$(df -Pk "$1" | awk 'NR == 2 { print int($4 / 1024) }')
     fallocate -l "$((left - $2))M" "$1/ballast"`,
    { args: [folder, String(leftMiB)] },
  );
}

/**
 * btrfs whose whole disk is handed out to data chunks while the only metadata chunk is full: what users see as “no space
 * left” with gigabytes free. The disk must be made with `-m single`.
 */
export async function exhaustBtrfsMetadata(host: LabHost, folder: string): Promise<void> {
  await host.exec(
    `step=64
     while [ "$step" -ge 1 ]; do
       fallocate -l "$step"M "$1/ballast.$step.$(date +%N)" 2>/dev/null || step=$((step / 2))
     done
     mkdir "$1/small"
     number=0
     text=$(head -c 1500 /dev/zero | tr '\\0' x)
     while printf %s "$text" >"$1/small/$number" 2>/dev/null && [ "$number" -lt 200000 ]; do number=$((number + 1)); done
     sync -f "$1" || true`,
    { args: [folder], timeoutMs: 120_000 },
  );
}

export async function exhaustInodes(host: LabHost, folder: string): Promise<void> {
  await host.exec(
    `mkdir "$1/many"
     number=0
     while : 2>/dev/null >"$1/many/$number"; do number=$((number + 1)); done || true`,
    { args: [folder], timeoutMs: 120_000, allowFailure: true },
  );
}

/** dockerd listens on the host's own address without TLS, beside its socket. */
export async function openTcpSocket(host: LabHost): Promise<void> {
  await host.putFile(
    '/etc/systemd/system/docker.service.d/tcp.conf',
    `[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd -H unix:///var/run/docker.sock -H tcp://${host.address}:2375\n`,
  );
  await host.exec(
    'systemctl stop docker.socket docker.service; systemctl daemon-reload; systemctl start docker.service',
    {
      timeoutMs: 90_000,
    },
  );
}
