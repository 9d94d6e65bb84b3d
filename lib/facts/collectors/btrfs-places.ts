import { type Sh, sh } from '../../shell/sh.ts';
import { layerFolders } from './driver-layout.ts';

/**
 * Which btrfs filesystem a path lies on, without root, device nodes or udev: statfs' f_fsid of btrfs is made of the filesystem's
 * uuid (fs/btrfs/super.c btrfs_statfs: first word = uuid word 0 xor word 2, then xor the high half of the subvolume's id, which is
 * 0). stat prints the two words in either order.
 *
 * The uuids to compare with come from the first of these that names the right one: sysfs (all mounted ones, no process); then, in a
 * container of a hypervisor or where /sys is hidden, btrfs itself, findmnt, blkid and udev's links together. Each uuid is held
 * against statfs, so a way that answers for another filesystem decides nothing.
 *
 * `bilge_btrfs_uuid PATH` sets `uuid`; it fails where PATH is not on btrfs, or no way named its uuid. Not to be called in a
 * subshell: what the slower ways said is asked for once.
 */
export const btrfsUuid: Sh = sh`# bilge_btrfs_pick UUID...: sets uuid to the one that the statfs words high and low are made of
bilge_btrfs_pick() {
  for uuid; do
    uuid=\${uuid##*/}
    case $uuid in *[!0-9a-f-]* | *-*-*-*-*-*) continue ;; ????????-????-????-????-????????????) ;; *) continue ;; esac
    tail=\${uuid##*-}; fourth=\${uuid%-*}; fourth=\${fourth##*-}
    word=$((0x\${uuid%%-*} ^ 0x$fourth\${tail%????????}))
    if [ "$word" = "$((0x$high))" ] || [ "$word" = "$((0x$low))" ]; then return 0; fi
  done
  return 1
}
bilge_btrfs_others=; bilge_btrfs_asked=
bilge_btrfs_uuid() {
  [ "$("$BILGE_STAT" -f -c %t "$1" 2>/dev/null)" = 9123683e ] || return 1
  fsid=$("$BILGE_STAT" -f -c %i "$1") || return 1
  while [ "\${#fsid}" -lt 16 ]; do fsid=0$fsid; done
  high=\${fsid%????????}; low=\${fsid#????????}
  if bilge_btrfs_pick /sys/fs/btrfs/*-*-*-*-*; then return 0; fi
  if [ -z "$bilge_btrfs_asked" ]; then
    bilge_btrfs_asked=yes
    bilge_btrfs_others=$({
      btrfs filesystem show --mounted | sed -n 's/^Label:.*uuid: \([0-9a-f-]*\)[[:space:]]*$/\1/p'
      findmnt -n -t btrfs -o UUID
      if [ "$BILGE_UID" = 0 ]; then
        blkid -c /dev/null -t TYPE=btrfs -o value -s UUID
        blkid | sed -n '/TYPE="btrfs"/s/.* UUID="\([0-9a-f-]*\)".*/\1/p'
      fi
      ls /dev/disk/by-uuid
    } 2>/dev/null </dev/null)
  fi
  # One word a uuid: splitting is meant.
  # shellcheck disable=SC2086
  bilge_btrfs_pick $bilge_btrfs_others
}`;

/** Sets `places`: a line `<uuid> <path>` for each btrfs filesystem that holds the data root or a part of it, each once. */
export const btrfsPlaces: Sh = sh.lines(
  btrfsUuid,
  sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so the kind of file system cannot be told."
places=
for place in "$BILGE_ROOT" "$BILGE_ROOT/volumes" "$BILGE_ROOT/containers" ${Object.values(layerFolders).map((folder) => sh`"$BILGE_ROOT"/${folder}`)} /var/lib/containerd; do
  [ -d "$place" ] || continue
  if ! bilge_btrfs_uuid "$place"; then
    [ "$("$BILGE_STAT" -f -c %t "$place")" != 9123683e ] || bilge_no_tool "The uuid of the btrfs filesystem at $place could not be determined: /sys/fs/btrfs is not visible here, and btrfs, findmnt and blkid did not name it either."
    continue
  fi
  case "$newline$places$newline" in *"$newline$uuid "*) ;; *) places="$places$newline$uuid $place" ;; esac
done`,
);
