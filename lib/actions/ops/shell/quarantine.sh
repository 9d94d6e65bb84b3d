# ---- Entries of the quarantine: delete for good, or restore
# Items as for layer directories: STEP NAME INODE BIRTH LINK BTRFS_ID BTRFS_UUID - NESTED_IDS
collect_entry() { sources="$sources $2$aside"; }
judge_entry() { # STEP NAME INODE
  is_open "$1" || return 0
  case $seen in
    *" $2$aside:$3:"*) ;;
    *" $2$aside:"*) refuse "$1" identity 'another directory has this name in the quarantine now; plan again' ;;
    *)
      if [ -e "$quarantine/$2$aside" ]; then refuse "$1" identity 'it is not a directory any more; plan again'
      elif [ -e "$driver_directory/$2" ]; then refuse "$1" quarantine 'it is not quarantined, so it is not deleted'
      else already "$1" 'it is no longer in the quarantine'; fi
      ;;
  esac
}
# The path from the top of the filesystem depends on the mount; its end does not.
entry_item() { is_open "$1" && printf '%s\t%s\t%s\t%s\t*.bilge-quarantine/%s%s\n' "$1" "$6" "$7" "$9" "$2" "$aside"; return 0; }

op_purge_entry_judge() {
  sources=
  "$1" collect_entry
  case $quarantine in *[!A-Za-z0-9_./@:,+=-]*) refuse_all "$1" quarantine "the path $quarantine contains characters that this script cannot handle"; return 0 ;; esac
  if [ -h "$quarantine" ]; then refuse_all "$1" quarantine "$quarantine is a symbolic link; remove it by hand"; return 0; fi
  stat_in "$quarantine" "$sources"
  "$1" judge_entry
  if [ "$driver" = btrfs ]; then
    if list_subvolumes "$quarantine"; then
      subvolume_verdicts=$("$1" entry_item | judge_subvolume_items)
      if [ "$subvolume_verdicts" != ' ok' ]; then "$1" judge_subvolume; fi
    else refuse_all "$1" subvolume-identity 'the subvolumes could not be listed, or one has a line break in its name, so nothing can be proven'; fi
  fi
  guard_references "$1"
  guard_overlay_lowers "$1"
}
op_purge_entry_perform() {
  sweep_notes
  paths=
  chunk=0
  "$1" collect_purge_path
  purge_chunk
}
# Deleting can take long: sixteen at a time, and what is in use is read again before each sixteen.
collect_purge_path() {
  is_intended "$1" || return 0
  if [ "$chunk" -eq 0 ]; then read_references || :; fi
  if [ -z "$references_read" ]; then failed "$1" 'what is in use could not be read again'; return; fi
  case "$held_by_layers$held_by_mounts" in *" $2 "* | *" $2$aside "*) failed "$1" 'something uses it now'; return ;; esac
  paths="$paths ${quarantine:?}/$2$aside"
  chunk=$((chunk + 1))
  if [ "$chunk" -ge "$purge_at_once" ]; then purge_chunk; fi
}
purge_at_once=16
purge_chunk() {
  if [ -z "$paths" ]; then return 0; fi
  # shellcheck disable=SC2086 # names of a grammar without blanks, in a folder that is refused if it has any
  if [ "$driver" = btrfs ]; then errors=$(delete_subvolumes $paths 2>&1 >/dev/null)
  else errors=$(rm -rf $one_file_system -- $paths 2>&1); fi
  paths=
  chunk=0
  space_now
}
delete_subvolumes() { # PATHS, each with what is nested below it
  flat=
  for path in "$@"; do
    flat="$flat $path"
  done
  below=$(printf '%s\n' "$subvolumes" | WANT=$flat awk '
    BEGIN { n = split(ENVIRON["WANT"], want, " "); for (i = 1; i <= n; i++) { base = want[i]; sub(/^.*\//, "", base); root[base] = want[i] } }
    { path = $0; sub(/^[0-9]+ [0-9a-f-]+ /, "", path); at = index(path, ".bilge-quarantine/"); if (!at) next
      rest = substr(path, at + 18); cut = index(rest, "/"); if (!cut) next
      base = substr(rest, 1, cut - 1); if (base in root) print gsub(/\//, "/", rest) "\t" root[base] substr(rest, cut) }' | sort -rn | cut -f 2-)
  if [ -n "$below" ]; then
    printf '%s\n' "$below" | while IFS= read -r path; do "$btrfs" subvolume delete "$path"; done
  fi
  "$btrfs" subvolume delete -c "$@"
}
one_file_system=
if rm --help 2>&1 | grep -q one-file-system; then one_file_system=--one-file-system; fi

op_purge_entry_probe() {
  notes=
  "$1" probe_purged
  # shellcheck disable=SC2086 # as above
  if [ -n "$notes" ]; then rm -f -- $notes; fi
  rmdir -- "$quarantine" 2>/dev/null || :
}
probe_purged() { # STEP NAME INODE BIRTH LINK …
  is_intended "$1" || return 0
  if [ -e "$quarantine/$2$aside" ]; then
    failed "$1" "it is still there: ${errors:-no reason given}"
  else
    notes="$notes $quarantine/$2$aside.note"
    drop_link "$2" "$5"
    succeeded "$1"
  fi
}

op_restore_entry_judge() {
  sources=
  "$1" collect_entry
  stat_in "$quarantine" "$sources"
  "$1" judge_restore
  "$1" judge_entry
  find_renamer
}
judge_restore() { # STEP NAME INODE
  if [ -e "$driver_directory/$2" ] || [ -h "$driver_directory/$2" ]; then
    case $seen in
      *" $2$aside:"*) refuse "$1" occupied "a directory of that name is in $driver_directory again; it is not overwritten" ;;
      *) already "$1" 'it is already restored' ;;
    esac
  fi
}
line_restore() { is_intended "$1" && printf '%s\t%s\n' "$quarantine/$2$aside" "$driver_directory/$2"; return 0; }
# Link first, then the directory: if the script is killed in between, the entry is still in the quarantine and the next run finds it
# there. In the other order nothing would show that a link is missing.
op_restore_entry_perform() {
  sweep_notes
  "$1" restore_link
  "$1" record_before
  errors=$("$1" line_restore | rename_lines 2>&1)
}
restore_link() { # STEP NAME INODE BIRTH LINK
  is_intended "$1" || return 0
  if ! make_link "$2" "$5" 2>/dev/null; then
    entries_kept="${entries_kept-} $(note_line "$2" entry)"
    failed "$1" "its short link below $driver_directory/l could not be created (full, read-only); it stays quarantined"
  fi
}
# For the same reason the record comes first: once the last directory is restored, nothing would lead the next run to the record.
# What cannot be restored completely (full disk) stays quarantined with all that belongs to it, and the next attempt finds it there.
record_before() { # STEP NAME INODE BIRTH LINK
  is_intended "$1" || return 0
  own_entry=$(note_line "$2" entry)
  case " ${entries_kept-} " in
    *" ${own_entry:--} "*) record_unwritten=yes ;;
    *) restore_record "$2" aside ;;
  esac
  [ -n "$record_unwritten" ] || return 0
  entries_kept="${entries_kept-} $own_entry"
  drop_link "$2" "$5"
  failed "$1" "Docker's record of it, or the layer that belongs to it, could not be restored (full, read-only); it stays quarantined"
}
op_restore_entry_probe() {
  "$1" record_after
  sources=
  "$1" collect_back
  stat_in "$driver_directory" "$sources"
  "$1" probe_restored
  rmdir -- "$quarantine" 2>/dev/null || :
}
record_after() { if is_intended "$1"; then drop_record "$2"; fi; }
collect_back() { sources="$sources $2"; }
probe_restored() { # STEP NAME INODE BIRTH LINK
  is_intended "$1" || return 0
  case $seen in
    *" $2:$3:"*)
      restore_record "$2"
      rm -f -- "$quarantine/$2$aside.note"
      if [ -z "$record_excuse" ]; then succeeded "$1" 'restored'
      else succeeded "$1" "restored without Docker's record of it ($record_excuse): it shows as a leaked directory now"; fi
      ;;
    *)
      drop_link "$2" "$5"
      failed "$1" "it could not be moved back: ${errors:-no reason given}"
      ;;
  esac
}
