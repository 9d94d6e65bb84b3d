import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { installRsync, secondDisk } from '../../lab/states/second-disk.ts';
import { isRefusal } from '../../lib/domain/plan.ts';
import { OpHost } from '../helpers/ops/op-host.ts';
import { makeAwkwardContainers, runningAfterwards } from './awkward-containers.ts';
import { changesBetween, manifestOf } from './manifest.ts';

/**
 * A real Docker goes to another disk and comes back, and is compared each time by a script that shares no code with Bilge. Its ops one by
 * one, images, other filesystems and engines are in `npm run faults` (docs/evidence/migration-faults.md).
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED moves of the data root on real hosts: ${lab.reason}`);
const target = '/mnt/second/docker';

describe.skipIf(!lab.ok)('a move of the data root (engine 20.10)', () => {
  let host: OpHost;
  let before: string[] = [];
  beforeAll(async () => {
    host = await OpHost.start('ext4');
    await installRsync(host.host);
    await secondDisk(host.host, { mountPoint: '/mnt/second', filesystem: 'ext4', bytes: 2 * 2 ** 30 });
    await makeAwkwardContainers(host.host);
    before = await manifestOf(host.host);
  });
  afterAll(async () => {
    // A paused process does not hear the signal that ends its host.
    await host?.host.exec('docker unpause $(docker ps -q --filter status=paused)', { allowFailure: true });
    await host?.stop();
  });

  const run = async (action: string) => {
    const done = await host.run(action, action === 'move-data-root' ? { target } : {});
    expect(done.state, JSON.stringify(done)).toBe('succeeded');
    await host.reconnect();
    return done;
  };
  const same = async (root: string) => {
    expect(await host.sh('docker info --format "{{.DockerRootDir}}"')).toBe(root);
    expect(changesBetween(before, await manifestOf(host.host))).toEqual([]);
    expect(await host.sh('docker ps -q | wc -l')).toBe(String(runningAfterwards));
    expect(await host.sh('docker ps --filter status=paused --format "{{.Names}}"')).toBe('frozen');
  };

  it(
    'moves, is the same, and goes back to what it was',
    async () => {
      const moved = await run('move-data-root');
      expect(moved.checkpoint?.phase).toBe('kept');
      await same(target);
      const { draft } = await host.propose('roll-back-migration', {});
      expect(draft).toMatchObject({ confirmation: 'host-name' });
      await host.sh('docker run --name since busybox:lab true');
      const after = await host.propose('roll-back-migration', {});
      expect(isRefusal(after.draft) ? [] : after.draft.warnings).toContainEqual(
        expect.stringMatching(/1 container \(since\)/),
      );
      await run('roll-back-migration');
      await same('/var/lib/docker');
      await run('finish-migration');
      expect(await host.sh('ls /mnt/second')).toBe('lost+found');
    },
    patience(600_000),
  );
});
