import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/**
 * A root directory with nothing but BusyBox, as on a small NAS: its applets as links, /proc and /sys bound. Needs root and `unshare`.
 * @returns the command that starts a program in it, or the reason why it cannot be made here
 */
export function busyboxRoot(folder: string): { command: string[] } | { reason: string } {
  if (process.getuid?.() !== 0) return { reason: 'needs root for chroot' };
  const busybox = spawnSync('sh', ['-c', 'readlink -f "$(command -v busybox)"']).stdout.toString().trim();
  if (busybox === '') return { reason: 'busybox is not installed' };
  for (const name of ['bin', 'proc', 'sys', 'dev', 'tmp', 'etc'])
    fs.mkdirSync(`${folder}/${name}`, { recursive: true });
  fs.copyFileSync(busybox, `${folder}/bin/busybox`);
  fs.chmodSync(`${folder}/bin/busybox`, 0o755);
  const libraries = spawnSync('ldd', [busybox]).stdout.toString();
  for (const [library] of libraries.matchAll(/\/\S+/g)) {
    fs.mkdirSync(path.dirname(`${folder}${library}`), { recursive: true });
    fs.copyFileSync(library, `${folder}${library}`);
    fs.chmodSync(`${folder}${library}`, 0o755);
  }
  for (const applet of spawnSync(busybox, ['--list']).stdout.toString().trim().split('\n')) {
    if (applet !== 'busybox') fs.symlinkSync('busybox', `${folder}/bin/${applet}`);
  }
  fs.writeFileSync(`${folder}/dev/null`, '');
  const enter =
    'mount --bind /proc "$1/proc" && mount --bind /sys "$1/sys" && mount --bind /dev/null "$1/dev/null" && root=$1 && shift && exec chroot "$root" "$@"';
  const probe = spawnSync('unshare', ['-m', 'sh', '-c', enter, 'sh', folder, '/bin/sh', '-c', 'exit 7']);
  if (probe.status !== 7) return { reason: `unshare and chroot do not work here: ${probe.stderr.toString()}` };
  return { command: ['unshare', '-m', 'sh', '-c', enter, 'sh', folder] };
}
