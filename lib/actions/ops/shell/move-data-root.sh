# ---- Moving the data root to another filesystem: prepare, copy while Docker runs, and again while it is stopped
marker=.bilge-data-root

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

# STEP TARGET. Docker serves meanwhile, so files may vanish; the pass with Docker stopped has to be complete.
op_copy_data_root_judge() { "$1" judge_copy; }
judge_copy() {
  is_open "$1" || return 0
  record_at -
  if [ ! -e "$record/facts" ] || [ "$(record_says to)" != "$2" ] || [ "$(head -n 1 "$2/$marker" 2>/dev/null)" != "$run_id" ] ||
    ! is_same_side "$2" "$(record_says to_inode)" "$(record_says to_filesystem)"; then
    refuse "$1" target "$2 was not prepared by this run, or its filesystem is no longer mounted"
    return
  fi
  # An empty source and --delete would empty the copy.
  if [ ! -d "$data_root/image/$driver/layerdb" ] || [ ! -d "$data_root/containers" ]; then refuse "$1" target "$data_root no longer looks like Docker's data root"; fi
}
op_copy_data_root_perform() { "$1" copy_live; }
copy_live() {
  is_intended "$1" || return 0
  run_copy "$1" "$2" 'nice -n 10'
}
op_copy_data_root_probe() { "$1" probe_copy_live; }
probe_copy_live() {
  is_intended "$1" || return 0
  # 24: files vanished; 23: some could not be read to their end. Docker goes on writing; the second pass allows neither.
  case $copy_code in
    0 | 23 | 24) if [ -z "$halted" ]; then succeeded "$1" "$copied_words"; else failed "$1" "$halted"; fi ;;
    *) failed "$1" "${halted:-$(copy_problem)}" ;;
  esac
}
copy_problem() {
  case $(cat "$run_directory/rsync.errors" 2>/dev/null) in
    *'No space left'*) echo 'the target filesystem is full. Docker is as it was; make room there, or choose another target' ;;
    *) printf 'rsync ended with code %s: %s\n' "$copy_code" "$(grep -v '^rsync error' "$run_directory/rsync.errors" | head -n 2 | tr '\n' ' ')" ;;
  esac
}
# What is copied, and what is compared afterwards: one list for both, else the comparison would miss what the copy left out. Not copied: what
# Docker makes again at each start, what names the old device, and what belongs to the filesystem.
set_scope() {
  scope="-aHAXS --numeric-ids --one-file-system --delete --exclude=/lost+found --exclude=/$marker --exclude=/tmp --exclude=/volumes/backingFsBlockDev --exclude=/backingFsBlockDev --exclude=/$driver/backingFsBlockDev"
}
run_copy() { # STEP TARGET PREFIX: sets $copy_code
  { true >"$run_directory/rsync"; } 2>/dev/null
  copied_words=
  end_copier
  set_scope
  # A process group of its own: rsync is three processes, and all of them must be gone before another copy begins.
  # shellcheck disable=SC2086 # a command and its words
  setsid $3 rsync $scope --no-inc-recursive --no-human-readable --info=progress2 -- "$data_root/" "$2/" \
    >"$run_directory/rsync" 2>"$run_directory/rsync.errors" &
  copier=$!
  printf '%s %s\n' "$copier" "$(start_of "$copier")" >"$record/copier"
  follow_copy "$1" "$copier"
  copy_code=$?
  rm -f -- "$record/copier"
  read_copy
  if [ -n "$copy_bytes" ]; then copied_words="$(mebibytes "$copy_bytes") of files copied, $copy_total files and folders looked at"; fi
}
# A run that was killed leaves its rsync behind, which would go on writing and deleting in the copy.
end_copier() {
  for left in "${record%/*}"/run_*/copier; do
    [ -s "$left" ] || continue
    read -r copier copier_start <"$left"
    case $copier in '' | 1 | *[!0-9]*) continue ;; esac
    waited=0
    while [ "$(start_of "$copier")" = "$copier_start" ] && [ "$waited" -lt 30 ]; do
      kill -- "-$copier" 2>/dev/null
      sleep 1
      waited=$((waited + 1))
    done
    waited=0
    while kill -0 -- "-$copier" 2>/dev/null && [ "$waited" -lt 30 ]; do sleep 1; waited=$((waited + 1)); done
    rm -f -- "$left"
  done
}
# The last line is like `  1234567  45%   10.00MB/s    0:00:10 (xfr#5, to-chk=100/200)`.
read_copy() { # sets $copy_bytes $copy_percent $copy_left $copy_total, empty where nothing is known yet
  copy_line=$(tail -c 400 "$run_directory/rsync" 2>/dev/null | tr '\r' '\n' | awk '$2 ~ /^[0-9]+%$/ { line = $0 } END { $0 = line; left = $0; sub(/.*to-chk=/, "", left); sub(/\).*/, "", left); split(left, part, "/"); if ($2 != "") print $1, $2 + 0, part[1] + 0, part[2] + 0 }')
  # shellcheck disable=SC2086 # words
  set -- $copy_line
  copy_bytes=${1-}
  copy_percent=${2-}
  copy_left=${3-}
  copy_total=${4-}
}
# Fewer lines the longer it takes, so that the journal of hours stays small.
follow_copy() { # STEP PID
  uptime_seconds
  copy_began=$uptime
  copy_due=$uptime
  while kill -0 "$2" 2>/dev/null; do
    if should_stop; then kill -- "-$2" 2>/dev/null; fi
    uptime_seconds
    if [ "$uptime" -ge "$copy_due" ]; then
      copy_due=$((uptime + 2 + (uptime - copy_began) / 60))
      read_copy
      if [ -n "$copy_percent" ] && [ "$copy_total" != 0 ]; then copy_progress "$1"; fi
    fi
    space_now
    sleep 0.2 2>/dev/null || sleep 1
  done
  wait "$2"
}
copy_progress() { # STEP
  copy_seconds=$((uptime - copy_began))
  left_words=
  # Before a twentieth is done an estimate would mean nothing.
  if [ "$copy_percent" -ge 5 ] && [ "$copy_percent" -le 100 ]; then left_words=",\"secondsLeft\":$((copy_seconds * (100 - copy_percent) / copy_percent))"; fi
  clock
  entry step.progress "$1" '' '' "\"fraction\":$(awk -v percent="$copy_percent" 'BEGIN { printf "%.2f", (percent > 100 ? 1 : percent / 100) }'),\"doneBytes\":$copy_bytes,\"doneObjects\":$((copy_total - copy_left)),\"totalObjects\":$copy_total$left_words"
  commit
}

# STEP TARGET: the same with Docker stopped. Afterwards both sides are the same, or Docker is started where it was.
op_finish_copy_judge() { "$1" judge_docker_down; "$1" judge_copy; }
judge_docker_down() {
  if [ -z "${docker_is_down-}" ] || dockerd_lives; then refuse "$1" docker-down 'Docker runs, and could write while it is copied'; fi
}
op_finish_copy_perform() { "$1" copy_stopped; }
copy_stopped() {
  is_intended "$1" || return 0
  run_copy "$1" "$2" ''
}
op_finish_copy_probe() { "$1" probe_copy_stopped; }
probe_copy_stopped() {
  is_intended "$1" || return 0
  if [ "$copy_code" -ne 0 ] || [ -n "$halted" ]; then failed "$1" "${halted:-$(copy_problem)}"; return; fi
  # Looked at again: a pass that would still change anything has missed it.
  set_scope
  # shellcheck disable=SC2086 # words
  differences=$(rsync $scope --dry-run --itemize-changes -- "$data_root/" "$2/" 2>&1)
  if [ -n "$differences" ]; then
    failed "$1" "the copy still differs: $(printf '%s\n' "$differences" | head -n 3 | tr '\n' ' ')"
    return
  fi
  sync -f "$2" 2>/dev/null || sync
  succeeded "$1" "both sides are the same: $copied_words"
}
