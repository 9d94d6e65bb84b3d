import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { secondDisk } from '../../lab/states/second-disk.ts';
import { backupCases, backupFolder, makeImages } from '../../test/helpers/ops/backup-cases.ts';
import { testOps } from '../../test/helpers/ops/op-case.ts';
import { OpHost } from '../../test/helpers/ops/op-host.ts';

const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED saved images on a real host: ${lab.reason}`);

describe.skipIf(!lab.ok)('saved images (engine 26.1)', () => {
  let host: OpHost;
  beforeAll(async () => {
    host = await OpHost.start('trixie-ext4');
    await secondDisk(host.host, { mountPoint: '/mnt/second', filesystem: 'ext4', bytes: 512 * 2 ** 20 });
    await makeImages(host);
  });
  afterAll(async () => host?.stop());
  testOps('each op', backupCases, () => host);

  it('what was loaded again is the same, and an archive that was changed is not loaded', async () => {
    expect(await host.sh('docker run --rm own:2 cat /file')).toBe('kept');
    expect(await host.sh('docker image inspect --format "{{.Id}}" own:2')).toBe(
      await host.sh('docker image inspect --format "{{.Id}}" also:2'),
    );
    // Root's alone, with the digest of what was not saved and what to do by hand.
    expect(await host.sh('stat -c "%a %U" "$1"', backupFolder)).toBe('700 root');
    const list = await host.sh('cat "$1/images.txt"', backupFolder);
    expect(list).toMatch(/^pull sha256:\w+ pulled@sha256:d{64} pulled:1$/m);
    expect(list).not.toMatch(/^saved .* pulled:1$/m);
    await host.sh('(cd "$1" && awk \'$1 == "saved" { print $4 "  " $2 }\' images.txt | sha256sum -c)', backupFolder);
    await host.sh('docker rmi own:1 own:2 also:2');
    await host.sh('printf x | dd of="$1/images-1.tar" bs=1 seek=4096 conv=notrunc 2>/dev/null', backupFolder);
    await host.reconnect();
    const run = await host.run('restore-images', { backup: await host.sh('ls /var/lib/bilge/image-backups') });
    expect(run.steps).toMatchObject([{ state: 'failed', said: expect.stringContaining('checksum') }]);
    expect(await host.sh('docker images -q own')).toBe('');
  });
});
