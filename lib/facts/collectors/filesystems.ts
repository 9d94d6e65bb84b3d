import { sh } from '../../shell/sh.ts';
import { parseFilesystems } from '../parsers/kernel/filesystems.ts';
import { failure } from '../parsers/records.ts';
import { btrfsUuid } from './btrfs-places.ts';
import type { Collector } from './collector.ts';

/**
 * How full the filesystems are that Docker touches: the data root's, containerd's, the volumes' where they are split off, `/`, and
 * those that hold the image files of loop devices. One statfs each; the uuid comes from sysfs, btrfs, udev's links or blkid.
 */
const filesystems: Collector<'filesystems'> = {
  id: 'filesystems',
  limitSeconds: 20,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      btrfsUuid,
      sh`[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so the size of its file systems cannot be read."
place() { # NUMBER:ROLE PATH
  [ -e "$2" ] || return 0
  bilge_part "place:$1"; printf '%s\0' "$2"
  "$BILGE_STAT" -f -c '%b %f %a %S %c %d %t' "$2"
  if bilge_btrfs_uuid "$2"; then bilge_part "btrfs:$1"; printf '%s' "$uuid"; fi
}
[ -z "$BILGE_ROOT" ] || place 1:data-root "$BILGE_ROOT"
[ -z "$BILGE_ROOT" ] || place 2:volumes "$BILGE_ROOT/volumes"
[ -z "$BILGE_CONTAINERD_ROOT" ] || place 3:containerd-root "$BILGE_CONTAINERD_ROOT"
place 4:system /
number=10
for file in /sys/block/loop*/loop/backing_file; do
  [ -r "$file" ] || continue
  IFS= read -r backing <"$file" || continue
  case $backing in *.snap | *.squashfs) continue ;; esac
  loop=\${file#/sys/block/}
  bilge_part "loop:$number"; printf '/dev/%s' "\${loop%%/*}"
  place "$number:loop-backing" "$backing"
  number=$((number + 1))
done
bilge_part byUuid; if [ -d /dev/disk/by-uuid ]; then ls -ln /dev/disk/by-uuid/; fi
bilge_part blkid; if [ "$BILGE_UID" = 0 ] && command -v blkid >/dev/null 2>&1; then blkid -c /dev/null -s UUID -s TYPE 2>/dev/null; fi`,
    ),
  parse(output, context) {
    const mounts = context.section('mounts');
    if (mounts.state === 'unknown') throw failure('file systems', `the mounts are unknown (${mounts.detail})`, '');
    return parseFilesystems(output, mounts.value);
  },
};
export default filesystems;
