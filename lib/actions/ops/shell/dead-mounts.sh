# ---- Writable layers whose container is gone ---------------------------------------------------------------------------------------
# Docker holds their entries in memory, so it is stopped first, everything is judged again while it is down, and it is started again
# whatever happened. Items: STEP DIRECTORY INODE BIRTH LINK ID UUID PATH NESTED - ENTRY OTHER-DIRECTORY(mount or init layer, or -)
op_set_aside_dead_mount_judge() {
  guard_step=
  "$1" first_step
  guard_docker_stop "$guard_step"
  state_of "$guard_step"
  if [ "$state" = refused ]; then refuse_all "$1" service-control 'Docker cannot be stopped and started safely on this host; see the first step'; return; fi
  prepare_quarantine "$1" || return 0
  find_renamer
  "$1" judge_dead_entry
}
first_step() { [ -n "$guard_step" ] || guard_step=$1; }
judge_dead_entry() {
  is_open "$1" || return 0
  shift_entry "$@"
  if [ ! -e "$layer_database/mounts/$entry_name" ]; then already "$1" 'it is no longer there'; return; fi
  if [ -e "$data_root/containers/$entry_name" ]; then refuse "$1" in-use 'a container of that id is on disk now'; return; fi
  if [ "$(cat "$layer_database/mounts/$entry_name/mount-id" 2>/dev/null)" != "$2" ]; then refuse "$1" identity 'its entry names another directory now; plan again'; fi
}
shift_entry() { shift 10; entry_name=$1; other_directory=$2; }
op_set_aside_dead_mount_perform() {
  if expect_docker_down && docker_stop; then
    dead_batch=$1
    if held_in read_mounts dead_names; then
      dead_held=$held
      "$1" set_aside_dead
    else
      "$1" fail_unread
    fi
  else
    "$1" fail_not_stopped
  fi
  if bring_docker_back; then note "$back"; else note "$back"; halted=$back; outcome=failed; fi
}
dead_names() { "$dead_batch" print_dead_names; }
print_dead_names() { shift_entry "$@"; printf '%s\n' "$2" "$other_directory"; }
fail_unread() { failed "$1" 'the mounts of all processes could not be read'; }
fail_not_stopped() { failed "$1" "Docker did not stop: $(tail -n 3 "$run_directory/service" 2>/dev/null | tr '\n' ' ')"; }
set_aside_dead() {
  is_intended "$1" || return 0
  shift_entry "$@"
  case $dead_held in *" $2 "* | *" $other_directory "*) failed "$1" 'it is mounted or in use by a process although Docker is stopped'; return ;; esac
  if [ -e "$data_root/containers/$entry_name" ]; then failed "$1" 'a container of that id is on disk now'; return; fi
  write_note "$@"
  # Record first, as Docker does it: killed in between, an unreferenced directory is left, which the next run takes. The other way round
  # the record would name a directory in the quarantine, which could then neither be purged nor set aside again.
  mv -- "$layer_database/mounts/$entry_name" "$run_directory/mount-$entry_name" 2>/dev/null || rm -rf -- "${layer_database:?}/mounts/$entry_name"
  errors=$(printf '%s\t%s\n' "$driver_directory/$2" "$quarantine/$2$aside" | rename_lines 2>&1)
  if [ ! -d "$quarantine/$2$aside" ]; then
    mv -- "$run_directory/mount-$entry_name" "$layer_database/mounts/$entry_name" 2>/dev/null
    failed "$1" "it could not be moved: $errors"
    return
  fi
  if [ "$other_directory" != - ] && [ -d "$driver_directory/$other_directory" ]; then
    printf 'name=%s\ndriver=%s\nrun=%s\nat=%s\npurgeAfter=%s\nhost=%s\nlink=-\n' "$other_directory" "$driver" "$run_id" "$now" "$purge_after" "$host_name" >"$quarantine/$other_directory$aside.note"
    errors=$(printf '%s\t%s\n' "$driver_directory/$other_directory" "$quarantine/$other_directory$aside" | rename_lines 2>&1)
  fi
}
op_set_aside_dead_mount_probe() { "$1" probe_dead; }
probe_dead() {
  is_intended "$1" || return 0
  shift_entry "$@"
  if [ ! -e "$driver_directory/$2" ] && [ -d "$quarantine/$2$aside" ] && [ ! -e "$layer_database/mounts/$entry_name" ]; then succeeded "$1"
  else failed "$1" 'it is still where it was'; fi
}
