import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { InstallLog } from './install-log.ts';
import { addAndScan, checkFiles, firstPage, packaged, upload } from './install-steps.ts';
import { timeStarts } from './start-times.ts';

/** The commands that packaging/INSTALL.md shows, as they stand there. */
function commandsOfGuide(): string {
  const block = /```\n([\s\S]*?)```/.exec(fs.readFileSync('packaging/INSTALL.md', 'utf8'))?.[1];
  if (block === undefined) throw new Error('packaging/INSTALL.md shows no commands');
  return block
    .split('\n')
    .filter((line) => !line.startsWith('journalctl'))
    .join('\n');
}

export async function installTarball(): Promise<InstallLog> {
  const log = new InstallLog('Tarball, Debian 13');
  const archive = packaged(/^bilge-.*-linux-x64\.tar\.gz$/);
  const files = execFileSync('tar', ['-tzf', archive], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n');
  checkFiles(log, files);
  log.note('size', `${(fs.statSync(archive).size / 1e6).toFixed(1)} MB compressed`);
  const host = await startHost('trixie-ext4');
  try {
    await upload(host, archive, `/root/${archive.split('/').at(-1)}`);
    const since = performance.now();
    await host.exec(`cd /root && ${commandsOfGuide()}`, { timeoutMs: patience(120_000) });
    log.note('guide’s commands until the first page, unpacking included', `${await firstPage(host, since)} ms`);
    await timeStarts(host, log, {
      what: 'systemctl start',
      stop: 'systemctl stop bilge',
      start: 'systemctl start bilge',
      processId: 'systemctl show -p MainPID --value bilge',
    });
    const cli = 'runuser -u bilge -- env BILGE_DATA=/var/lib/bilge-dashboard /opt/bilge/bin/bilge';
    const health = await host.exec(`${cli} health`);
    log.note('bilge health', health.stdout.trim());
    const size = await host.exec(
      'du -sm /opt/bilge/ | cut -f1; systemctl show -p MemoryCurrent --value bilge; systemd-analyze security --no-pager bilge | tail -1',
    );
    log.note('unpacked MB, memory in bytes, exposure', size.stdout.trim().split('\n').join(' · '));
    await addAndScan(host, log, cli, '127.0.0.1');
    await refusedStarts(host, log);
  } finally {
    await host.stop();
  }
  return log;
}

/** Each ends with 78 and one line, and systemd does not try again. */
async function refusedStarts(host: Awaited<ReturnType<typeof startHost>>, log: InstallLog): Promise<void> {
  const data = '/var/lib/bilge-dashboard';
  // A run as root, or a restored copy: systemd gives its StateDirectory back to the unit's user.
  await host.exec(`systemctl stop bilge; chown -R root:root ${data}; systemctl start bilge`);
  log.note(
    'data of another owner: systemd gives it back',
    `first page after ${await firstPage(host, performance.now())} ms`,
  );
  const cases: [string, string, string, RegExp][] = [
    [
      'a file of another owner',
      `chown root:root ${data}/bilge.db; chmod 600 ${data}/bilge.db`,
      `chown bilge:bilge ${data}/bilge.db`,
      /chown /,
    ],
    ['key file missing', `mv ${data}/secret.key /root/`, `mv /root/secret.key ${data}/`, /secret\.key/],
    [
      'port in use',
      'systemd-run --unit=taken socat TCP-LISTEN:3000,fork,reuseaddr /dev/null; until ss -ltn | grep -q :3000; do sleep 0.1; done',
      'systemctl stop taken',
      /already listens on port 3000/,
    ],
    [
      'setting that makes no sense',
      'echo BILGE_READ_ONLY=maybe >> /etc/default/bilge',
      'sed -i /BILGE_READ_ONLY/d /etc/default/bilge',
      /BILGE_READ_ONLY/,
    ],
  ];
  for (const [what, breakIt, mendIt, line] of cases) {
    await host.exec(
      `systemctl stop bilge; systemctl reset-failed bilge 2>/dev/null; ${breakIt}; journalctl --rotate --vacuum-time=1s >/dev/null 2>&1; systemctl start bilge`,
    );
    const seen = await host.exec(
      `until systemctl is-failed --quiet bilge; do sleep 0.1; done
       systemctl show -p ExecMainStatus,NRestarts --value bilge; journalctl -u bilge -o cat --no-pager | grep '^Bilge cannot'`,
      { timeoutMs: patience(60_000) },
    );
    const [status, restarts, ...said] = seen.stdout.trim().split('\n');
    log.check(
      what,
      [status, restarts].includes('78') && [status, restarts].includes('0') && line.test(said.join('\n')),
      `code 78, tried again 0 times: ${said.at(-1) ?? ''}`,
    );
    await host.exec(mendIt);
  }
  await host.exec('systemctl reset-failed bilge; systemctl start bilge');
  log.note('started again after each was mended', `${await firstPage(host, performance.now())} ms`);
}
