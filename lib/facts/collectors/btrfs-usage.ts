import { sh } from '../../shell/sh.ts';
import { parseBtrfsUsage } from '../parsers/btrfs/btrfs-usage.ts';
import { failure } from '../parsers/records.ts';
import { btrfsPlaces } from './btrfs-places.ts';
import type { Collector } from './collector.ts';

/**
 * How full a btrfs really is: `filesystem usage -b`; where that is refused (progs before 4.15 without root) or missing,
 * `filesystem df -b`, which every version gives to everyone, and the sizes that sysfs shows without any tool.
 */
const btrfsUsage: Collector<'btrfsUsage'> = {
  id: 'btrfsUsage',
  limitSeconds: 30,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      btrfsPlaces,
      sh`printf '%s\n' "$places" | while IFS=' ' read -r uuid place; do
  [ -n "$uuid" ] || continue
  bilge_part "filesystem:$uuid"; printf '%s\0' "$place"
  if command -v btrfs >/dev/null 2>&1; then
    if shown=$(btrfs filesystem usage -b "$place" 2>/dev/null); then bilge_part "usage:$uuid"; printf '%s\n' "$shown"; fi
    if shown=$(btrfs filesystem df -b "$place" 2>/dev/null); then bilge_part "df:$uuid"; printf '%s\n' "$shown"; fi
  fi
  bilge_part "statfs:$uuid"; "$BILGE_STAT" -f -c '%b %f %a %S' "$place"
  bilge_part "sysfs:$uuid"
  for file in /sys/fs/btrfs/"$uuid"/devices/*/size /sys/fs/btrfs/"$uuid"/allocation/*/total_bytes \
    /sys/fs/btrfs/"$uuid"/allocation/*/bytes_used /sys/fs/btrfs/"$uuid"/allocation/*/disk_total /sys/fs/btrfs/"$uuid"/allocation/global_rsv_size; do
    [ -r "$file" ] && read -r value <"$file" && printf '%s %s\n' "\${file#/sys/fs/btrfs/"$uuid"/}" "$value"
  done
done`,
    ),
  parse(output, context) {
    const mounts = context.section('mounts');
    if (mounts.state === 'unknown') throw failure('btrfs', `the mounts are unknown (${mounts.detail})`, '');
    return parseBtrfsUsage(output, mounts.value);
  },
};
export default btrfsUsage;
