import type { OpCase, OpRefusal } from './op-case.ts';
import type { OpHost } from './op-host.ts';

/** The ops of a move of the data root, on a host with a second disk at /mnt/second and rsync (test/faults/migration-ops.host.test.ts). */
const target = '/mnt/second/docker';
const record = 'record=$(echo /var/lib/bilge/migrations/run_*)';
const move = { action: 'move-data-root', params: { target }, args: [target] };
/** What the case before has begun goes on. */
const goOn = { action: 'resume-migration', params: {}, args: [target] };

const recordGone: OpRefusal = {
  guard: 'record',
  when: 'its record is gone',
  spoil: 'mv /var/lib/bilge/migrations /root/migrations',
  heal: 'mv /root/migrations /var/lib/bilge/migrations',
};

/** Docker on the second disk, the old data root kept. */
async function moved(host: OpHost): Promise<void> {
  if ((await host.sh('docker info --format "{{.DockerRootDir}}"')) === target) return;
  await host.sh('rm -rf /mnt/second/docker /var/lib/bilge/migrations');
  const run = await host.run('move-data-root', { target });
  if (run.state !== 'succeeded') throw new Error(JSON.stringify(run));
  await host.reconnect();
}

const witness =
  'docker info --format "{{.DockerRootDir}}"; cat /etc/docker/daemon.json 2>/dev/null; ls /etc/systemd/system/docker.service.d 2>/dev/null; echo end';

/** With Docker on its first disk; each leaves it there. */
export const beforeMoveCases: readonly OpCase[] = [
  {
    op: 'prepare-move',
    prepare: async () => move,
    witness: 'ls -ln /mnt/second; ls /var/lib/bilge/migrations 2>/dev/null; echo end',
    refusals: [
      {
        guard: 'tools',
        when: 'rsync was removed',
        spoil: 'mv /usr/bin/rsync /root/',
        heal: 'mv /root/rsync /usr/bin/',
      },
      {
        guard: 'one-migration',
        when: 'another move keeps data',
        spoil: `mkdir -p /var/lib/bilge/migrations/run_aaaaaaaa; printf 'phase=kept\\nfrom=/a\\nto=/b\\n' >/var/lib/bilge/migrations/run_aaaaaaaa/facts`,
        heal: 'rm -r /var/lib/bilge/migrations/run_aaaaaaaa',
      },
      { guard: 'target', when: 'something lies there', spoil: 'mkdir "$1"; echo mine >"$1/file"', heal: 'rm -r "$1"' },
      { guard: 'target', when: 'its disk was unmounted', spoil: 'umount /mnt/second', heal: 'mount /mnt/second' },
      {
        guard: 'no-space',
        when: 'the disk has filled up',
        spoil: 'fallocate -l $(($(df -Pk /mnt/second | awk "NR == 2 { print \\$4 }") - 8192))K /mnt/second/fill',
        heal: 'rm /mnt/second/fill',
      },
    ],
    again: 'done',
  },
  { op: 'copy-data-root', after: ['prepare-move'], prepare: async () => goOn, witness, refusals: [], again: 'done' },
  {
    op: 'finish-copy',
    after: ['prepare-move', 'copy-data-root', 'stop-docker'],
    prepare: async () => goOn,
    witness,
    refusals: [],
    again: 'done',
  },
];

/** With Docker on the second disk. The last one ends the move. */
export const afterMoveCases: readonly OpCase[] = [
  {
    op: 'start-docker',
    prepare: async (host) => {
      await moved(host);
      await host.sh(`${record}; echo phase=switched >>"$record/facts"`);
      return { action: 'resume-migration', params: {}, args: [] };
    },
    witness,
    refusals: [recordGone],
    again: 'done',
  },
  {
    op: 'stop-docker',
    prepare: async (host) => {
      await moved(host);
      return { action: 'roll-back-migration', params: {}, args: [] };
    },
    witness,
    refusals: [
      {
        guard: 'service-control',
        when: 'Docker could not be started again',
        spoil: 'systemctl mask --runtime --quiet docker.service',
        heal: 'systemctl unmask --runtime --quiet docker.service',
      },
      recordGone,
    ],
    again: 'done',
  },
  {
    op: 'require-data-root',
    prepare: async (host) => {
      await moved(host);
      return {
        action: 'roll-back-migration',
        params: {},
        args: ['/etc/systemd/system/docker.service.d/bilge-data-root.conf'],
      };
    },
    witness: 'readlink "$1"; cat "$1" 2>/dev/null || echo none',
    refusals: [
      {
        guard: 'service-control',
        when: 'a link lies in the place of the drop-in',
        spoil: 'mv "$1" /root/drop-in; ln -s /dev/null "$1"',
        heal: 'rm "$1"; mv /root/drop-in "$1"',
      },
    ],
    again: 'already-done',
  },
  {
    op: 'delete-kept-data',
    prepare: async (host) => {
      await moved(host);
      await host.sh(`${record}; echo phase=kept >>"$record/facts"`);
      return { action: 'finish-migration', params: {}, args: ['/var/lib/docker'] };
    },
    witness: 'ls -ln "$1" "$1/volumes"',
    refusals: [
      {
        guard: 'identity',
        when: 'its record says that the move was cut off',
        spoil: `${record}; echo phase=switched >>"$record/facts"`,
        heal: `${record}; echo phase=kept >>"$record/facts"`,
      },
      {
        guard: 'in-use',
        when: 'a container has something of it mounted',
        spoil: 'docker create --name bound -v "$1/volumes:/old" busybox:lab true',
        heal: 'docker rm bound',
      },
      {
        guard: 'live-mounts',
        when: 'something is mounted in it',
        spoil: 'mount -t tmpfs tmpfs "$1/volumes"; touch "$1/volumes"',
        heal: 'umount "$1/volumes"',
      },
      {
        guard: 'busy',
        when: 'a process works in it',
        spoil: 'cd "$1/containers"; sleep 1000 >/dev/null 2>&1 </dev/null & echo $! >/run/worker',
        heal: 'kill "$(cat /run/worker)"; while [ -d "/proc/$(cat /run/worker)" ]; do sleep 0.05; done',
      },
    ],
    again: 'already-done',
  },
];
