import { sh } from '../../shell/sh.ts';
import { parseBtrfsHealth } from '../parsers/btrfs/btrfs-health.ts';
import { btrfsPlaces } from './btrfs-places.ts';
import type { Collector } from './collector.ts';

/**
 * Error counters, scrub, balance and what runs right now, of each btrfs below Docker. As root by btrfs itself; without, sysfs tells the
 * counters (kernel 5.14 and newer), missing devices and the running operation. A scrub's record is a file whose home may be in memory.
 */
const btrfsHealth: Collector<'btrfsHealth'> = {
  id: 'btrfsHealth',
  limitSeconds: 20,
  toleratesComplaints: true,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      btrfsPlaces,
      sh`bilge_part begin
printf '%s\n' "$places" | while IFS=' ' read -r uuid place; do
  [ -n "$uuid" ] || continue
  sysfs=/sys/fs/btrfs/$uuid
  bilge_part "filesystem:$uuid"; printf '%s' "$place"
  if [ "$BILGE_UID" = 0 ] && command -v btrfs >/dev/null 2>&1; then
    if shown=$(btrfs device stats "$place" 2>/dev/null); then bilge_part "stats:$uuid"; printf '%s\n' "$shown"; fi
    shown=$(btrfs balance status "$place" 2>/dev/null)
    if [ -n "$shown" ]; then bilge_part "balance:$uuid"; printf '%s\n' "$shown"; fi
    shown=$(btrfs scrub status "$place" 2>/dev/null)
    if [ -n "$shown" ]; then bilge_part "scrub:$uuid"; printf '%s\n' "$shown"; fi
  fi
  if [ -r "/var/lib/btrfs/scrub.status.$uuid" ]; then bilge_part "record:$uuid"; cat "/var/lib/btrfs/scrub.status.$uuid"; fi
  bilge_part "home:$uuid"; "$BILGE_STAT" -f -c %t /var/lib/btrfs 2>/dev/null || "$BILGE_STAT" -f -c %t /var/lib
  if [ -r "$sysfs/exclusive_operation" ]; then bilge_part "exclusive:$uuid"; cat "$sysfs/exclusive_operation"; fi
  # Where sysfs is hidden, as in a hypervisor's container, btrfs says whether a device is missing. It takes the uuid of what is mounted.
  if [ ! -d "$sysfs/devinfo" ] && [ "$BILGE_UID" = 0 ] && shown=$(btrfs filesystem show "$uuid" 2>&1); then bilge_part "shown:$uuid"; printf '%s\n' "$shown"; fi
  bilge_part "devices:$uuid"
  for folder in "$sysfs"/devinfo/*; do
    [ -r "$folder/missing" ] || continue
    printf 'device %s missing %s\n' "\${folder##*/}" "$(cat "$folder/missing")"
    if [ -r "$folder/error_stats" ]; then cat "$folder/error_stats"; fi
  done
done`,
    ),
  parse(output) {
    output.part('begin');
    return parseBtrfsHealth(output);
  },
};
export default btrfsHealth;
