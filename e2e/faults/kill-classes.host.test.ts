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
if (!lab.ok) console.error(`SKIPPED kills in what the engine does: ${lab.reason}`);
/** Every third boundary; FAULTS=all goes to each. */
const isAll = process.env.FAULTS === 'all';
const stride = isAll ? 1 : 3;
const stoppedBoundaries = isAll ? Array.from({ length: 16 }, (_, index) => index + 1) : [5, 6, 7, 8, 9];

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
    for (let boundary = isAll ? 1 : 3; boundary < 16; boundary += 1) {
      if (await target.excuses('remove-leaked-layers', { mode: 'delete', names: 'all' }).then((all) => all.length > 0))
        break;
      const plan = await target.plan('remove-leaked-layers', { mode: 'delete', names: 'all' });
      const struck = await target.killed(plan, boundary);
      const { reached } = struck;
      await target.sh('sleep 3');
      expect(await target.damages(), `boundary ${boundary}`).toEqual([]);
      expect(await target.sh('docker images -q --filter reference=bilge-release'), `boundary ${boundary}`).toBe('');
      if (struck.at !== '') target.record(struck, 'finished by the next boundary');
      if (!reached) break;
    }
    if ((await target.provenLeaks()).length > 0)
      expect((await target.run('remove-leaked-layers', { mode: 'delete', names: 'all' })).state).toBe('succeeded');
    const left = await listDriverDirectories(target.host);
    expect(state.directories.filter((name) => left.includes(name))).toEqual([]);
  });

  it.each(stoppedBoundaries)(
    'a lost container, Docker stopped by the run: killed at boundary %d, Docker comes back and the next run finishes',
    async (boundary) => {
      const lost = await leakedMount(target.host);
      await older();
      await target.sh('docker start album-1');
      await target.reconnect();
      const params = { mode: 'delete', names: 'all', stopDocker: 'yes' };
      const struck = await target.killed(await target.plan('remove-leaked-layers', params), boundary);
      const { run } = struck;
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
      if (struck.at !== '') target.record(struck, run.state === 'interrupted' ? 'finished' : 'nothing was left to do');
    },
  );

  it('prunes of containers, volumes, networks and images: each boundary, and the second attempt finishes', async () => {
    const makes = {
      'prune-containers': 'for n in 1 2; do docker run --name old$n --network none busybox:lab true; done',
      'prune-volumes': 'docker volume create; docker volume create',
      'prune-networks': 'for n in 1 2; do docker network create net$n; done',
      'prune-images':
        'tar -C /etc -cf - passwd | docker import - spare:1; tar -C /etc -cf - group | docker import - spare:2',
    };
    for (const [action, make] of Object.entries(makes)) {
      const params = {
        minAgeHours: '0',
        ...(action === 'prune-images' ? { names: 'spare:1,spare:2' } : {}),
        ...(action === 'prune-containers' ? { names: 'old1,old2' } : {}),
      };
      for (let boundary = stride; boundary < 24; boundary += stride) {
        await target.sh(make);
        const struck = await target.killed(await target.plan(action, params), boundary);
        expect(['interrupted', 'succeeded']).toContain(struck.run.state);
        const isLeft = (await target.excuses(action, params)).length === 0;
        if (isLeft) expect((await target.run(action, params)).state).toBe('succeeded');
        expect(await target.excuses(action, params), action).toEqual(['nothing-to-do']);
        if (struck.at !== '') target.record(struck, isLeft ? 'finished' : 'nothing was left to do');
        if (!struck.reached) break;
      }
    }
    expect(await target.damages(true)).toEqual([]);
    expect(await target.sh('docker volume ls -q | grep -c -E "photos-1|letters-1|alone-1"')).toBe('3');
  }, 600_000);
});

describe.skipIf(!lab.ok)('kill -9 in clean-nested-docker (btrfs)', () => {
  let target: FaultHost;
  beforeAll(async () => {
    target = await FaultHost.start('btrfs', 0);
  });
  afterAll(async () => target?.stop());

  it('each boundary; the next run finishes what is left', async () => {
    for (let boundary = stride; boundary < 24; boundary += stride) {
      const { volume } = await dindVolume(target.host, { hasReadOnlySnapshot: true });
      const struck = await target.killed(await target.plan('clean-nested-docker', { volume }), boundary);
      const { run, reached } = struck;
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
      if (struck.at !== '') target.record(struck, reached ? 'finished' : 'nothing was left to do');
      if (!reached) {
        expect(run.state).toBe('succeeded');
        break;
      }
    }
    expect(await target.damages(true)).toEqual([]);
  }, 600_000);
});
