import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type HostKind, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { InstallLog } from './install-log.ts';
import { addAndScan, firstPage, packaged, upload } from './install-steps.ts';

/** The same package with a higher version, as an upgrade brings it. */
function nextVersion(file: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-deb-'));
  execFileSync('dpkg-deb', ['-R', file, `${folder}/tree`]);
  const control = `${folder}/tree/DEBIAN/control`;
  fs.writeFileSync(control, fs.readFileSync(control, 'utf8').replace(/^Version: .*$/m, 'Version: 99.0.0'));
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '-b', `${folder}/tree`, `${folder}/next.deb`]);
  fs.rmSync(`${folder}/tree`, { recursive: true });
  return `${folder}/next.deb`;
}

export async function installDeb(kind: HostKind, debian: number): Promise<InstallLog> {
  const log = new InstallLog(`.deb, Debian ${debian}`);
  const file = packaged(/^bilge_.*_amd64\.deb$/);
  log.note('size', `${(fs.statSync(file).size / 1e6).toFixed(1)} MB`);
  const next = nextVersion(file);
  const host = await startHost(kind);
  try {
    await upload(host, file, '/root/bilge.deb');
    await upload(host, next, '/root/next.deb');
    const before = await host.exec(
      'find / -xdev \\( -path /proc -o -path /sys -o -path /var/lib/dpkg -o -path /var/log -o -path /run -o -path /tmp -o -path /root \\) -prune -o -type f -print | sort > /root/before; wc -l < /root/before',
    );
    const installed = await host.exec('dpkg -i /root/bilge.deb 2>&1', {
      allowFailure: true,
      timeoutMs: patience(180_000),
    });
    log.check('dpkg -i', installed.code === 0, installed.stdout.trim().split('\n').at(-1) ?? '');
    // The LAN must be asked for.
    await host.exec("sed -i 's/^BILGE_HOST=.*/BILGE_HOST=0.0.0.0/' /etc/default/bilge; systemctl restart bilge");
    log.note('systemctl restart until the first page', `${await firstPage(host, performance.now())} ms`);
    log.note('bilge health', (await host.exec('bilge health')).stdout.trim());
    await addAndScan(host, log, 'bilge', '127.0.0.1');

    const upgraded = await host.exec('dpkg -i /root/next.deb 2>&1', {
      allowFailure: true,
      timeoutMs: patience(180_000),
    });
    log.check('upgrade', upgraded.code === 0, (await host.exec("dpkg-query -W -f '${Version}' bilge")).stdout);
    await firstPage(host, performance.now());
    const hosts = (await host.exec('bilge host list')).stdout;
    log.check(
      'hosts and settings after the upgrade',
      /nas\s+ssh:\/\/root@127\.0\.0\.1\s+reachable/.test(hosts),
      hosts.trim().split('\n').at(-1) ?? '',
    );
    log.note('the setting that was changed', (await host.exec('grep BILGE_HOST= /etc/default/bilge')).stdout.trim());

    await host.exec('dpkg -r bilge 2>&1', { timeoutMs: patience(60_000) });
    const kept = await host.exec('test -s /var/lib/bilge-dashboard/bilge.db && echo the data stays');
    log.note('dpkg -r', kept.stdout.trim());
    await host.exec('dpkg -P bilge 2>&1', { timeoutMs: patience(60_000) });
    const left = await host.exec(
      `find / -xdev \\( -path /proc -o -path /sys -o -path /var/lib/dpkg -o -path /var/log -o -path /run -o -path /tmp -o -path /root -o -path /var/lib/docker -o -path /var/lib/containerd \\) -prune -o -type f -print | sort > /root/after
       comm -13 /root/before /root/after; getent passwd bilge; systemctl list-unit-files | grep bilge || true`,
      { allowFailure: true },
    );
    const rest = left.stdout
      .split('\n')
      .filter(
        (name) =>
          name !== '' &&
          !/^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-$|machine-id|\/var\/lib\/systemd/.test(name),
      );
    log.check(
      'dpkg -P: what is left',
      rest.length === 0,
      rest.length === 0 ? `no file, no user, no unit (${before.stdout.trim()} files as before)` : rest.join(' '),
    );
  } finally {
    await host.stop();
    fs.rmSync(path.dirname(next), { recursive: true, force: true });
  }
  return log;
}
