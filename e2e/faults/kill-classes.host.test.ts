import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable } from '../lab/lab.ts';
import { leakedMount } from '../lab/states/container-states.ts';
import { dindVolume } from '../lab/states/dind-volume.ts';
import { listDriverDirectories } from '../lab/states/driver-directories.ts';
import { restartDocker } from '../lab/states/engine.ts';
import { unreachableChains } from '../lab/states/unreachable-chains.ts';
import { FaultHost } from './fault-host.ts';

/** `kill -9` inside the actions that need the engine: chains it lets go of, Docker stopped by the run, nested Docker, prunes. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED kills in the other actions: ${lab.reason}`);

describe.skipIf(!lab.ok)('kill -9 in what the engine does (ext4)', () => {
  let target: FaultHost;
  beforeAll(async () => {
    target = await FaultHost.start('ext4', 0);
  });
  afterAll(async () => target?.stop());

  async function older(): Promise<void> {
    await target.sh('sleep 3');
    await restartDocker(target.host);
    await target.reconnect();
  }

  it('unreachable chains: killed between taking up and letting go, nothing stays behind', async () => {
    const state = await unreachableChains(target.host);
    await older();
    for (let boundary = 3; boundary < 12; boundary += 1) {
      if (await target.excuses('remove-leaked-layers', { mode: 'delete', names: 'all' }).then((all) => all.length > 0))
        break;
      const { reached } = await target.killed(
        await target.plan('remove-leaked-layers', { mode: 'delete', names: 'all' }),
        boundary,
      );
      await target.sh('sleep 3');
      expect(await target.damages(), `boundary ${boundary}`).toEqual([]);
      expect(await target.sh('docker images -q --filter reference=bilge-release'), `boundary ${boundary}`).toBe('');
      if (!reached) break;
    }
    if ((await target.provenLeaks()).length > 0)
      expect((await target.run('remove-leaked-layers', { mode: 'delete', names: 'all' })).state).toBe('succeeded');
    const left = await listDriverDirectories(target.host);
    expect(state.directories.filter((name) => left.includes(name))).toEqual([]);
  });

  it.each([5, 6, 7, 8, 9])(
    'a lost container, Docker stopped by the run: killed at boundary %d, Docker comes back and the next run finishes',
    async (boundary) => {
      const lost = await leakedMount(target.host);
      await older();
      await target.sh('docker start album-1');
      await target.reconnect();
      const params = { mode: 'delete', names: 'all', stopDocker: 'yes' };
      const { run } = await target.killed(await target.plan('remove-leaked-layers', params), boundary);
      await target.sh(
        'for n in $(seq 200); do docker ps -q --filter name=album-1 2>/dev/null | grep -q . && break; sleep 0.2; done',
      );
      expect(await target.sh('docker ps --format "{{.Names}}" --filter name=album')).toBe('album-1');
      await target.reconnect();
      if (run.state === 'interrupted') {
        const { draft } = await target.propose('remove-leaked-layers', params);
        if (!('refused' in draft)) {
          expect((await target.apply(await target.plan('remove-leaked-layers', params))).state).toBe('succeeded');
          await target.reconnect();
        }
        if ((await target.excuses('purge-quarantine', { entries: 'all' })).length === 0)
          expect((await target.run('purge-quarantine', { entries: 'all' })).state).toBe('succeeded');
      }
      const left = await listDriverDirectories(target.host);
      expect(left, JSON.stringify(run.steps)).not.toContain(lost.mountId);
      expect(left).not.toContain(lost.initId);
      expect(await target.sh('ls /var/lib/docker/overlay2/.bilge-quarantine 2>/dev/null || true')).toBe('');
      expect(await target.sh('ls /var/lib/docker/image/overlay2/layerdb/mounts')).not.toContain(lost.containerId);
      expect(await target.damages()).toEqual([]);
    },
  );

  it('prunes of containers, volumes, networks and images: each boundary, and the second attempt finishes', async () => {
    await target.sh(
      `for n in 1 2 3 4; do docker run --name old$n --network none busybox:lab true; docker volume create >/dev/null; docker network create net$n >/dev/null; done
tar -C /etc -cf - passwd | docker import - spare:1; tar -C /etc -cf - group | docker import - spare:2`,
    );
    for (const action of ['prune-containers', 'prune-volumes', 'prune-networks', 'prune-images']) {
      const params = {
        minAgeHours: '0',
        ...(action === 'prune-images' ? { names: 'spare:1,spare:2' } : {}),
        ...(action === 'prune-containers' ? { names: 'old1,old2,old3,old4' } : {}),
      };
      for (let boundary = 4; boundary < 12; boundary += 3) {
        if ((await target.excuses(action, params)).length > 0) break;
        const { run } = await target.killed(await target.plan(action, params), boundary);
        expect(['interrupted', 'succeeded']).toContain(run.state);
      }
      if ((await target.excuses(action, params)).length === 0)
        expect((await target.run(action, params)).state).toBe('succeeded');
      expect(await target.excuses(action, params), action).toEqual(['nothing-to-do']);
    }
    expect(await target.damages(true)).toEqual([]);
    expect(await target.sh('docker volume ls -q | grep -c -E "photos-1|letters-1|alone-1"')).toBe('3');
  });
});

describe.skipIf(!lab.ok)('kill -9 in clean-nested-docker (btrfs)', () => {
  let target: FaultHost;
  beforeAll(async () => {
    target = await FaultHost.start('btrfs', 0);
  });
  afterAll(async () => target?.stop());

  it('each boundary; the next run finishes what is left', async () => {
    for (let boundary = 3; boundary < 20; boundary += 3) {
      const { volume } = await dindVolume(target.host, { hasReadOnlySnapshot: true });
      const { run, reached } = await target.killed(await target.plan('clean-nested-docker', { volume }), boundary);
      expect(await target.damages(), `boundary ${boundary}`).toEqual([]);
      if (reached) {
        const isThere =
          (await target.host.exec('docker volume inspect "$1"', { args: [volume], allowFailure: true })).code === 0;
        if (isThere) {
          const { draft } = await target.propose('clean-nested-docker', { volume });
          // Once nothing of Docker is left in it, it is a volume like others.
          const action = 'refused' in draft ? 'prune-volumes' : 'clean-nested-docker';
          const params = 'refused' in draft ? { names: volume, minAgeHours: '0' } : { volume };
          const next = await target.run(action, params);
          expect(next.state, `boundary ${boundary}: ${JSON.stringify(next.steps)}`).toBe('succeeded');
        }
      }
      expect(
        (await target.host.exec('docker volume inspect "$1"', { args: [volume], allowFailure: true })).code,
      ).not.toBe(0);
      expect(
        await target.sh('btrfs subvolume list /var/lib/docker | grep -c -F -- "$1" || true', { args: [volume] }),
      ).toBe('0');
      if (!reached) {
        expect(run.state).toBe('succeeded');
        break;
      }
    }
    expect(await target.damages(true)).toEqual([]);
  }, 240_000);
});
