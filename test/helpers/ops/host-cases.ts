import { builderStandIn, startBuilder } from '../../../lab/states/builder-stand-in.ts';
import { dindVolume } from '../../../lab/states/dind-volume.ts';
import { volumeRefusals } from './engine-cases.ts';
import type { OpCase, OpRefusal } from './op-case.ts';
import type { OpHost } from './op-host.ts';

/** Files and services of the host itself, and what btrfs can do. */
const unstartable: OpRefusal = {
  guard: 'service-control',
  when: 'Docker could not be started again',
  spoil: 'systemctl mask --runtime --quiet docker.service',
  heal: 'systemctl unmask --runtime --quiet docker.service',
};

export const hostCases: readonly OpCase[] = [
  {
    op: 'truncate-log',
    prepare: async (target) => {
      await target.sh('docker run --name talker --network none busybox:lab sh -c "yes | head -n 1000"');
      const log = await target.sh('docker inspect --format "{{.LogPath}}" talker');
      return { action: 'truncate-container-logs', params: { names: 'talker' }, args: [log] };
    },
    witness: 'ls -lnd "$1"',
    refusals: [
      {
        guard: 'identity',
        when: 'a symbolic link lies in its place',
        spoil: 'mv "$1" "$1.kept"; ln -s /etc/passwd "$1"',
        heal: 'rm "$1"; mv "$1.kept" "$1"',
      },
      {
        guard: 'changed',
        when: 'it is no file any more',
        spoil: 'mv "$1" "$1.kept"; mkdir "$1"',
        heal: 'rmdir "$1"; mv "$1.kept" "$1"',
      },
    ],
    again: 'already-done',
  },
  {
    op: 'write-daemon-configuration',
    prepare: async () => ({ action: 'set-log-rotation', params: { maxSize: '9m' }, args: ['/etc/docker/daemon.json'] }),
    witness: 'ls -ln "$1"; cat "$1" || echo none',
    refusals: [
      {
        guard: 'changed',
        when: 'somebody else wrote into it',
        spoil: 'cp -p "$1" /run/daemon.json 2>/dev/null; echo "{\\"debug\\":false}" >"$1"',
        heal: 'if [ -e /run/daemon.json ]; then mv /run/daemon.json "$1"; else rm "$1"; fi',
      },
      {
        guard: 'identity',
        when: 'it is a symbolic link: somebody manages it',
        spoil: 'mv "$1" /run/daemon.json 2>/dev/null || echo "{}" >/run/daemon.json; ln -s /run/daemon.json "$1"',
        heal: 'rm "$1"; mv /run/daemon.json "$1"',
      },
    ],
    again: 'already-done',
  },
  {
    op: 'remove-store',
    prepare: async (target) => {
      await target.sh(
        'mkdir -p /var/lib/docker/vfs/dir/x /var/lib/docker/image/vfs; echo data >/var/lib/docker/vfs/dir/x/file',
      );
      return { action: 'remove-abandoned-store', params: { store: 'vfs', sure: 'vfs' }, args: ['/var/lib/docker/vfs'] };
    },
    witness: 'ls -lnd "$1"; cat "$1/dir/x/file"',
    refusals: [
      {
        guard: 'identity',
        when: 'a symbolic link lies in its place',
        spoil: 'mv "$1" /var/lib/kept-by-test; ln -s /var/lib/kept-by-test "$1"',
        heal: 'rm "$1"; mv /var/lib/kept-by-test "$1"',
      },
      {
        guard: 'live-mounts',
        when: 'something is mounted in it',
        spoil: 'mkdir "$1/dir/y"; mount -t tmpfs tmpfs "$1/dir/y"',
        heal: 'umount "$1/dir/y"; rmdir "$1/dir/y"',
      },
      {
        guard: 'busy',
        when: 'a process works in it',
        spoil: 'cd "$1/dir/x"; sleep 1000 >/dev/null 2>&1 </dev/null & echo $! >/run/worker',
        heal: 'kill "$(cat /run/worker)"; while [ -d "/proc/$(cat /run/worker)" ]; do sleep 0.05; done',
      },
    ],
    again: 'already-done',
  },
  {
    op: 'remove-data-root',
    prepare: async (target) => {
      const root = '/var/snap/docker/common/var-lib-docker';
      await target.sh(
        `mkdir -p "$1/vfs/dir/x" "$1/image/vfs" "$1/volumes/photos/_data" "$1/containers/${'a'.repeat(64)}"
         echo data >"$1/volumes/photos/_data/one"; chmod -R go-w /var/snap`,
        root,
      );
      return { action: 'remove-unused-data-root', params: { root, sure: root }, args: [root] };
    },
    witness: 'ls -lnd "$1"; cat "$1/volumes/photos/_data/one"',
    refusals: [
      {
        guard: 'identity',
        when: 'a symbolic link lies in its place',
        spoil: 'mv "$1" /var/lib/kept-by-test; ln -s /var/lib/kept-by-test "$1"',
        heal: 'rm "$1"; mv /var/lib/kept-by-test "$1"',
      },
      {
        guard: 'identity',
        when: 'a folder above it can be written by others',
        spoil: 'chmod go+w /var/snap/docker',
        heal: 'chmod go-w /var/snap/docker',
      },
      {
        guard: 'in-use',
        when: 'the package that owns it is installed',
        spoil: 'mkdir -p /snap/docker/current',
        heal: 'rm -r /snap/docker',
      },
      {
        guard: 'changed',
        when: 'a volume was made in it',
        spoil: 'mkdir "$1/volumes/films"',
        heal: 'rmdir "$1/volumes/films"',
      },
      {
        guard: 'live-mounts',
        when: 'something is mounted in it',
        spoil: 'mount -t tmpfs tmpfs "$1/vfs/dir/x"',
        heal: 'umount "$1/vfs/dir/x"',
      },
      {
        guard: 'live-mounts',
        when: 'a volume of it is shown at another place',
        spoil: 'mkdir -p /mnt/held; mount --bind "$1/volumes/photos" /mnt/held',
        heal: 'umount /mnt/held',
      },
      {
        guard: 'busy',
        when: 'a Docker was started on it since the plan',
        spoil: `dockerd --data-root "$1" --exec-root /run/second --pidfile /run/second.pid -H unix:///run/second.sock --bridge=none --iptables=false --storage-driver vfs >/run/second.log 2>&1 </dev/null &
          for n in $(seq 300); do docker -H unix:///run/second.sock version >/dev/null 2>&1 && break; kill -0 $! || exit 1; sleep 0.2; done
          findmnt -rno TARGET | grep -F "$1" | sort -r | while read -r point; do umount -l "$point"; done`,
        heal: `kill "$(cat /run/second.pid)"; while [ -e /run/second.pid ]; do sleep 0.2; done
          findmnt -rno TARGET | grep -F "$1" | sort -r | while read -r point; do umount "$point"; done; true`,
      },
    ],
    again: 'already-done',
  },
  {
    op: 'restart-container',
    prepare: async (target) => {
      await target.sh(
        "docker run -d --name waiter --network none busybox:lab sh -c 'trap exit TERM; while :; do sleep 1 & wait; done'",
      );
      return { action: 'restart-container', params: { container: 'waiter' }, args: ['waiter'] };
    },
    witness: 'docker inspect --format "{{.State.Status}} {{.State.StartedAt}}" "$1"',
    refusals: [
      {
        guard: 'in-use',
        when: 'it was stopped since the plan: a restart would start it',
        spoil: 'docker stop "$1"',
        heal: 'docker start "$1"',
      },
      {
        guard: 'no-space',
        when: 'the disk is full: Docker could not start it again',
        spoil:
          'fallocate -l $(($(df -Pk /var/lib/docker | awk "NR == 2 { print \\$4 }") - 1024))K /var/lib/docker/filled || dd if=/dev/zero of=/var/lib/docker/filled bs=1M 2>/dev/null; df -Pk /var/lib/docker',
        heal: 'rm -f /var/lib/docker/filled',
      },
    ],
    again: 'done',
  },
  {
    op: 'prune-builder',
    prepare: async (target) => {
      const { container, volume } = await builderStandIn(target.host, { builder: 'opcase0' });
      return { action: 'prune-builder', params: { volume }, args: [container, volume] };
    },
    witness: 'find "/var/lib/docker/volumes/$2/_data" -type f | xargs ls -ln',
    refusals: [
      {
        guard: 'in-use',
        when: 'the builder was stopped since the plan',
        spoil: 'docker stop "$1"',
        heal: 'docker start "$1"',
      },
      {
        guard: 'changed',
        when: 'the builder was made anew since the plan',
        spoil: `docker rm -f "$1"
${startBuilder}`,
        heal: ':',
      },
    ],
    again: 'done',
  },
  {
    op: 'restart-docker',
    prepare: async () => ({ action: 'restart-docker', params: {}, args: [] }),
    witness: 'systemctl show --property=MainPID --property=NRestarts docker.service',
    refusals: [unstartable],
    again: 'done',
  },
];

const aDind = async (target: OpHost) => {
  const { volume, path } = await dindVolume(target.host);
  return { action: 'clean-nested-docker', params: { volume }, args: [volume, path] };
};
const usedAgain: OpRefusal = {
  guard: 'in-use',
  when: 'a container was made with it',
  spoil: 'docker create --name user --network none -v "$1:/data" busybox:lab true',
  heal: 'docker rm user',
};

export const btrfsCases: readonly OpCase[] = [
  {
    op: 'restart-docker',
    where: '(an engine that would switch quotas off)',
    prepare: async () => ({ action: 'restart-docker', params: {}, args: [] }),
    witness: 'systemctl show --property=MainPID --property=NRestarts docker.service',
    refusals: [
      {
        guard: 'quotas-kept',
        when: 'quotas were switched on (G28)',
        spoil: 'btrfs quota enable /var/lib/docker',
        heal: 'btrfs quota disable /var/lib/docker',
      },
    ],
    again: 'done',
  },
  {
    op: 'balance-data',
    prepare: async () => ({ action: 'btrfs-balance', params: { usage: '0' }, args: [] }),
    witness: 'btrfs subvolume list /var/lib/docker | wc -l',
    refusals: [],
    again: 'done',
  },
  {
    op: 'scrub',
    prepare: async () => ({ action: 'btrfs-scrub', params: {}, args: [] }),
    witness: 'btrfs subvolume list /var/lib/docker | wc -l',
    refusals: [],
    again: 'done',
  },
  {
    op: 'snapshot-subvolume',
    prepare: async (target) => {
      const layer = await target.sh('ls -d /var/lib/docker/btrfs/subvolumes/* | head -n 1');
      return { action: 'snapshot-data-root', params: { name: 'opcase' }, args: [layer] };
    },
    witness: 'stat -c "%n %i" "$1"; ls /var/lib/docker/.bilge-snapshots/opcase/layers 2>/dev/null || true',
    refusals: [
      {
        guard: 'subvolume-identity',
        when: 'a plain directory carries the name of a layer',
        spoil: 'mv "$1" /var/lib/docker/btrfs/kept-by-test; mkdir "$1"',
        heal: 'rmdir "$1"; mv /var/lib/docker/btrfs/kept-by-test "$1"',
      },
      {
        guard: 'subvolume-identity',
        when: 'another subvolume carries it',
        spoil: 'mv "$1" /var/lib/docker/btrfs/kept-by-test; btrfs subvolume create "$1"',
        heal: 'btrfs subvolume delete "$1"; mv /var/lib/docker/btrfs/kept-by-test "$1"',
      },
    ],
    again: 'already-done',
  },
  {
    op: 'clear-nested-mounts',
    prepare: aDind,
    witness:
      'docker volume inspect --format "{{.Name}}" "$1"; btrfs subvolume list /var/lib/docker | grep -c -F "$1"; grep -c -F "$1" /proc/self/mountinfo',
    refusals: [
      usedAgain,
      ...volumeRefusals,
      {
        guard: 'live-mounts',
        when: 'something is mounted on it, which hides what is its own',
        spoil: 'mount -t tmpfs tmpfs "$2"',
        heal: 'umount "$2"',
      },
    ],
    again: 'done',
  },
  {
    op: 'delete-nested-subvolume',
    prepare: async (target) => {
      const made = await aDind(target);
      await target.perform(await target.stepsOf('clear-nested-mounts', made.action, made.params));
      return made;
    },
    witness: 'docker volume inspect --format "{{.Name}}" "$1"; btrfs subvolume list /var/lib/docker | grep -c -F "$1"',
    refusals: [
      usedAgain,
      ...volumeRefusals,
      {
        guard: 'live-mounts',
        when: 'one of them is mounted',
        spoil: 'mkdir -p /mnt/held; mount --bind "$(ls -d "$2"/btrfs/subvolumes/* | head -n 1)" /mnt/held',
        heal: 'umount /mnt/held',
      },
      {
        guard: 'subvolume-identity',
        when: 'one was made inside it since the plan',
        spoil: 'for at in "$2"/btrfs/subvolumes/*; do btrfs subvolume create "$at/inner"; done',
        heal: 'for at in "$2"/btrfs/subvolumes/*; do btrfs subvolume delete "$at/inner"; done',
      },
    ],
    again: 'already-done',
  },
];
