import { detectPlatform, markerFiles, markerNames, vendorTools } from '../../platforms/detect-platform.ts';
import { safePaths } from '../../shell/prelude/safe-paths.ts';
import { sh } from '../../shell/sh.ts';
import { parsePlatform } from '../parsers/kernel/platform.ts';
import type { Collector } from './collector.ts';

/** What any part of Bilge may want to call on this host. */
const tools = [
  ...[
    'docker',
    'dockerd',
    'containerd',
    'ctr',
    'btrfs',
    'btrfstune',
    'mkfs.btrfs',
    'mkfs.ext4',
    'mkfs.xfs',
    'e2fsck',
    'resize2fs',
  ],
  ...[
    'xfs_growfs',
    'xfs_info',
    'zfs',
    'zpool',
    'dmsetup',
    'lvs',
    'mdadm',
    'smartctl',
    'losetup',
    'mount',
    'umount',
    'findmnt',
    'lsblk',
  ],
  ...[
    'blkid',
    'fstrim',
    'fallocate',
    'truncate',
    'chattr',
    'lsattr',
    'filefrag',
    'stat',
    'find',
    'timeout',
    'grep',
    'awk',
    'sed',
    'gzip',
  ],
  ...[
    'tar',
    'rsync',
    'cp',
    'mv',
    'dd',
    'sync',
    'sha256sum',
    'cksum',
    'od',
    'setsid',
    'nohup',
    'flock',
    'nice',
    'ionice',
    'unshare',
  ],
  ...['nsenter', 'sudo', 'doas', 'systemctl', 'systemd-run', 'rc-service', ...vendorTools, 'curl', 'socat'],
  ...['nc', 'python3', 'perl', 'jq', 'lsof', 'fuser', 'journalctl', 'dmesg'],
] as const;

const platform: Collector<'platform'> = {
  id: 'platform',
  limitSeconds: 15,
  toleratesComplaints: true,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      safePaths,
      sh`bilge_part identity
printf '%s\0' "$BILGE_UID" "$(readlink /proc/$$/exe)" "$(uname -n)" "$(uname -r)" "$(uname -m)" "$(date +%s)"
bilge_part uptime; cat /proc/uptime
bilge_part bootId; cat /proc/sys/kernel/random/boot_id
bilge_part machineId
cat /etc/machine-id 2>/dev/null || cat /var/lib/dbus/machine-id 2>/dev/null
for file in ${[...markerFiles]}; do
  [ -r "$file" ] || continue
  bilge_part "marker:$file"; head -c 4096 "$file"
done
for file in ${[...markerNames]}; do [ -e "$file" ] && bilge_part "marker:$file"; done
bilge_part init
read -r first </proc/1/comm && printf '%s\n' "$first"
[ -d /run/systemd/system ] && echo has-systemd
[ -x /sbin/openrc ] || [ -d /run/openrc ] && echo has-openrc
bilge_part tools
folders=$PATH; busybox=
IFS=:
for folder in $folders; do if [ -x "$folder/busybox" ]; then busybox=$folder/busybox; break; fi; done
names=${tools.join(':')}; left_out=$BILGE_LEFT_OUT
set --
for tool in $names; do
  for folder in $folders; do
    if [ -x "$folder/$tool" ]; then set -- "$@" "$folder/$tool"; break; fi
  done
done
unset IFS
# Root runs these by their paths: the folders are safe, what a link in them leads to may not be. Those of the system's own are the system's.
for path in "$@"; do
  case $path in
    /usr/sbin/* | /usr/bin/* | /sbin/* | /bin/*) ;;
    *) if ! bilge_is_safe "$path"; then left_out=$left_out$path:\ $bilge_why$newline; continue; fi ;;
  esac
  kind=other
  [ -n "$busybox" ] && [ "$path" -ef "$busybox" ] && kind=busybox
  printf '%s %s %s\n' "\${path##*/}" "$kind" "$path"
done
bilge_part leftOut; printf '%s' "$left_out"
bilge_part version:btrfs; btrfs --version 2>/dev/null | head -n 1
bilge_part version:mount; mount --version 2>/dev/null | grep -a '^mount from' | head -n 1
bilge_part version:stat; "$BILGE_STAT" --version 2>/dev/null | head -n 1`,
    ),
  parse: (output) => parsePlatform(output, (markers) => detectPlatform(markers)),
};
export default platform;
