import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { installRsync, secondDisk } from '../../lab/states/second-disk.ts';
import { imageCases } from '../helpers/ops/image-cases.ts';
import { afterMoveCases, beforeMoveCases } from '../helpers/ops/migration-cases.ts';
import { testOps } from '../helpers/ops/op-case.ts';
import { OpHost } from '../helpers/ops/op-host.ts';
import { makeAwkwardContainers, runningAfterwards } from '../migration/awkward-containers.ts';
import { changesBetween, manifestOf } from '../migration/manifest.ts';

/** The ops of moves and images one by one on a real host: run, run again, refused, with awkward containers that are the same in the end. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED the ops of a move on real hosts: ${lab.reason}`);
const kind = process.env.MIGRATION_KIND === 'trixie-ext4' ? 'trixie-ext4' : 'ext4';

describe.skipIf(!lab.ok)(`the ops of moves and images on ${kind}`, () => {
  let host: OpHost;
  let before: string[] = [];
  beforeAll(async () => {
    host = await OpHost.start(kind);
    await installRsync(host.host);
    await secondDisk(host.host, { mountPoint: '/mnt/second', filesystem: 'ext4', bytes: 3 * 2 ** 30 });
    await makeAwkwardContainers(host.host);
    before = await manifestOf(host.host);
  });
  afterAll(async () => {
    // A paused process does not hear the signal that ends its host.
    await host?.host.exec('docker unpause $(docker ps -q --filter status=paused)', { allowFailure: true });
    await host?.stop();
  });
  const run = async (action: string) => {
    const done = await host.run(action, {});
    expect(done.state, JSON.stringify(done)).toBe('succeeded');
    await host.reconnect();
  };
  const same = async (root: string) => {
    expect(await host.sh('docker info --format "{{.DockerRootDir}}"')).toBe(root);
    expect(changesBetween(before, await manifestOf(host.host))).toEqual([]);
    expect(await host.sh('docker ps -q | wc -l')).toBe(String(runningAfterwards));
  };

  testOps('an image', imageCases, () => host);

  it('all is the same in the image, after a boot too, and back on the disk; the image then goes whole', async () => {
    await same('/mnt/second/docker-image');
    await host.host.exec('docker unpause $(docker ps -q --filter status=paused)', { allowFailure: true });
    await host.host.powerOff();
    await host.host.powerOn();
    await host.reconnect();
    expect(await host.sh('docker info --format "{{.DockerRootDir}}"')).toBe('/mnt/second/docker-image');
    expect(await host.sh('losetup -n -O NAME -j /mnt/second/docker-image.img | wc -l')).toBe('1');
    await host.sh('docker start side db reader linked anonymous hostnet healthy frozen ofkept; docker pause frozen');
    await same('/mnt/second/docker-image');
    await run('roll-back-migration');
    await same('/var/lib/docker');
    await run('finish-migration');
    expect(await host.sh('ls /mnt/second; ls /etc/systemd/system | grep -c image || true')).toBe('lost+found\n0');
    expect(await host.sh('losetup -n -O BACK-FILE | grep -c docker-image || true')).toBe('0');
  });

  testOps('before a move', beforeMoveCases, () => host);
  testOps('after a move', afterMoveCases, () => host);

  it('is on the second disk alone in the end, with everything', async () => {
    await same('/mnt/second/docker');
    expect(await host.sh('ls /var/lib/docker')).toBe('lost+found');
    expect(await host.sh('docker logs failed 2>&1 | sort; docker start -a stopped; docker start writer')).toBe(
      'err\nout\nwriter',
    );
  });
});
