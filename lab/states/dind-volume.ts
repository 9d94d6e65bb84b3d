import type { LabHost } from '../lab.ts';
import { loadBusybox } from './load-busybox.ts';

export type DindOptions = {
  /** What became of the inner engine. Default `killed`: SIGKILL, as by a removed docker:dind container. */
  engine?: 'killed' | 'running';
  /**
   * `shared`: the inner engine's mounts are in the host's own mount namespace and stay after its death (the
   * self-bind of `_data/btrfs`). `private`: they are in a namespace of its own, as in a container. Default `shared`.
   */
  mounts?: 'shared' | 'private';
  /** On btrfs: adds a read-only snapshot of an inner layer; `docker volume rm` stops at it half-way. */
  hasReadOnlySnapshot?: boolean;
  /** Default: an anonymous volume. */
  volumeName?: string;
};

export type DindVolume = {
  volume: string /** The volume's `_data`. */;
  path: string;
  innerSocket: string;
  innerUnit: string;
};

let instances = 0;

/** The docker:dind disaster for real: a whole second engine's state inside one volume, with an image and a container. */
export async function dindVolume(host: LabHost, options: DindOptions = {}): Promise<DindVolume> {
  instances += 1;
  const innerUnit = `lab-dind-${instances}`;
  const innerSocket = `unix:///run/${innerUnit}.sock`;
  const create = await host.exec('docker volume create "$@"', { args: options.volumeName ? [options.volumeName] : [] });
  const volume = create.stdout.trim();
  const mountPoint = await host.exec('docker volume inspect --format \'{{.Mountpoint}}\' "$1"', { args: [volume] });
  const path = mountPoint.stdout.trim();

  const property = options.mounts === 'private' ? 'TemporaryFileSystem=/run/containerd' : 'PrivateMounts=no';
  await host.exec(startInnerEngineScript, { args: [innerUnit, path, innerSocket, property] });
  const image = await loadBusybox(host, innerSocket);
  await host.exec('docker -H "$1" run -d --network none --name inner "$2" sleep 1000000', {
    args: [innerSocket, image],
  });
  if (options.hasReadOnlySnapshot) await host.exec(readOnlySnapshotScript, { args: [path] });
  if (options.engine !== 'running') await host.exec(killInnerEngineScript, { args: [innerUnit, innerSocket] });
  return { volume, path, innerSocket, innerUnit };
}

/**
 * With shared mounts the inner engine uses the host's containerd, under a namespace of its own: under the common one
 * each engine would take the other's containers for leftovers. With private mounts that containerd would not see the
 * container's root, so it is hidden and the inner engine starts one of its own, as docker:dind does.
 */
const startInnerEngineScript = `
set -eu
systemd-run --quiet --unit="$1" --property=KillMode=process --property=Delegate=yes --property="$4" \\
  /usr/sbin/dockerd --data-root "$2" --exec-root "/run/$1" --pidfile "/run/$1.pid" -H "$3" \\
  --bridge=none --iptables=false --containerd-namespace="$1" --containerd-plugins-namespace="$1-plugins"
for _ in $(seq 200); do
  docker -H "$3" info >/dev/null 2>&1 && exit 0
  sleep 0.05
done
journalctl --unit "$1" --no-pager --lines 20 >&2
exit 1
`;

const readOnlySnapshotScript = `
set -eu
layer=$(find "$1/btrfs/subvolumes" -mindepth 1 -maxdepth 1 | head -n 1)
btrfs subvolume snapshot -r "$layer" "$1/btrfs/subvolumes/read-only-snapshot"
`;

/** First the engine, then its container: nobody is left to unmount what they had mounted. */
const killInnerEngineScript = `
set -eu
pid=$(docker -H "$2" inspect --format '{{.State.Pid}}' inner)
systemctl kill --signal=KILL --kill-who=all "$1.service"
kill -KILL "$pid"
while [ -d "/proc/$pid" ]; do sleep 0.02; done
systemctl stop "$1.service" 2>/dev/null || true
systemctl reset-failed "$1.service" 2>/dev/null || true
`;
