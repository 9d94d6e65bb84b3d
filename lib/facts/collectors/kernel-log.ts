import { sh } from '../../shell/sh.ts';
import { parseKernelLog } from '../parsers/kernel/kernel-log.ts';
import type { Collector } from './collector.ts';

/**
 * What the kernel said about disks and filesystems since it started: dmesg, else its journal. Only lines of these kinds, the last 300
 * of them. A container sees the log of the machine below it, or none: then this is unknown, never "no error".
 */
const kernelLog: Collector<'kernelLog'> = {
  id: 'kernelLog',
  limitSeconds: 10,
  toleratesComplaints: true,
  appliesTo: () => true,
  script: () => sh`said=
if command -v dmesg >/dev/null 2>&1; then said=$(dmesg 2>/dev/null); fi
if [ -z "$said" ] && command -v journalctl >/dev/null 2>&1; then
  said=$(journalctl -q --no-pager -k -b -n 20000 -o short-monotonic 2>/dev/null)
fi
if [ -z "$said" ]; then
  [ "$BILGE_UID" = 0 ] || bilge_denied "The kernel's log can only be read by root."
  bilge_denied "The kernel's log cannot be read here (in a container it belongs to the machine below)."
fi
bilge_part uptime; cat /proc/uptime
bilge_part devices
for device in /sys/class/block/*; do [ -e "$device" ] && printf '%s\n' "\${device##*/}"; done
bilge_part log
printf '%s\n' "$said" | awk '
  tolower($0) ~ /i\/o error|medium error|(space allocation|target|transport|protection|timeout|nexus|offline|remote i\/o) error, dev|offline device|device offlined|dead device|being removed|failed result|unrecovered|add\. sense|failed command|emask|link down|ata[0-9.]+: (disabled|error|status)|nvme.*(timeout|controller is down|removing|not ready)|mmcblk.*(error|timed out|failed)|usb disconnect|btrfs.*(error|critical|warning|readonly|aborted|space_info|errno|balance)|-fs .*(error|read-only)|jbd2|aborting journal|xfs \(.*(error|corrupt|shut)|emergency read only|device-mapper: (thin|block manager|space map|transaction)|md.*(failure|not correctable|not enough|cannot start)|pool .*suspend/ {
    line[kept++] = substr($0, 1, 500)
  }
  END { for (at = kept > 300 ? kept - 300 : 0; at < kept; at++) print line[at] }'`,
  parse: (output) => parseKernelLog(output),
};
export default kernelLog;
