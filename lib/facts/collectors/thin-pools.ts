import { sh } from '../../shell/sh.ts';
import { parseThinPools } from '../parsers/kernel/thin-pools.ts';
import type { Collector } from './collector.ts';

/**
 * LVM thin pools. Without any device-mapper device there is none, whether or not the tools are installed. sysfs names the
 * devices, /proc/partitions does too where sysfs is hidden.
 */
const thinPools: Collector<'thinPools'> = {
  id: 'thinPools',
  limitSeconds: 10,
  toleratesComplaints: true,
  appliesTo: () => true,
  script: () => sh`found=
for device in /sys/block/dm-*; do [ -e "$device" ] && found=1 && break; done
if [ ! -d /sys/block ]; then
  [ -r /proc/partitions ] || bilge_denied "Neither /sys/block nor /proc/partitions can be read, so device-mapper devices cannot be seen."
  if grep -q ' dm-[0-9]' /proc/partitions; then found=1; fi
fi
if [ -z "$found" ]; then bilge_part none; exit 0; fi
[ "$BILGE_UID" = 0 ] || bilge_denied "LVM tells about its thin pools only to root."
command -v lvs >/dev/null 2>&1 || bilge_no_tool "There are device-mapper devices, but no lvs to ask about them."
bilge_part lvs
lvs --noheadings --nosuffix --units b --separator '|' -o vg_name,lv_name,lv_attr,lv_size,data_percent,metadata_percent`,
  parse(output) {
    const lvs = output.optional('lvs');
    if (lvs !== null) return parseThinPools(lvs);
    output.part('none');
    return [];
  },
};
export default thinPools;
