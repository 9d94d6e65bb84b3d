import { existsSync, readFileSync } from 'node:fs';
import { runCommand } from './run-command.ts';

export type LabAvailability = { ok: true } | { ok: false; reason: string };

const programs = [
  'mmdebstrap',
  'systemd-nspawn',
  'mkfs.btrfs',
  'mkfs.ext4',
  'mkfs.xfs',
  'ip',
  'losetup',
  'flock',
  'unshare',
  'nsenter',
  'ssh-keygen',
];

/**
 * Can hosts be made on this machine? The answer names what is missing, for the line a skipped test prints.
 * Builds and installs nothing; a missing base tree is made by the first `startHost`.
 */
export async function labAvailable(): Promise<LabAvailability> {
  const reason = await missingPiece();
  return reason === undefined ? { ok: true } : { ok: false, reason };
}

async function missingPiece(): Promise<string | undefined> {
  if (process.env.BILGE_LAB === 'off') return 'BILGE_LAB=off is set';
  if (process.platform !== 'linux') return `the lab needs Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'the lab needs root: it makes mounts, network namespaces and loop devices';
  const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`.split(':');
  const missing = programs.filter((program) => !path.some((folder) => existsSync(`${folder}/${program}`)));
  if (missing.length > 0) return `missing programs: ${missing.join(', ')} (run lab/install-packages.sh)`;
  if (!existsSync('/dev/loop-control')) return 'no /dev/loop-control: this kernel or container has no loop devices';
  const filesystems = readFileSync('/proc/filesystems', 'utf8');
  for (const filesystem of ['overlay', 'btrfs', 'xfs', 'ext4']) {
    if (new RegExp(`\\t${filesystem}$`, 'm').test(filesystems)) continue;
    const loaded = await runCommand('modprobe', [filesystem], { allowFailure: true }).catch(() => undefined);
    if (loaded?.code !== 0) return `the kernel has no ${filesystem}`;
  }
  const unshared = await runCommand('unshare', ['--mount', '--net', 'true'], { allowFailure: true });
  if (unshared.code !== 0) return `namespaces are not allowed here: ${unshared.stderr.trim()}`;
  return undefined;
}
