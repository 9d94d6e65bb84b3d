# ---- btrfs: balance, scrub, snapshots ----------------------------------------------------------------------------------------------
exclusive_operation() { # of the data root's filesystem: none, balance, …; empty if the kernel does not report it
  for file in /sys/fs/btrfs/*/exclusive_operation; do
    uuid=${file%/*}
    case $newline$(filesystem_ids "$data_root")$newline in *"$newline${uuid##*/}$newline"*) cat "$file"; return 0 ;; esac
  done
}
guard_quiet_filesystem() { # STEP
  if [ "$(stat -f -c %t -- "$data_root")" != 9123683e ]; then refuse "$1" filesystem "$data_root is not on btrfs"; return; fi
  busy=$(exclusive_operation)
  case $busy in
    '' | none) ;;
    *) refuse "$1" busy "the filesystem is busy with: $busy. Wait until it ends"; return ;;
  esac
  case $("$btrfs" balance status "$data_root" 2>&1) in *'is running'* | *'is paused'*) refuse "$1" busy 'a balance is running or paused there'; return ;; esac
  case $("$btrfs" scrub status "$data_root" 2>&1) in *running*) refuse "$1" busy 'a scrub is running there' ;; esac
}
# Options of the mount of a path, and of its filesystem.
mount_options() {
  awk -v options_of="$1" '{ p = $5; if (p == "/" || options_of == p || index(options_of, p "/") == 1) if (length(p) >= best) { best = length(p); found = $6
      for (at = 7; at <= NF; at++) if ($at == "-") { found = found "," $(at + 3); break } } }
    END { print found }' /proc/self/mountinfo
}
# Of the data root's filesystem: 1 if a device is missing, 0 if none is, empty if that is unknown.
device_missing() {
  ids=$newline$(filesystem_ids "$data_root")$newline
  for file in /sys/fs/btrfs/*/devinfo/*/missing; do
    uuid=${file#/sys/fs/btrfs/}
    case $ids in *"$newline${uuid%%/*}$newline"*) cat "$file" 2>/dev/null ;; esac
  done | sort -r | head -n 1
}
guard_whole_filesystem() { # STEP
  is_open "$1" || return 0
  case ,$(mount_options "$data_root"), in
    ,,) refuse "$1" read-only 'the mounts could not be read, so it is unknown whether the filesystem is writable'; return ;;
    *,ro,* | *,emergency_ro,*) refuse "$1" read-only "$data_root is mounted read-only. Find the reason in the kernel log (dmesg), make it writable again, then plan again"; return ;;
  esac
  lost=$(device_missing)
  if [ -z "$lost" ]; then
    # For where /sys/fs is hidden, and before Linux 5.6: btrfs marks a device MISSING. The label may contain that word too.
    shown=$("$btrfs" filesystem show "$(df -P -- "$data_root" 2>/dev/null | awk 'NR > 1 { print $6; exit }')" 2>&1 | sed '/^Label:/s/.* uuid: /uuid: /')
    case $shown in *uuid:*[Mm]issing* | *uuid:*MISSING*) lost=1 ;; *uuid:*) lost=0 ;; esac
  fi
  case $lost in
    0) ;;
    1) refuse "$1" device-missing 'a device of the filesystem is missing. Reconnect it or replace it (btrfs replace), then plan again' ;;
    *) refuse "$1" device-missing 'it is unknown whether a device of the filesystem is missing (btrfs filesystem show)' ;;
  esac
}

# STEP USAGE: chunks that are less than USAGE percent full are merged
op_balance_data_judge() { "$1" guard_quiet_filesystem; "$1" guard_whole_filesystem; }
op_balance_data_perform() { "$1" balance_data; }
balance_cancel() { "$btrfs" balance cancel "$data_root"; }
balance_progress() { "$btrfs" balance status "$data_root" 2>/dev/null | sed -n 's/^\([0-9].*\)$/\1/p' | head -n 1; }
balance_data() {
  is_intended "$1" || return 0
  "$btrfs" balance start "-dusage=$2" "$data_root" >"$run_directory/balance" 2>&1 &
  follow_process "$1" $! balance_cancel balance_progress
  balance_code=$?
}
op_balance_data_probe() { "$1" probe_balance; }
probe_balance() {
  is_intended "$1" || return 0
  said=$(tail -n 1 "$run_directory/balance")
  if [ "$balance_code" -eq 0 ]; then succeeded "$1" "$said"; else failed "$1" "$said"; fi
}

# STEP
op_scrub_judge() { "$1" guard_quiet_filesystem; "$1" guard_whole_filesystem; }
op_scrub_perform() { "$1" scrub; }
scrub_cancel() { "$btrfs" scrub cancel "$data_root"; }
scrub_progress() { "$btrfs" scrub status "$data_root" 2>/dev/null | sed -n -e 's/^Bytes scrubbed: *//p' -e 's/^[[:space:]]*total bytes scrubbed: *//p' | head -n 1; }
scrub() {
  is_intended "$1" || return 0
  "$btrfs" scrub start -B -c 3 "$data_root" >"$run_directory/scrub" 2>&1 &
  follow_process "$1" $! scrub_cancel scrub_progress
  scrub_code=$?
}
op_scrub_probe() { "$1" probe_scrub; }
probe_scrub() {
  is_intended "$1" || return 0
  said=$(sed -n -e 's/^Error summary: *//p' -e 's/^[[:space:]]*\(total bytes.*\)/\1/p' "$run_directory/scrub" | head -n 1)
  case $scrub_code in
    0) succeeded "$1" "${said:-no errors found}" ;;
    3) failed "$1" "errors that could not be corrected: ${said:-see the file scrub in $run_directory}. Check btrfs device stats, and restore the damaged files from a backup" ;;
    *) failed "$1" "$(tail -n 1 "$run_directory/scrub")" ;;
  esac
}

# STEP SOURCE TARGET UUID: a read-only snapshot, recognised by the uuid of its source. TARGET is relative to the data root's subvolume.
op_snapshot_subvolume_judge() {
  if ! list_subvolumes "$data_root"; then refuse_all "$1" subvolume-identity 'the subvolumes could not be listed'; return 0; fi
  "$1" judge_snapshot
}
judge_snapshot() {
  case "$subvolumes" in *" $4 "*) ;; *) if [ "$4" != - ]; then refuse "$1" subvolume-identity "$2 is not the planned subvolume any more; plan again"; return; fi ;; esac
  if [ "$(stat -c %i -- "$2" 2>/dev/null)" != 256 ]; then refuse "$1" subvolume-identity "$2 is not a subvolume"; return; fi
  # Being in the list only means that it is somewhere on this filesystem. (Old btrfs-progs write "uuid:".)
  if [ "$4" != - ] && [ "$("$btrfs" subvolume show "$2" 2>/dev/null | awk 'tolower($1) == "uuid:" { print $2; exit }')" != "$4" ]; then
    refuse "$1" subvolume-identity "another subvolume is at $2 now; plan again"
    return
  fi
  if [ -e "$3" ]; then already "$1" 'this snapshot exists already'; fi
}
op_snapshot_subvolume_perform() { "$1" snapshot_one; }
snapshot_one() {
  is_intended "$1" || return 0
  mkdir -p -- "${3%/*}" 2>/dev/null
  errors=$("$btrfs" subvolume snapshot -r "$2" "$3" 2>&1) || entry step.output "$1" "$errors"
}
op_snapshot_subvolume_probe() { "$1" probe_snapshot; }
probe_snapshot() {
  is_intended "$1" || return 0
  if [ "$(stat -c %i -- "$3" 2>/dev/null)" = 256 ]; then succeeded "$1"; else failed "$1" "no snapshot was made: $errors"; fi
}
op_snapshot_subvolume_undo() { "$1" snapshot_away; }
snapshot_away() {
  is_done "$1" || return 0
  if "$btrfs" subvolume delete "$3" >/dev/null 2>&1; then undone "$1" 'the snapshot was deleted'; fi
}
