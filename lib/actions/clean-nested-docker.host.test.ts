import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { hiddenContainer } from '../../lab/states/container-states.ts';
import { dindVolume } from '../../lab/states/dind-volume.ts';
import { changeDaemonConfig, restartDocker } from '../../lab/states/engine.ts';
import { HostRun } from '../../test/helpers/host-run.ts';

/**
 * A forgotten docker:dind (docs/reference/docker-on-disk.md#docker-inside-a-volume) made for real: nested subvolumes, a read-only one,
 * and mounts that a killed engine left.
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED clean-nested-docker on real hosts: ${lab.reason}`);

describe.skipIf(!lab.ok)('clean-nested-docker', () => {
  let target: HostRun;
  beforeAll(async () => {
    target = new HostRun(await startHost('btrfs'));
  });
  afterAll(async () => target?.stop());

  const isThere = async (volume: string) =>
    (await target.host.exec('docker volume inspect "$1" >/dev/null 2>&1', { args: [volume], allowFailure: true }))
      .code === 0;

  it('is refused while the inner Docker lives (trap 11), and nothing is touched', async () => {
    const { volume, innerUnit, innerSocket, path } = await dindVolume(target.host, { engine: 'running' });
    const before = (await target.host.exec('ls -R -- "$1" | cksum', { args: [`${path}/btrfs`] })).stdout;
    const { draft } = await target.propose('clean-nested-docker', { volume });
    expect(draft).toMatchObject({ refused: true });
    expect((await target.host.exec('ls -R -- "$1" | cksum', { args: [`${path}/btrfs`] })).stdout).toBe(before);
    await target.host.exec(
      'pid=$(docker -H "$2" inspect --format "{{.State.Pid}}" inner); systemctl kill --signal=KILL --kill-who=all "$1.service"; kill -KILL "$pid"; systemctl stop "$1"',
      {
        args: [innerUnit, innerSocket],
        allowFailure: true,
      },
    );
    await target.host.exec('true');
  });

  it('unmounts what was left, deletes subvolumes deepest first, read-only ones too, and the volume goes', async () => {
    const { volume, path } = await dindVolume(target.host, { hasReadOnlySnapshot: true });
    const plan = await target.plan('clean-nested-docker', { volume });
    expect(plan.steps.filter((step) => step.op === 'delete-nested-subvolume').length).toBeGreaterThan(2);
    const run = await target.apply(plan);
    expect(run.steps.filter((step) => step.state !== 'done')).toEqual([]);
    expect(run).toMatchObject({ state: 'succeeded' });
    expect(await isThere(volume)).toBe(false);
    expect((await target.host.exec('ls -d -- "$1" 2>/dev/null || echo gone', { args: [path] })).stdout.trim()).toBe(
      'gone',
    );
    expect(
      (
        await target.host.exec('btrfs subvolume list /var/lib/docker | grep -c -F -- "$1" || true', { args: [volume] })
      ).stdout.trim(),
    ).toBe('0');
  });

  it('leaves everything alone when a process began to work in it after the plan (G21)', async () => {
    const { volume, path } = await dindVolume(target.host);
    const plan = await target.plan('clean-nested-docker', { volume });
    await target.host.exec('cd -- "$1" && (sleep 1000 >/dev/null 2>&1 </dev/null & echo $! >/run/worker)', {
      args: [path],
    });
    const run = await target.apply(plan);
    expect(run).toMatchObject({ state: 'failed' });
    expect(run.steps[0]).toMatchObject({ state: 'refused' });
    expect(run.steps.slice(1).map((step) => step.state)).toEqual(run.steps.slice(1).map(() => 'not-reached'));
    expect(await isThere(volume)).toBe(true);
    await target.host.exec('kill "$(cat /run/worker)"');
    expect(await target.apply(await target.plan('clean-nested-docker', { volume }))).toMatchObject({
      state: 'succeeded',
    });
  });

  it('is refused while containers exist that Docker does not show (G15)', async () => {
    const { volume } = await dindVolume(target.host);
    await hiddenContainer(target.host);
    await target.reconnect();
    const { draft } = await target.propose('clean-nested-docker', { volume });
    expect(draft).toMatchObject({ refused: true });
    await changeDaemonConfig(target.host, { 'storage-driver': undefined });
    await restartDocker(target.host);
    await target.reconnect();
  });
});
