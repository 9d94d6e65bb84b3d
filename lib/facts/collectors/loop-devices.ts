import { sh } from '../../shell/sh.ts';
import { parseLoopDevices } from '../parsers/loop-devices.ts';
import { failure } from '../parsers/records.ts';
import type { Collector } from './collector.ts';

/**
 * Filesystems in files: which loop device shows which file, how much of it is really allocated, and what is left on the disk below.
 * sysfs tells the file to everyone, also of devices that belong to another container of the same kernel, whose paths mean nothing here;
 * only losetup tells the identity of the file that is attached, whatever its name is now.
 */
const loopDevices: Collector<'loopDevices'> = {
  id: 'loopDevices',
  limitSeconds: 20,
  toleratesComplaints: true,
  appliesTo: () => true,
  script:
    () => sh`[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so image files cannot be measured."
bilge_part begin
for file in /sys/block/loop*/loop/backing_file; do
  [ -r "$file" ] || continue
  block=\${file%/loop/backing_file}; name=\${block##*/}
  bilge_part "loop:$name"; cat "$file"
  bilge_part "flags:$name"; cat "$block/loop/autoclear" "$block/ro" 2>/dev/null
  IFS= read -r backing <"$file" || continue
  case $backing in *' (deleted)' | *.snap | *.squashfs) continue ;; esac
  [ -f "$backing" ] || continue
  bilge_part "stat:$name"; "$BILGE_STAT" -c '%s %b %B %i' "$backing"
  bilge_part "below:$name"; "$BILGE_STAT" -f -c '%a %S %t' "$backing"
  if [ "$("$BILGE_STAT" -f -c %t "$backing")" = 9123683e ]; then
    if command -v lsattr >/dev/null 2>&1; then bilge_part "attributes:$name"; lsattr -d "$backing" 2>/dev/null; fi
    if [ "$BILGE_UID" = 0 ] && command -v filefrag >/dev/null 2>&1; then bilge_part "extents:$name"; filefrag "$backing" 2>/dev/null; fi
    if [ "$BILGE_UID" = 0 ] && command -v btrfs >/dev/null 2>&1; then
      # The root of a subvolume has inode 256; “show” lists its snapshots, of which each holds the image too.
      top=\${backing%/*}
      while [ -n "$top" ] && [ "$("$BILGE_STAT" -c %i "$top" 2>/dev/null)" != 256 ]; do top=\${top%/*}; done
      if shown=$(btrfs subvolume show "\${top:-/}" 2>/dev/null); then bilge_part "subvolume:$name"; printf '%s\n' "$shown"; fi
    fi
  fi
  point=$(awk -v device="/dev/$name" '{ for (at = 7; at <= NF; at++) if ($at == "-") { if ($(at + 2) == device && $5 !~ /\\\\/) { print $5; exit } } }' /proc/self/mountinfo)
  if [ -n "$point" ]; then bilge_part "inside:$name"; "$BILGE_STAT" -f -c '%b %f %S' "$point"; fi
done
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
