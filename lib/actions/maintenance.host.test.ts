import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { hiddenContainer } from '../../lab/states/container-states.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { HostRun } from '../../test/helpers/host-run.ts';

/** Logs, log rotation, btrfs upkeep, snapshots and former drivers' stores on a real btrfs host with the btrfs driver. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED upkeep on real hosts: ${lab.reason}`);

describe.skipIf(!lab.ok)('upkeep on btrfs', () => {
  let target: HostRun;
  beforeAll(async () => {
    target = new HostRun(await startHost('btrfs'));
    await loadBusybox(target.host);
  });
  afterAll(async () => target?.stop());
  const sh = async (script: string) => (await target.host.exec(script)).stdout.trim();

  it('empties the log of a running container, which logs on', async () => {
    await sh(
      'docker run -d --init --name talker busybox:lab sh -c "yes hello | head -n 200000; while :; do echo on; sleep 0.2; done"; until [ "$(docker logs --tail 1 talker)" = on ]; do sleep 0.2; done',
    );
    const run = await target.run('truncate-container-logs', { names: 'talker' });
    expect(run).toMatchObject({ state: 'succeeded' });
    await sh('until [ "$(docker logs --tail 1 talker)" = on ]; do sleep 0.2; done');
    expect(Number(await sh('stat -c %s "$(docker inspect --format "{{.LogPath}}" talker)"'))).toBeLessThan(100_000);
    await sh('docker rm -f talker');
  });

  it('sets log rotation with a restart, and a second time finds nothing to do', async () => {
    const run = await target.run('set-log-rotation', { maxSize: '5m', maxFile: '2', restart: 'yes' });
    expect(run).toMatchObject({ state: 'succeeded' });
    await target.reconnect();
    expect(
      await sh(
        'docker run -d --name limited busybox:lab true >/dev/null; docker inspect --format "{{json .HostConfig.LogConfig.Config}}" limited',
      ),
    ).toBe('{"max-file":"2","max-size":"5m"}');
    const { draft } = await target.propose('set-log-rotation', { maxSize: '5m', maxFile: '2' });
    expect(draft).toMatchObject({ refused: true });
  });

  it(
    'takes the configuration back when Docker does not start with it',
    async () => {
      const before = await sh('cat /etc/docker/daemon.json');
      const plan = await target.plan('set-log-rotation', { maxSize: '7m', restart: 'yes' });
      await sh(
        'mkdir -p /etc/systemd/system/docker.service.d && printf "[Service]\\nExecStartPre=/bin/sh -c \\"! grep -q 7m /etc/docker/daemon.json\\"\\n" >/etc/systemd/system/docker.service.d/x.conf && systemctl daemon-reload',
      );
      const run = await target.apply(plan);
      await sh('rm /etc/systemd/system/docker.service.d/x.conf && systemctl daemon-reload');
      expect(run).toMatchObject({ state: 'failed' });
      expect(run.steps[0]).toMatchObject({ state: 'undone' });
      expect(await sh('cat /etc/docker/daemon.json')).toBe(before);
      expect(await sh('docker info --format "{{.Driver}}"')).toBe('btrfs');
      await target.reconnect();
    },
    patience(600_000),
  );

  it('balances low usage first, and scrubs', async () => {
    expect(await target.run('btrfs-balance', { usage: '5' })).toMatchObject({ state: 'succeeded' });
    const scrub = await target.run('btrfs-scrub', {});
    expect(scrub).toMatchObject({ state: 'succeeded' });
    expect(scrub.steps[0]?.said).toMatch(/no errors|0 errors/);
  });

  it('snapshots every layer, not only the root that would hold them as empty directories (G29)', async () => {
    const run = await target.run('snapshot-data-root', { name: 'before' });
    expect(run).toMatchObject({ state: 'succeeded' });
    const layers = (await sh('ls /var/lib/docker/btrfs/subvolumes')).split('\n');
    expect((await sh('ls /var/lib/docker/.bilge-snapshots/before/layers')).split('\n')).toEqual(layers);
    expect(await sh(`ls /var/lib/docker/.bilge-snapshots/before/layers/${layers[0]} | head -n 1`)).not.toBe('');
    expect(await sh('ls /var/lib/docker/.bilge-snapshots/before/root/image')).toContain('btrfs');
    await sh('cd /var/lib/docker/.bilge-snapshots/before && btrfs subvolume delete layers/* root');
  });

  it('asks twice before it deletes the store of a former driver, and then deletes it whole (trap 7)', async () => {
    const { containerId } = await hiddenContainer(target.host);
    await target.reconnect();
    const { draft } = await target.propose('remove-abandoned-store', { store: 'btrfs' });
    expect(draft).toMatchObject({ refused: true, excuses: [{ guardId: 'asked-twice' }] });
    const run = await target.run('remove-abandoned-store', { store: 'btrfs', sure: 'btrfs' });
    expect(run).toMatchObject({ state: 'succeeded' });
    expect(await sh(`ls -d /var/lib/docker/btrfs /var/lib/docker/containers/${containerId} 2>/dev/null || true`)).toBe(
      '',
    );
    expect(await sh('docker info --format "{{.Driver}}"')).toBe('vfs');
  });
});
