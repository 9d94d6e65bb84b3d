import { type Sh, sh } from '../../shell/sh.ts';
import { layerFolders } from './driver-layout.ts';

/**
 * Which btrfs filesystem a path lies on, without root, device nodes or udev: statfs' f_fsid of btrfs is made of the filesystem's
 * uuid (fs/btrfs/super.c btrfs_statfs: first word = uuid word 0 xor word 2, then xor the high half of the subvolume's id, which is
 * 0), and sysfs names the uuid of every mounted one. stat prints the two words in either order.
 */
export const btrfsUuid: Sh = sh`# bilge_btrfs_uuid PATH: prints the uuid; fails where PATH is not on btrfs
bilge_btrfs_uuid() {
  [ "$("$BILGE_STAT" -f -c %t "$1" 2>/dev/null)" = 9123683e ] || return 1
  fsid=$("$BILGE_STAT" -f -c %i "$1") || return 1
  while [ "\${#fsid}" -lt 16 ]; do fsid=0$fsid; done
  high=\${fsid%????????}; low=\${fsid#????????}
  for folder in /sys/fs/btrfs/*-*-*-*-*; do
    [ -d "$folder" ] || continue
    rest=\${folder##*/}
    tail=\${rest##*-}; fourth=\${rest%-*}; fourth=\${fourth##*-}
    word=$((0x\${rest%%-*} ^ 0x$fourth\${tail%????????}))
    if [ "$word" = "$((0x$high))" ] || [ "$word" = "$((0x$low))" ]; then printf '%s' "\${folder##*/}"; return 0; fi
  done
  shown=$(btrfs filesystem show "$1" 2>/dev/null | sed -n 's/^Label:.*uuid: \([0-9a-f-]*\)$/\1/p')
  [ -n "$shown" ] || return 1
  printf '%s' "$shown"
}`;

/** Sets `places`: a line `<uuid> <path>` for each btrfs filesystem that holds the data root or a part of it, each once. */
export const btrfsPlaces: Sh = sh.lines(
  btrfsUuid,
  sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so the kind of file system cannot be told."
places=
for place in "$BILGE_ROOT" "$BILGE_ROOT/volumes" "$BILGE_ROOT/containers" ${Object.values(layerFolders).map((folder) => sh`"$BILGE_ROOT"/${folder}`)} /var/lib/containerd; do
  [ -d "$place" ] || continue
  uuid=$(bilge_btrfs_uuid "$place") || {
    [ "$("$BILGE_STAT" -f -c %t "$place")" != 9123683e ] || bilge_no_tool "The uuid of the btrfs filesystem at $place could not be found out: /sys is not visible here."
    continue
  }
  case "$newline$places$newline" in *"$newline$uuid "*) ;; *) places="$places$newline$uuid $place" ;; esac
done`,
);
