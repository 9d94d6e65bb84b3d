import { afterAll, describe, expect, it } from 'vitest';
import { type HostKind, labAvailable, startHost, stopAll } from '../../lab/lab.ts';
import { diagnosePasted } from '../../lib/usecases/diagnosis/diagnose.ts';

const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: diagnose of real hosts' output: ${lab.reason}`);
afterAll(stopAll);

const commands = [
  'docker info',
  "docker info --format '{{json .}}'",
  'docker version',
  'docker system df -v',
  'df -PT',
  'df -Pi',
  'cat /proc/self/mountinfo',
  'cat /proc/mounts',
  'findmnt',
  'mount',
  'cat /etc/fstab',
  'uname -a',
  'btrfs filesystem usage /var/lib/docker',
  'btrfs filesystem usage -T /var/lib/docker',
  'btrfs filesystem df /var/lib/docker',
  'btrfs filesystem show /var/lib/docker',
  'btrfs device stats /var/lib/docker',
  'btrfs device usage /var/lib/docker',
  'btrfs scrub status /var/lib/docker',
  'btrfs balance status /var/lib/docker',
  'btrfs subvolume list -p -u /var/lib/docker',
];

/** What real tools of real hosts print is recognised, piece by piece, and judged as a person would paste it. */
describe.skipIf(!lab.ok)('diagnose of what real hosts print', () => {
  it.each([
    ['btrfs', ['engine-end-of-life']],
    ['trixie-btrfs', ['engine-end-of-life']],
    ['vfs', ['engine-29-upgrade-trap', 'vfs-driver', 'engine-end-of-life']],
  ] satisfies [HostKind, string[]][])('%s', async (kind, expected) => {
    const host = await startHost(kind);
    try {
      const texts: Record<string, string> = {};
      for (const command of commands) {
        const { stdout, stderr } = await host.exec(command, { allowFailure: true });
        texts[command] = `root@nas:~# ${command}\n${stdout}${stderr}`;
      }
      const all = diagnosePasted(Object.values(texts));
      expect(all.unknown.filter(({ why }) => why.startsWith('The check itself failed'))).toEqual([]);
      const found = all.findings
        .map((finding) => finding.checkId)
        .filter((id) => !/^loop-|^btrfs-scrub|^data-root-mount/.test(id));
      expect(found).toEqual(expected);
      const kindOf = (command: string) => diagnosePasted([texts[command] ?? '']).pieces[0]?.kind;
      expect(kindOf('docker info')).toBe('docker-info');
      expect(kindOf("docker info --format '{{json .}}'")).toBe('docker-info-json');
      expect(kindOf('docker version')).toBe('docker-version');
      expect(kindOf('df -PT')).toBe('df');
      expect(kindOf('df -Pi')).toBe('df-inodes');
      expect(kindOf('cat /proc/self/mountinfo')).toBe('mountinfo');
      expect(kindOf('cat /proc/mounts')).toBe('proc-mounts');
      expect(kindOf('mount')).toBe('mount');
      expect(kindOf('findmnt')).toBe('findmnt');
      expect(kindOf('uname -a')).toBe('uname');
      if (kind === 'vfs') return;
      expect(kindOf('cat /etc/fstab')).toBe('fstab');
      expect(kindOf('btrfs filesystem usage /var/lib/docker')).toBe('btrfs-filesystem-usage');
      expect(kindOf('btrfs filesystem usage -T /var/lib/docker')).toBe('btrfs-filesystem-usage');
      expect(kindOf('btrfs filesystem df /var/lib/docker')).toBe('btrfs-filesystem-df');
      expect(kindOf('btrfs filesystem show /var/lib/docker')).toBe('btrfs-filesystem-show');
      expect(kindOf('btrfs device stats /var/lib/docker')).toBe('btrfs-device-stats');
      expect(kindOf('btrfs device usage /var/lib/docker')).toBe('btrfs-device-usage');
      expect(kindOf('btrfs scrub status /var/lib/docker')).toBe('btrfs-scrub-status');
      expect(kindOf('btrfs balance status /var/lib/docker')).toBe('btrfs-balance-status');
    } finally {
      await host.stop();
    }
  });
});
