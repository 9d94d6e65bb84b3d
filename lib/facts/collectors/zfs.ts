import { sh } from '../../shell/sh.ts';
import { parseZfs } from '../parsers/kernel/zfs.ts';
import type { Collector } from './collector.ts';

/**
 * Pools and datasets. Without the kernel's module there is no ZFS. Docker's own layers are left out: one dataset each, thousands.
 * zpool and zfs can wait for ever for a suspended pool; the kernel's own file (OpenZFS 0.8 and later) does not.
 */
const zfs: Collector<'zfs'> = {
  id: 'zfs',
  limitSeconds: 15,
  toleratesComplaints: true,
  appliesTo: () => true,
  script: () => sh`if [ ! -e /sys/module/zfs ] && [ ! -e /proc/spl/kstat/zfs ]; then bilge_part none; exit 0; fi
states=
for file in /proc/spl/kstat/zfs/*/state; do
  [ -r "$file" ] || continue
  read -r state <"$file" || continue
  pool=\${file%/state}; states="$states\${pool##*/} $state
"
done
case $states in *" SUSPENDED"*) bilge_part states; printf '%s' "$states"; exit 0 ;; esac
command -v zpool >/dev/null 2>&1 || bilge_no_tool "The ZFS module is loaded, but no zpool command was found."
bilge_part pools; zpool list -Hp -o name,health,size,free,capacity
bilge_part status; zpool status 2>/dev/null | awk '/^ *pool:/ { shown = 1 } /^ *(scan|scrub|config):/ { shown = 0 } shown || /^ *errors:/'
bilge_part datasets; zfs list -Hp -t filesystem -o name,used,avail,mountpoint,canmount | grep -vE '/([0-9a-f]{64}|[0-9a-z]{25})(-init)?\t'`,
  parse(output) {
    if (output.optional('pools') !== null || output.optional('states') !== null) return parseZfs(output);
    output.part('none');
    return { pools: [], datasets: [] };
  },
};
export default zfs;
