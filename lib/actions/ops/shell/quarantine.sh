# ---- Entries of the quarantine: delete for good, or put back ------------------------------------------------------------------
# Items as for layer directories: STEP NAME INODE BIRTH LINK BTRFS_ID BTRFS_UUID - NESTED_IDS
collect_entry() { sources="$sources $2$aside"; }
judge_entry() { # STEP NAME INODE
  is_open "$1" || return 0
  case $seen in
    *" $2$aside:$3:"*) ;;
    *" $2$aside:"*) refuse "$1" identity 'another directory carries this name in the quarantine now; plan again' ;;
    *)
      if [ -e "$quarantine/$2$aside" ]; then refuse "$1" identity 'it is no directory any more; plan again'
      elif [ -e "$driver_directory/$2" ]; then refuse "$1" quarantine 'it was not set aside, so it is not deleted'
      else already "$1" 'it is no longer in the quarantine'; fi
      ;;
  esac
}
# The path of the quarantine from the top of the filesystem: of the entry's own line, found by id and uuid.
judge_entry_subvolume() { # STEP NAME INODE BIRTH LINK ID UUID PATH NESTED
  is_open "$1" || return 0
  at=$(printf '%s\n' "$subvolumes" | awk -v id="$6" -v uuid="$7" '$1 == id && $2 == uuid { sub(/^[0-9]+ [0-9a-f-]+ /, ""); print; exit }')
  case $at in
    */.bilge-quarantine/"$2$aside" | .bilge-quarantine/"$2$aside") ;;
    *) refuse "$1" subvolume-identity "subvolume $6 with uuid $7 is not in the quarantine any more; plan again"; return ;;
  esac
  nested_below "$at"
  if [ "$nested" != "$9" ]; then
    refuse "$1" subvolume-identity "the subvolumes inside it are others than in the plan (now: $nested); plan again"
  fi
}

op_purge_entry_judge() {
  names=
  sources=
  "$1" collect_names
  "$1" collect_entry
  if [ -h "$quarantine" ]; then refuse_all "$1" quarantine "$quarantine is a symbolic link; remove it by hand"; return 0; fi
  stat_in "$quarantine" "$sources"
  "$1" judge_entry
  if [ "$driver" = btrfs ]; then
    if list_subvolumes "$quarantine"; then "$1" judge_entry_subvolume
    else refuse_all "$1" subvolume-identity 'the subvolumes could not be listed, or one has a line break in its name; nothing can be proven'; fi
  fi
  guard_references "$1" "$names"
  guard_overlay_lowers "$1"
}
op_purge_entry_perform() {
  if [ "$driver" = btrfs ]; then
    paths=
    "$1" collect_purge_paths
    # Children before parents; one transaction commit for the batch.
    # shellcheck disable=SC2086 # names of a grammar without blanks
    errors=$(delete_subvolumes $paths 2>&1 >/dev/null)
  else
    "$1" purge_directory
  fi
}
collect_purge_paths() { is_intended "$1" && paths="$paths $quarantine/$2$aside"; return 0; }
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
purge_directory() { # STEP NAME
  is_intended "$1" || return 0
  # --one-file-system where rm knows it; that nothing is mounted below was judged a moment ago
  errors=$(rm -rf $one_file_system -- "${quarantine:?}/$2$aside" 2>&1) || entry step.output "$1" "$errors"
}
one_file_system=
if rm --help 2>&1 | grep -q one-file-system; then one_file_system=--one-file-system; fi

op_purge_entry_probe() { "$1" probe_purged; rmdir -- "$quarantine" 2>/dev/null || :; }
probe_purged() { # STEP NAME …
  is_intended "$1" || return 0
  if [ -e "$quarantine/$2$aside" ]; then
    failed "$1" "it is still there: ${errors:-no reason given}"
  else
    rm -f -- "$quarantine/$2$aside.note"
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
      *) already "$1" 'it is back already' ;;
    esac
  fi
}
line_restore() { is_intended "$1" && printf '%s\t%s\n' "$quarantine/$2$aside" "$driver_directory/$2"; return 0; }
op_restore_entry_perform() {
  errors=$("$1" line_restore | rename_lines 2>&1)
  "$1" restore_link
}
restore_link() { # STEP NAME INODE BIRTH LINK
  is_intended "$1" && [ -d "$driver_directory/$2" ] || return 0
  make_link "$2" "$5"
}
op_restore_entry_probe() {
  sources=
  "$1" collect_back
  stat_in "$driver_directory" "$sources"
  "$1" probe_restored
  rmdir -- "$quarantine" 2>/dev/null || :
}
collect_back() { sources="$sources $2"; }
probe_restored() { # STEP NAME INODE
  is_intended "$1" || return 0
  case $seen in
    *" $2:$3:"*)
      rm -f -- "$quarantine/$2$aside.note"
      succeeded "$1" 'put back where it was'
      ;;
    *) failed "$1" "it could not be moved back: ${errors:-no reason given}" ;;
  esac
}
