import type { LabVm } from './start-vm.ts';

/** What is made in the virtual machine, one after the other, and what Bilge must say about it. */
export interface VmState {
  id: string;
  title: string;
  /** leaves Docker running with one image and, where the driver can, one running container */
  make(vm: LabVm): Promise<void>;
  fires: readonly string[];
  /** must not fire here, although the host is close to it */
  silent: readonly string[];
}

/** Stops whatever ran before and starts Docker with this daemon.json and nothing else. */
async function startDocker(
  vm: LabVm,
  config: Record<string, unknown>,
  containers: 'must-run' | 'may-fail' = 'must-run',
): Promise<void> {
  await vm.exec(
    `systemctl stop docker.socket docker.service
     for id in $(ctr -n moby tasks ls -q 2>/dev/null); do ctr -n moby tasks kill -s KILL "$id"; done
     mkdir -p /etc/docker; printf '%s' "$1" >/etc/docker/daemon.json
     systemctl reset-failed 2>/dev/null
     systemctl start docker.service
     docker import --change 'CMD ["/bin/sh"]' /usr/local/share/bilge-lab/busybox.tar busybox:lab
     # On NFS vfs cannot: "operation not supported". A container that was made and does not run is part of that state.
     docker run -d --network none --name nap busybox:lab sh -c 'trap exit TERM; while :; do sleep 1 & wait; done' ||
       [ "$2" = may-fail ]`,
    { args: [JSON.stringify(config), containers], timeoutMs: 400_000 },
  );
}

const nfsExport = `
grep -q ' /srv/nfs nfs' /proc/mounts && exit 0
mkdir -p /export /srv/nfs
echo '/export 127.0.0.1(rw,no_root_squash,sync,no_subtree_check,fsid=1)' >/etc/exports
systemctl start nfs-server
mount -t nfs4 127.0.0.1:/export /srv/nfs
`;

const deviceMapper = ['devicemapper-loop-lvm', 'devicemapper-removed-driver'] as const;

export const vmStates: readonly VmState[] = [
  {
    id: 'overlay2-ext4',
    title: 'overlay2 on the ext4 root, logs bounded: the healthy one',
    make: (vm) => startDocker(vm, { 'storage-driver': 'overlay2', 'log-opts': { 'max-size': '10m' } }),
    fires: [],
    silent: [
      ...deviceMapper,
      'devicemapper-pool-nearly-full',
      'devicemapper-pool-overcommitted',
      'data-root-on-network-or-fuse',
      'xfs-without-ftype',
      'vfs-driver',
      'container-logs-unbounded',
    ],
  },
  {
    id: 'devicemapper-loop-lvm',
    title: 'devicemapper as dockerd makes it by itself: a pool in sparse files, 100 GB promised on an 8 GB disk',
    make: (vm) => startDocker(vm, { 'storage-driver': 'devicemapper', 'data-root': '/var/lib/docker-dm' }),
    fires: [...deviceMapper, 'devicemapper-pool-overcommitted', 'devicemapper-pool-nearly-full'],
    silent: ['devicemapper-without-udev-sync', 'devicemapper-metadata-nearly-full', 'data-root-on-network-or-fuse'],
  },
  {
    id: 'nfs-vfs',
    title: 'the data root on NFS, storage driver vfs',
    make: async (vm) => {
      await vm.exec(nfsExport);
      await startDocker(vm, { 'storage-driver': 'vfs', 'data-root': '/srv/nfs/vfs' }, 'may-fail');
    },
    fires: ['data-root-on-network-or-fuse', 'vfs-driver'],
    silent: [...deviceMapper, 'data-root-on-tmpfs'],
  },
  {
    id: 'nfs-automatic',
    title: 'the data root on NFS, no driver asked for: dockerd itself chooses devicemapper, in loop files on NFS',
    make: async (vm) => {
      await vm.exec(nfsExport);
      await startDocker(vm, { 'data-root': '/srv/nfs/automatic' }, 'may-fail');
    },
    fires: ['data-root-on-network-or-fuse', ...deviceMapper],
    silent: ['vfs-driver'],
  },
  {
    id: 'xfs-without-ftype',
    title: 'the data root on XFS of version 4 without ftype (overlay2 refuses it, so vfs)',
    make: async (vm) => {
      await vm.exec(`
truncate -s 600M /xfs.img
mkfs.xfs -q -m crc=0 -n ftype=0 /xfs.img
mkdir -p /srv/xfs
mount -o loop /xfs.img /srv/xfs`);
      await startDocker(vm, { 'storage-driver': 'vfs', 'data-root': '/srv/xfs/docker' });
    },
    fires: ['xfs-without-ftype', 'vfs-driver'],
    silent: ['data-root-on-network-or-fuse'],
  },
  {
    id: 'md-degraded',
    title: 'the data root on a mirror of which one disk is missing',
    make: async (vm) => {
      await vm.exec(`
truncate -s 300M /md.img
mdadm --create /dev/md0 --run --level=1 --raid-devices=2 "$(losetup --find --show /md.img)" missing
mkfs.ext4 -q /dev/md0
mkdir -p /srv/md
mount /dev/md0 /srv/md`);
      await startDocker(vm, { 'storage-driver': 'overlay2', 'data-root': '/srv/md/docker' });
    },
    fires: ['md-array-degraded'],
    silent: ['vfs-driver', 'thin-pool-failed', 'xfs-without-ftype'],
  },
  {
    id: 'thin-pool-full',
    title: 'the data root on a thin LVM volume whose pool has run out of data space',
    make: async (vm) => {
      await vm.exec(`
truncate -s 300M /lvm.img
vgcreate -q vg "$(losetup --find --show /lvm.img)"
lvcreate -q -L 120M -V 400M -T vg/pool -n docker --errorwhenfull y
mkfs.ext4 -q -E nodiscard /dev/vg/docker
mkdir -p /srv/thin
mount /dev/vg/docker /srv/thin`);
      await startDocker(vm, { 'storage-driver': 'overlay2', 'data-root': '/srv/thin/docker' });
      await vm.exec('dd if=/dev/zero of=/srv/thin/ballast bs=1M count=200 conv=fsync 2>/dev/null; lvs vg', {
        allowFailure: true,
      });
    },
    fires: ['thin-pool-failed'],
    silent: ['vfs-driver', 'devicemapper-loop-lvm'],
  },
];
