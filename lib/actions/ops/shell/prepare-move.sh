# ---- Moving the data root to another filesystem: the place for it
# STEP TARGET MOUNT-POINT FSID CONFIGURED-BEFORE (- for none)
op_prepare_move_judge() { "$1" judge_move; }
judge_move() {
  record_at -
  if [ -e "$record/facts" ] && [ "$(record_says to)" = "$2" ] && is_our_copy "$2"; then already "$1" 'this run has prepared it already'; return; fi
  judge_tools "$1" || return 0
  judge_one_migration "$1" "$2" || return 0
  judge_target "$1" "$2" "$3" "$4" || return 0
  judge_room "$1" "$2"
}
judge_tools() {
  if ! command -v rsync >/dev/null 2>&1; then
    refuse "$1" tools 'rsync is not installed on this host, and nothing else here copies hard links, attributes and holes alike. Install it (apt-get install rsync) and plan again'
    return 1
  fi
  # An old rsync knows no extended attributes, which layers need.
  if ! rsync --version 2>/dev/null | grep -q -i '[^o] xattrs'; then refuse "$1" tools 'the rsync of this host copies no extended attributes; install another one'; return 1; fi
}
judge_one_migration() { # STEP TARGET
  if [ "$is_volatile" = true ]; then
    refuse "$1" one-migration "the record of a migration must survive a reboot, and $run_directory does not"
    return 1
  fi
  for other in "${record%/*}"/run_*; do
    if [ ! -e "$other/facts" ] || [ "$other" = "$record" ]; then continue; fi
    record_at "$other"
    if is_unused_copy "$2"; then record_at -; continue; fi
    refuse "$1" one-migration "another migration keeps data on this host (${other##*/}): finish it or go back first"
    record_at -
    return 1
  done
  record_at -
}
# The copy of a migration that was cut off or taken back before Docker was ever started on it.
is_unused_copy() { [ "$(record_says from)" = "$data_root" ] && [ "$(record_says to)" = "$1" ] && [ "$(record_says started)" != yes ]; }
is_our_copy() { # TARGET: what lies there was copied for a record on this host, and Docker never ran on it
  [ -d "$1" ] && [ ! -h "$1" ] && [ -f "$1/$marker" ] || return 1
  kept_record=$record
  owner=$(head -n 1 "$1/$marker" 2>/dev/null)
  case $owner in run_*[!0-9a-z_]* | '') return 1 ;; run_*) ;; *) return 1 ;; esac
  record=${kept_record%/*}/$owner
  is_unused_copy "$1" && [ "$(record_says to_inode)" = "$(stat -c %i -- "$1")" ]
  answer=$?
  record=$kept_record
  return "$answer"
}
# The nearest folder above (or at) the path that is there.
standing() { # PATH: sets $stands
  stands=$1
  while [ ! -e "$stands" ] && [ ! -h "$stands" ]; do stands=${stands%/*}; [ -n "$stands" ] || stands=/; done
}
judge_target() { # STEP TARGET MOUNT-POINT FSID
  case $2/ in "$data_root"/*) refuse "$1" target "$2 is inside Docker's data root"; return 1 ;; esac
  case $data_root/ in "$2"/*) refuse "$1" target "Docker's data root is inside $2"; return 1 ;; esac
  bilge_looked=$bilge_newline
  if ! bilge_is_safe_to_make "$2"; then refuse "$1" target "$2 is not used: $bilge_why, so another folder could take its place"; return 1; fi
  standing "$2"
  if [ -h "$stands" ] || [ ! -d "$stands" ] || [ "$(cd -P -- "$stands" && pwd -P)" != "$stands" ]; then refuse "$1" target "$stands is not a folder, or a link leads there"; return 1; fi
  if [ "$4" = - ]; then
    if [ "$(record_says image_ready)" != yes ] || ! is_same_side "$2" "$(record_says to_inode)" "$(record_says to_filesystem)"; then refuse "$1" target "the image of this run is not mounted at $2"; return 1; fi
  elif ! is_planned_filesystem "$stands" "$3" "$4"; then
    refuse "$1" target "another filesystem is at $stands than when the plan was made (planned: the one at $3); scan again"
    return 1
  fi
  if [ "$(device_of "$stands")" = "$(device_of "$data_root")" ]; then refuse "$1" target "$2 is on the filesystem that Docker is on now"; return 1; fi
  if [ "$stands" = "$2" ] && ! is_our_copy "$2" && [ -n "$(find "$2" -mindepth 1 -maxdepth 1 ! -name lost+found | head -n 1)" ]; then
    refuse "$1" target "$2 is not empty. Choose a folder that does not exist yet"
    return 1
  fi
}
judge_room() { # STEP TARGET
  note "Measuring $data_root"
  bytes_needed=$(du -sxk -- "$data_root" 2>/dev/null | awk '{ printf "%.0f", $1 * 1024; exit }')
  case $bytes_needed in '' | 0 | *[!0-9]*) refuse "$1" no-space "the size of $data_root could not be read"; return 1 ;; esac
  copied=0
  if [ -d "$2" ]; then copied=$(du -sxk -- "$2" 2>/dev/null | awk '{ printf "%.0f", $1 * 1024; exit }'); fi
  # 5% for what is written while it is copied and for the other filesystem's own tables, and 64 MiB.
  missing=$(available_kib "$stands" | awk -v need="$bytes_needed" -v have="$copied" '{ short = need * 1.05 + 67108864 - have - $1 * 1024; printf "%.0f", (short > 0 ? short : 0) }')
  if [ "$missing" != 0 ]; then
    refuse "$1" no-space "$data_root holds $(mebibytes "$bytes_needed"), and $(mebibytes "$missing") more must be free at $stands"
    return 1
  fi
}

op_prepare_move_perform() { "$1" prepare_move; }
prepare_move() {
  is_intended "$1" || return 0
  end_copier
  kept_running=
  for other in "${record%/*}"/run_*; do
    if [ ! -e "$other/facts" ] || [ "$other" = "$record" ]; then continue; fi
    kept_running=$kept_running$newline$(cat "$other/running" 2>/dev/null)
  done
  (umask 022; mkdir -p -- "$2") 2>/dev/null
  if [ ! -d "$2" ]; then prepare_errors="$2 could not be made; is the filesystem read-only?"; return; fi
  mounted=no
  if is_mount_point "$data_root"; then mounted=yes; fi
  clock
  # The record comes first: from here on every cut can be told.
  if ! record_set run "$run_id" at "$now" phase copying phase_at "$now" driver "$driver" bytes "$bytes_needed" before "$5" \
    from "$data_root" from_inode "$(stat -c %i -- "$data_root")" from_filesystem "$(lasting_filesystem_id "$data_root")" from_mounted "$mounted" \
    to "$2" to_inode "$(stat -c %i -- "$2")" to_filesystem "$(lasting_filesystem_id "$2")"; then
    prepare_errors="the record $record could not be written; is the disk full?"
    return
  fi
  if [ -n "$kept_running" ]; then printf '%s\n' "$kept_running" | grep . >"$record/running"; fi
  if ! printf '%s\n%s\n' "$run_id" "$data_root" >"$2/$marker" 2>/dev/null; then prepare_errors="$2 cannot be written to"; return; fi
  for other in "${record%/*}"/run_*; do
    if [ "$other" != "$record" ] && [ -e "$other/facts" ]; then rm -rf -- "$other"; fi
  done
  prepare_errors=$(probe_overlay "$2" 2>&1)
  entry run.checkpoint '' "Copying $data_root to $2 while Docker runs" '' '"phase":"copying"'
}
# A small overlay, as Docker makes it, with a deletion in it: some filesystems accept the mount and not that (docs/reference/guard-lessons.md#g20).
probe_overlay() { # TARGET: prints why not
  probe=$1/.bilge-probe
  rm -rf -- "$probe"
  if ! mkdir -p -- "$probe/lower" "$probe/upper" "$probe/work" "$probe/merged" || ! echo data >"$probe/lower/file"; then
    echo "$1 cannot be written to"
    return
  fi
  if ! mount -t overlay overlay -o "lowerdir=$probe/lower,upperdir=$probe/upper,workdir=$probe/work" "$probe/merged"; then
    echo "overlay2 does not work on this filesystem"
  else
    rm -f -- "$probe/merged/file"
    [ -c "$probe/upper/file" ] || echo "overlay2 does not work on this filesystem: a deleted file leaves no whiteout"
    umount "$probe/merged"
  fi
  rm -rf -- "$probe"
}
op_prepare_move_probe() { "$1" probe_prepared; }
probe_prepared() {
  is_intended "$1" || return 0
  if [ -n "$prepare_errors" ]; then
    drop_unused_copy "$2"
    failed "$1" "$prepare_errors"
  else succeeded "$1" "$(mebibytes "$bytes_needed") to copy"; fi
}
# Nothing was copied: then nothing is left behind either.
drop_unused_copy() { # TARGET
  if [ -z "$(find "$1" -mindepth 1 -maxdepth 1 ! -name "$marker" ! -name lost+found | head -n 1)" ]; then
    rm -f -- "$1/$marker"
    if ! is_mount_point "$1"; then rmdir -- "$1" 2>/dev/null; fi
    # An image goes after this, with its record.
    [ -n "$(record_says image)" ] || rm -rf -- "$record"
    return 0
  fi
  return 1
}
op_prepare_move_undo() { "$1" unprepare; }
unprepare() {
  is_done "$1" || return 0
  record_at -
  if drop_unused_copy "$2"; then undone "$1" 'nothing was left behind'; return; fi
  # The copy stays: the next move to this place goes on from it, and finish-migration deletes it.
  checkpoint left "Docker uses $data_root as before. The copy at $2 is kept"
  undone "$1" "the copy at $2 is kept: a second move to it goes on from there, and finish-migration deletes it"
}
