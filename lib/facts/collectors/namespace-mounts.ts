import { sh } from '../../shell/sh.ts';
import { parseNamespaceMounts } from '../parsers/kernel/namespace-mounts.ts';
import type { Collector } from './collector.ts';

/**
 * What is mounted in any mount namespace (R5 of docs/reference/docker-on-disk.md#where-references-live). A container's root, a stale
 * `merged` in a forgotten `unshare -m`, a nested daemon's self-bind: all are only seen in the namespace they live in. One stat tells
 * every process' namespace; of each namespace up to three processes are read (one may end meanwhile), and only lines that can matter
 * are kept: the data root's device, its path, union mounts, driver directories, and each namespace's own root, which proves that the
 * table was read.
 */
const namespaceMounts: Collector<'namespaceMounts'> = {
  id: 'namespaceMounts',
  limitSeconds: 30,
  gzip: true,
  toleratesComplaints: true,
  appliesTo: () => true,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
[ "$BILGE_UID" = 0 ] || bilge_denied "Mounts of other processes can only be read by root."
escaped() { # sets text to what mountinfo writes for a path
  text=$1
  case $1 in *[!A-Za-z0-9_./-]*) text=$(printf '%s' "$1" | sed -e 's|\\|\\134|g' -e 's| |\\040|g' -e 's|	|\\011|g') ;; esac
}
escaped "$BILGE_REQUESTED_ROOT"; requested=$text
escaped "$BILGE_ROOT"; root=$text; export text
bilge_part before; printf '%s\n' /proc/[0-9]*
table=$("$BILGE_STAT" -L -c '%i %n' /proc/[0-9]*/ns/mnt 2>/dev/null)
bilge_part namespaces; printf '%s\n' "$table"
# The device of the data root, then the tables to read. PID 1's own table may be out of reach; then the proof is refused below, since
# its namespace stays unread, but this process' table still tells the device.
own=/proc/1/mountinfo; cat "$own" >/dev/null 2>&1 || own=/proc/self/mountinfo
chosen=$(printf '%s\n' "$table" | awk '
NR == FNR { point = $5; if (point != "/") point = point "/"; if (index(ENVIRON["text"] "/", point) == 1 && length(point) >= best) { best = length(point); device = $3 } }
NR != FNR { if (!told++) print (device == "" ? "none" : device); if (seen[$1]++ < 3) { sub("/ns/mnt$", "/mountinfo", $2); print $2 } }' "$own" -)
device=\${chosen%%"$newline"*}; chosen=\${chosen#*"$newline"}
bilge_part mounts
# shellcheck disable=SC2086 # one word a file
[ -z "$chosen" ] || grep -aHF -e ' / ' -e "$root" -e "$requested" -e " $device " -e ' - overlay ' -e ' - aufs ' -e ' - fuse.fuse-overlayfs ' -e /btrfs/subvolumes/ -e /vfs/dir/ $chosen 2>/dev/null
bilge_part holders
# One ls: first the links themselves, then the folders of descriptors, each below its name.
ls -ln /proc/[0-9]*/cwd /proc/[0-9]*/root /proc/[0-9]*/fd/ 2>/dev/null | awk '
/^\/proc\// { if (!holder) printf "\n==bilge:%s:part:descriptors==\n", ENVIRON["BILGE_NONCE"]; holder = $0; next }
!holder && index($0, " -> " ENVIRON["BILGE_ROOT"])
holder && index($0, " -> " ENVIRON["BILGE_ROOT"] "/") { print $0 " " holder }
END { if (!holder) printf "\n==bilge:%s:part:descriptors==\n", ENVIRON["BILGE_NONCE"] }'
bilge_part commands; grep -aH '' /proc/[0-9]*/comm 2>/dev/null
# A zombie without threads holds no mounts and has no namespace to read; any container without an init leaves some. It is dead, not unreadable.
dead=' '
for status in $(grep -al '^State:[[:space:]]*[ZX]' /proc/[0-9]*/status 2>/dev/null); do
  set -- "\${status%/status}"/task/[0-9]*
  [ $# -gt 1 ] || dead="$dead\${status%/status} "
done
bilge_part after; for process in /proc/[0-9]*; do case $dead in *" $process "*) ;; *) printf '%s\n' "$process" ;; esac; done`,
  parse: (output, context) => parseNamespaceMounts(output, context.host.dataRoot ?? '/'),
};
export default namespaceMounts;
