import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostKind, labAvailable } from '../lab/lab.ts';
import { listDriverDirectories } from '../lab/states/driver-directories.ts';
import { FaultHost } from './fault-host.ts';

/** `kill -9` of the run at boundaries of the actions that change files, services and filesystems. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED kills in the other actions: ${lab.reason}`);
/** Every third boundary; FAULTS=all goes to each. */
const stride = process.env.FAULTS === 'all' ? 1 : 3;

interface Case {
  action: string;
  params: Record<string, string>;
  /** makes what the action works on, each time anew */
  make: string;
  /** prints nothing where the action has done what it should, and nothing of the killed run is left */
  left: string;
}

const onExt4: Case[] = [
  {
    action: 'truncate-container-logs',
    params: { names: 'talker' },
    make: 'docker rm -f talker >/dev/null 2>&1; docker run --name talker --network none busybox:lab sh -c "yes | head -n 1000" >/dev/null',
    left: 'find "$(docker inspect --format "{{.LogPath}}" talker)" -size +0',
  },
  {
    action: 'set-log-rotation',
    params: { maxSize: '9m' },
    make: 'if [ -e /run/daemon.json ]; then cat /run/daemon.json >/etc/docker/daemon.json; else cp /etc/docker/daemon.json /run/daemon.json 2>/dev/null || echo "{}" | tee /run/daemon.json >/etc/docker/daemon.json; fi',
    left: 'grep -q 9m /etc/docker/daemon.json || echo "not set"; ls /etc/docker/*.bilge-new 2>/dev/null || true',
  },
  {
    action: 'restart-docker',
    params: {},
    make: 'docker ps -q --filter name=album-1 | grep -q . || docker start album-1',
    left: 'for n in $(seq 150); do docker ps -q --filter name=album-1 2>/dev/null | grep -q . && exit 0; sleep 0.2; done; echo "album-1 does not run"',
  },
  {
    action: 'remove-abandoned-store',
    params: { store: 'vfs', sure: 'vfs' },
    make: 'mkdir -p /var/lib/docker/vfs/dir/x /var/lib/docker/image/vfs; echo data >/var/lib/docker/vfs/dir/x/file',
    left: 'ls -d /var/lib/docker/vfs 2>/dev/null || true',
  },
];
const onBtrfs: Case[] = [
  {
    action: 'btrfs-balance',
    params: { usage: '5' },
    make: ':',
    left: 'btrfs balance status /var/lib/docker | grep -i running || true',
  },
  {
    action: 'btrfs-scrub',
    params: {},
    make: ':',
    left: 'btrfs scrub status /var/lib/docker | grep -i running || true',
  },
  {
    action: 'snapshot-data-root',
    params: { name: 'struck' },
    make: 'cd /var/lib/docker/.bilge-snapshots/struck 2>/dev/null && btrfs subvolume delete layers/* root >/dev/null && cd / && rm -rf /var/lib/docker/.bilge-snapshots/struck; true',
    left: 'ls /var/lib/docker/btrfs/subvolumes | while read -r layer; do [ -d "/var/lib/docker/.bilge-snapshots/struck/layers/$layer" ] || echo "$layer"; done',
  },
];

describe.skipIf(!lab.ok).each([
  ['ext4', onExt4],
  ['btrfs', onBtrfs],
] as [HostKind, Case[]][])('kill -9 in the other actions on %s', (kind, cases) => {
  let target: FaultHost;
  beforeAll(async () => {
    target = await FaultHost.start(kind, 12);
  });
  afterAll(async () => target?.stop());

  it.each(cases)(
    '$action',
    async ({ action, params, make, left }) => {
      for (let boundary = stride; boundary < 24; boundary += stride) {
        await target.sh(make);
        await target.reconnect();
        const struck = await target.killed(await target.plan(action, params), boundary);
        const where = `boundary ${struck.at}: ${JSON.stringify(struck.run)}`;
        // Whatever was killed while Docker was down starts it again by itself.
        await target.sh('for n in $(seq 300); do docker version >/dev/null 2>&1 && exit 0; sleep 0.2; done; exit 1');
        await target.reconnect();
        expect(['interrupted', 'succeeded'], where).toContain(struck.run.state);
        const excuses = await target.excuses(action, params);
        const isLeft = excuses.length === 0;
        if (isLeft) {
          const second = await target.run(action, params);
          expect(second.state, `${where}, then ${JSON.stringify(second)}`).toBe('succeeded');
          await target.reconnect();
        } else expect(['nothing-to-do', 'store'], where).toContain(excuses[0]);
        expect(await target.sh(left), where).toBe('');
        expect(await target.damages(), where).toEqual([]);
        if (struck.at !== '') target.record(struck, isLeft ? 'finished' : 'nothing was left to do');
        if (!struck.reached) break;
      }
      expect(await target.damages(true)).toEqual([]);
    },
    900_000,
  );

  it('purge-quarantine', async () => {
    let leaks = await target.provenLeaks();
    for (let boundary = stride; boundary < 24; boundary += stride) {
      if (leaks.length === 0) {
        await target.leakAgain(12);
        leaks = await target.provenLeaks();
      }
      const [name = ''] = leaks.splice(0, 1);
      expect((await target.run('remove-leaked-layers', { mode: 'quarantine', names: name })).state).toBe('succeeded');
      const struck = await target.killed(await target.plan('purge-quarantine', { entries: 'all' }), boundary);
      const isLeft = (await target.excuses('purge-quarantine', { entries: 'all' })).length === 0;
      if (isLeft) expect((await target.run('purge-quarantine', { entries: 'all' })).state).toBe('succeeded');
      expect(await listDriverDirectories(target.host)).not.toContain(name);
      expect(await target.sh('ls /var/lib/docker/*/.bilge-quarantine 2>/dev/null | grep set-aside$ || true')).toBe('');
      expect(await target.damages()).toEqual([]);
      if (struck.at !== '') target.record(struck, isLeft ? 'finished' : 'nothing was left to do');
      if (!struck.reached) break;
    }
  }, 900_000);
});
