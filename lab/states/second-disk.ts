import { execFileSync } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import type { LabHost } from '../lab-host.ts';

/** Another filesystem in a file of the host, mounted now and at every boot. */
export async function secondDisk(
  host: LabHost,
  { mountPoint, filesystem, bytes }: { mountPoint: string; filesystem: 'ext4' | 'xfs' | 'btrfs'; bytes: number },
): Promise<void> {
  const image = `/disk${mountPoint.replaceAll('/', '-')}.img`;
  await host.exec(
    `set -e; truncate -s "$2" "$1"; mkfs.$3 -q "$1"; mkdir -p "$4"; printf '%s %s %s loop 0 0\\n' "$1" "$4" "$3" >>/etc/fstab
systemctl daemon-reload; mount "$4"; mountpoint -q "$4"`,
    { args: [image, String(bytes), filesystem, mountPoint] },
  );
}

/** This machine's rsync with the libraries that the host does not have: the trees of the lab are minimal installs, as many servers are. */
export async function installRsync(host: LabHost): Promise<void> {
  const program = execFileSync('sh', ['-c', 'command -v rsync'], { encoding: 'utf8' }).trim();
  const linked = execFileSync('ldd', [program], { encoding: 'utf8' });
  const libraries = [...linked.matchAll(/=> (\/\S+)/g)].map((match) => match[1] ?? '');
  const { stdout } = await host.exec('ldconfig -p');
  for (const path of libraries) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // Never one that is there: the host's own programs use it at this moment.
    if (stdout.includes(`${name} `)) continue;
    await host.putFile(`/usr/lib/x86_64-linux-gnu/${name}`, readFileSync(realpathSync(path)), 0o755);
  }
  await host.putFile('/usr/bin/rsync', readFileSync(program), 0o755);
  await host.exec('ldconfig; rsync --version >/dev/null');
}
