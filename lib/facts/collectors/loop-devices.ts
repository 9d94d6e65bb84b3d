import { sh } from '../../shell/sh.ts';
import { parseLoopDevices } from '../parsers/kernel/loop-devices.ts';
import { failure } from '../parsers/records.ts';
import type { Collector } from './collector.ts';

/**
 * Filesystems in files: which loop device shows which file, how much of it is really allocated, and what is left on the disk below.
 * sysfs tells the file to everyone, also of devices that belong to another container of the same kernel, whose paths mean nothing here;
 * only losetup tells the identity of the file that is attached, whatever its name is now. Where sysfs is hidden, losetup names the files.
 */
const loopDevices: Collector<'loopDevices'> = {
  id: 'loopDevices',
  limitSeconds: 20,
  toleratesComplaints: true,
  appliesTo: () => true,
  script:
    () => sh`[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so image files cannot be measured."
if [ ! -d /sys/block ]; then
  command -v losetup >/dev/null 2>&1 || bilge_no_tool "/sys/block is not visible here and there is no losetup, so loop devices cannot be listed."
  [ "$BILGE_UID" = 0 ] || bilge_denied "/sys/block is not visible here, and losetup lists loop devices only for root."
fi
bilge_part begin
loop_file() { # NAME FILE
  case $2 in *' (deleted)' | *.snap | *.squashfs) return 0 ;; esac
  [ -f "$2" ] || return 0
  bilge_part "stat:$1"; "$BILGE_STAT" -c '%s %b %B %i' "$2"
  bilge_part "below:$1"; "$BILGE_STAT" -f -c '%a %S %t' "$2"
  if [ "$("$BILGE_STAT" -f -c %t "$2")" = 9123683e ]; then
    if command -v lsattr >/dev/null 2>&1; then bilge_part "attributes:$1"; lsattr -d "$2" 2>/dev/null; fi
    if [ "$BILGE_UID" = 0 ] && command -v filefrag >/dev/null 2>&1; then bilge_part "extents:$1"; filefrag "$2" 2>/dev/null; fi
    if [ "$BILGE_UID" = 0 ] && command -v btrfs >/dev/null 2>&1; then
      # The root of a subvolume has inode 256; show lists its snapshots, of which each holds the image too.
      top=\${2%/*}
      while [ -n "$top" ] && [ "$("$BILGE_STAT" -c %i "$top" 2>/dev/null)" != 256 ]; do top=\${top%/*}; done
      if shown=$(btrfs subvolume show "\${top:-/}" 2>/dev/null); then bilge_part "subvolume:$1"; printf '%s\n' "$shown"; fi
    fi
  fi
  point=$(awk -v device="/dev/$1" '{ for (at = 7; at <= NF; at++) if ($at == "-") { if ($(at + 2) == device && $5 !~ /\\\\/) { print $5; exit } } }' /proc/self/mountinfo)
  if [ -n "$point" ]; then bilge_part "inside:$1"; "$BILGE_STAT" -f -c '%b %f %S' "$point"; fi
}
if [ -d /sys/block ]; then
  for file in /sys/block/loop*/loop/backing_file; do
    [ -r "$file" ] || continue
    block=\${file%/loop/backing_file}; name=\${block##*/}
    bilge_part "loop:$name"; cat "$file"
    bilge_part "flags:$name"; cat "$block/loop/autoclear" "$block/ro" 2>/dev/null
    if IFS= read -r backing <"$file"; then loop_file "$name" "$backing"; fi
  done
else
  losetup -l -n --raw -O NAME,AUTOCLEAR,RO,BACK-FILE 2>/dev/null | sed 's|\\x20| |g' | while read -r name autoclear readonly backing; do
    name=\${name##*/}
    bilge_part "loop:$name"; printf '%s\n' "$backing"
    bilge_part "flags:$name"; printf '%s\n' "$autoclear" "$readonly"
    loop_file "$name" "$backing"
  done
fi
if command -v losetup >/dev/null 2>&1 && shown=$(losetup -l -n --raw -O NAME,BACK-MAJ:MIN,BACK-INO 2>/dev/null); then
  bilge_part losetup; printf '%s\n' "$shown"
fi`,
  parse(output, context) {
    const mounts = context.section('mounts');
    if (mounts.state === 'unknown') throw failure('loop devices', `the mounts are unknown (${mounts.detail})`, '');
    output.part('begin');
    return parseLoopDevices(output, mounts.value);
  },
};
export default loopDevices;
