import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { labAvailable, stopAll } from '../../lab/lab.ts';
import { type PlatformKind, platformKindNames } from '../../lab/platforms/platform-kinds.ts';
import { startPlatform } from '../../lab/platforms/start-platform.ts';
import { isRefusal } from '../../lib/domain/plan.ts';
import { PlatformRun } from './platform-run.ts';

/** Bilge's own "restart Docker", planned, launched and followed over SSH, by each platform's own commands. */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: ${lab.reason}`);

afterAll(stopAll);

/** An engine of 20.10 on btrfs switches DSM's share quotas off when it stops; TrueNAS restarts apps by its middleware. */
const refused: readonly PlatformKind[] = ['synology-dsm6', 'truenas-scale'];

describe.skipIf(!lab.ok)('restart-docker', () => {
  let target: PlatformRun | undefined;
  afterEach(async () => {
    await target?.stop();
    target = undefined;
  });

  it.each(platformKindNames.filter((kind) => !refused.includes(kind)))(
    'on %s stops dockerd, starts it again, and the containers that ran run again; no run starts a helper container',
    async (kind) => {
      const { host, settings } = await startPlatform(kind);
      target = new PlatformRun(host);
      await host.exec(
        `"$1" import --change 'CMD ["/bin/sh"]' /usr/local/share/bilge-lab/busybox.tar busybox:lab
         for each in 'nap --label x=1' 'labelled --label bilge.helper=1' 'bilge-helper-0123456789ab --label bilge.helper=1'; do
           "$1" run -d --network none --name $each busybox:lab sh -c 'trap exit TERM; while :; do sleep 1 & wait; done'
         done`,
        { args: [settings.dockerClient] },
      );
      const before = (await host.exec('pidof dockerd')).stdout;
      const run = await target.run('restart-docker', {});
      expect(run.steps.map((step) => [step.state, step.said])).toEqual([['done', expect.anything()]]);
      expect(run.state).toBe('succeeded');
      expect((await host.exec('pidof dockerd')).stdout).not.toBe(before);
      const { stdout } = await host.exec('"$1" ps --format "{{.Names}}"', { args: [settings.dockerClient] });
      // DSM's package starts by itself whatever ran when it was stopped (`LastRunningContainer`), the helper container too.
      const helper = kind === 'synology-dsm7' ? ['bilge-helper-0123456789ab'] : [];
      expect(stdout.trim().split('\n').toSorted()).toEqual([...helper, 'labelled', 'nap']);
    },
  );

  it.each(refused)('on %s is refused before anything is done', async (kind) => {
    const { host } = await startPlatform(kind);
    target = new PlatformRun(host);
    const before = (await host.exec('pidof dockerd')).stdout;
    const { draft } = await target.propose('restart-docker', {});
    expect(isRefusal(draft)).toBe(true);
    expect((await host.exec('pidof dockerd')).stdout).toBe(before);
  });
});
