# ---- Writable layers whose container is gone ---------------------------------------------------------------------------------------
# Docker holds their records in memory. So Docker is stopped, everything is checked again while it is down, and it is started again
# whatever happened. Items: STEP DIRECTORY INODE BIRTH LINK ID UUID PATH NESTED - ENTRY OTHER-DIRECTORY ROLE
# ROLE layer: OTHER is the init layer that goes with it, or -. ROLE init: OTHER is the layer it belongs to. The two move together
# with the record or not at all: the layer's item moves both, and each probes its own. Their notes keep what was in the record.
op_set_aside_dead_mount_judge() {
  guard_step=
  "$1" first_step
  guard_docker_stop "$guard_step"
  state_of "$guard_step"
  if [ "$state" = refused ]; then refuse_all "$1" service-control 'Docker cannot be stopped and started safely on this host; see the first step'; return; fi
  prepare_quarantine "$1" || return 0
  find_renamer
  "$1" judge_dead_entry
  names=
  "$1" collect_plain
  stat_in "$driver_directory" "$names"
  "$1" judge_source
  entries_staying=
  "$1" collect_staying
  "$1" judge_partner
}
first_step() { [ -n "$guard_step" ] || guard_step=$1; }
judge_dead_entry() {
  is_open "$1" || return 0
  shift_entry "$@"
  record=$layer_database/mounts/$entry_name
  if [ ! -e "$record" ]; then already "$1" 'it is no longer there'; return; fi
  if [ -e "$data_root/containers/$entry_name" ]; then refuse "$1" in-use 'a container of that id is on disk now'; return; fi
  init_named=$(cat "$record/init-id" 2>/dev/null)
  case $dead_role in
    init) if [ "$init_named" != "$2" ]; then refuse "$1" identity 'its record names another directory now; plan again'; return; fi ;;
    *)
      if [ "$(cat "$record/mount-id" 2>/dev/null)" != "$2" ]; then refuse "$1" identity 'its record names another directory now; plan again'; return; fi
      if [ "$other_directory" = - ]; then
        if [ -n "$init_named" ] && [ -e "$driver_directory/$init_named" ]; then refuse "$1" identity "its init layer $init_named exists, and the plan does not name it; plan again"; return; fi
      elif [ "$init_named" != "$other_directory" ]; then refuse "$1" identity 'its record names another init layer now; plan again'; return; fi
      ;;
  esac
  if [ ! -d "$driver_directory/$2" ]; then refuse "$1" identity 'its directory is gone, but its record still names it; plan again'; fi
}
shift_entry() { shift 10; entry_name=$1; other_directory=$2; dead_role=${3:-layer}; }
collect_staying() {
  state_of "$1"
  if [ "$state" = refused ]; then shift_entry "$@"; entries_staying="$entries_staying $entry_name"; fi
}
judge_partner() {
  is_open "$1" || return 0
  shift_entry "$@"
  case " $entries_staying " in *" $entry_name "*) refuse "$1" identity 'the layer that belongs to it is skipped' ;; esac
}
op_set_aside_dead_mount_perform() {
  if expect_docker_down && docker_stop; then
    dead_batch=$1
    if held_in read_mounts dead_names; then
      dead_held=$held
      "$1" write_dead_note
      "$1" set_aside_dead
      "$1" fail_unmoved
      take_links "$1"
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
write_dead_note() {
  is_intended "$1" || return 0
  shift_entry "$@"
  write_note "$@"
  is_intended "$1" || return 0
  case $dead_role in
    init) set -- "$1" "$2" "$other_directory" "$2" ;;
    *) set -- "$1" "$2" "$2" "$other_directory" ;;
  esac
  printf 'entry=%s\nmount=%s\ninit=%s\nparent=%s\n' "$entry_name" "$3" "$4" "$(cat "$layer_database/mounts/$entry_name/parent" 2>/dev/null || echo -)" >>"$quarantine/$2$aside.note" 2>/dev/null ||
    failed "$1" "the note beside the quarantined directory could not be written to $quarantine"
}
set_aside_dead() {
  is_intended "$1" || return 0
  shift_entry "$@"
  [ "$dead_role" = layer ] || return 0
  case $dead_held in *" $2 "* | *" $other_directory "*) failed "$1" 'it is mounted or in use by a process although Docker is stopped'; return ;; esac
  if [ -e "$data_root/containers/$entry_name" ]; then failed "$1" 'a container of that id is on disk now'; return; fi
  if [ "$other_directory" != - ] && [ -d "$driver_directory/$other_directory" ] && ! grep -q '^parent=' "$quarantine/$other_directory$aside.note" 2>/dev/null; then
    failed "$1" 'the note of its init layer could not be written'
    return
  fi
  # Record first, as Docker does it. If the script is killed in between, unreferenced directories are left, and the next run removes them.
  # In the other order the record would name a directory in the quarantine, which could then be neither purged nor quarantined again.
  mv -- "$layer_database/mounts/$entry_name" "$run_directory/mount-$entry_name" 2>/dev/null || rm -rf -- "${layer_database:?}/mounts/$entry_name"
  dead_errors=$(dead_pair "$2" | rename_lines 2>&1)
  if is_aside "$2" && { [ "$other_directory" = - ] || is_aside "$other_directory"; }; then rm -rf -- "$run_directory/mount-$entry_name"; return; fi
  # All or nothing: one without the other would be a layer without its lower.
  dead_pair "$2" | awk -F '\t' '{ print $2 "\t" $1 }' | rename_lines >/dev/null 2>&1
  mv -- "$run_directory/mount-$entry_name" "$layer_database/mounts/$entry_name" 2>/dev/null || restore_record "$2"
  failed "$1" "it could not be moved: $dead_errors"
}
dead_pair() { # NAME
  printf '%s\t%s\n' "$driver_directory/$1" "$quarantine/$1$aside"
  if [ "$other_directory" != - ] && [ -d "$driver_directory/$other_directory" ]; then printf '%s\t%s\n' "$driver_directory/$other_directory" "$quarantine/$other_directory$aside"; fi
}
is_aside() { [ -d "$quarantine/$1$aside" ] && [ ! -e "$driver_directory/$1" ]; }
fail_unmoved() { if is_intended "$1" && ! is_aside "$2"; then failed "$1" 'it is still in its place, as is the layer that belongs to it'; fi; }
op_set_aside_dead_mount_probe() { "$1" probe_dead; }
probe_dead() {
  shift_entry "$@"
  if is_intended "$1" && is_aside "$2" && [ ! -e "$layer_database/mounts/$entry_name" ]; then succeeded "$1"; return; fi
  failed "$1" 'it is still in its place'
  if [ ! -e "$quarantine/$2$aside" ]; then rm -f -- "$quarantine/$2$aside.note"; fi
}
op_set_aside_dead_mount_undo() {
  find_renamer
  "$1" link_back
  undo_errors=$("$1" line_back | rename_lines 2>&1)
  "$1" record_back
  "$1" probe_back
}
record_back() { if is_done "$1"; then restore_record "$2"; fi; }
