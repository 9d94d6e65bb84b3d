# ---- Layer directories: quarantine, restore, delete
# Items: STEP NAME INODE BIRTH LINK BTRFS_ID BTRFS_UUID BTRFS_PATH NESTED_IDS REMOVING   (- where there is none)
# To quarantine is rename(2) into a folder on the same mount. A plain mv to anywhere else may copy and delete
# (docs/reference/guard-lessons.md#g25).
case $driver in
  btrfs) quarantine=${driver_directory%/*}/.bilge-quarantine ;;
  *) quarantine=$driver_directory/.bilge-quarantine ;;
esac
if [ "$driver" = vfs ]; then quarantine=${driver_directory%/*}/.bilge-quarantine; fi

collect_plain() { names="$names $2"; }
collect_aside() { is_open "$1" && sources="$sources $2$aside"; return 0; }

# One stat for the whole batch: " name:inode:birth " for each that is there and is a directory. %W is not known to BusyBox.
stat_in() { # FOLDER NAMES
  # shellcheck disable=SC2086 # names of a grammar without blanks, checked when the script was made
  seen=" $(cd -- "$1" 2>/dev/null && stat -c '%n:%i:%W:%F' -- $2 2>/dev/null | awk -F: '$4 == "directory" { b = ($3 ~ /^[0-9]+$/) ? $3 : 0; printf "%s:%s:%s ", $1, $2, b }')"
}

judge_source() { # STEP NAME INODE BIRTH …
  is_open "$1" || return 0
  # No ${seen#…} here: cutting from a long string costs the square of its length in dash.
  case $seen in
    *" $2:$3:$4 "* | *" $2:$3:0 "*) ;;
    *" $2:$3:"*) if [ "$4" != - ]; then refuse "$1" identity 'another directory has this name now (created at another time); plan again'; fi ;;
    *" $2:"*) refuse "$1" identity 'another directory has this name now (its inode differs); plan again' ;;
    *)
      if [ -e "$driver_directory/$2" ] || [ -h "$driver_directory/$2" ]; then
        refuse "$1" identity 'something that is not a directory has this name now; plan again'
      elif [ -d "$quarantine/$2$aside" ]; then
        already "$1" 'it is already quarantined'
      else
        already "$1" 'it is no longer there'
      fi
      ;;
  esac
}

prepare_quarantine() { # BATCH
  if [ -n "${quarantine_ready-}" ] && [ -d "$quarantine" ] && [ ! -h "$quarantine" ]; then return 0; fi
  if [ ! -d "$driver_directory" ] || [ -h "$driver_directory" ]; then
    refuse_all "$1" identity "$driver_directory no longer exists, or is a symbolic link"
    return 1
  fi
  if [ -h "$quarantine" ]; then
    refuse_all "$1" quarantine "$quarantine is a symbolic link; remove it by hand"
    return 1
  fi
  # umask is 077: only root can read it
  mkdir -p -- "$quarantine" 2>/dev/null || {
    refuse_all "$1" quarantine "$quarantine could not be created; is the filesystem full or read-only?"
    return 1
  }
  # link(2) says EXDEV exactly where rename(2) would.
  probe=.bilge-probe.$$
  if ! { true >"$driver_directory/$probe"; } 2>/dev/null || ! ln -- "$driver_directory/$probe" "$quarantine/$probe" 2>/dev/null; then
    rm -f -- "$driver_directory/$probe" "$quarantine/$probe"
    refuse_all "$1" quarantine "$quarantine is not on the same mount as $driver_directory, or is not writable (full, read-only); moving would copy"
    return 1
  fi
  rm -f -- "$driver_directory/$probe" "$quarantine/$probe"
  quarantine_ready=yes
}

guard_subvolumes() { # BATCH
  [ "$driver" = btrfs ] || return 0
  if ! list_subvolumes "$driver_directory"; then
    refuse_all "$1" subvolume-identity 'the subvolumes could not be listed, or one has a line break in its name, so nothing can be proven'
    return
  fi
  subvolume_verdicts=$("$1" subvolume_item | judge_subvolume_items)
  if [ "$subvolume_verdicts" != ' ok' ]; then "$1" judge_subvolume; fi
}
subvolume_item() { is_open "$1" && printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$6" "$7" "$9" "$8"; return 0; }

op_set_aside_layer_judge() {
  names=
  "$1" collect_plain
  stat_in "$driver_directory" "$names"
  "$1" judge_source
  prepare_quarantine "$1" || return 0
  guard_subvolumes "$1"
  guard_references "$1"
  guard_overlay_lowers "$1"
  find_renamer
}

find_renamer() {
  [ -z "${renamer-}" ] || return 0
  if [ -n "$perl" ]; then renamer=perl
  elif [ -n "$python3" ]; then renamer=python3
  else renamer='mv'; fi
}
# Lines "from<TAB>to" on the input, one process for the batch. Never over something that exists.
rename_lines() {
  case $renamer in
    perl) "$perl" -ne 'chomp; my ($from, $to) = split /\t/; if (-l $to || -e $to) { print STDERR "$to exists\n"; next } rename($from, $to) or print STDERR "$from: $!\n";' ;;
    python3)
      "$python3" -c '
import os, sys
for line in sys.stdin.buffer:
    source, target = line.rstrip(b"\n").split(b"\t")
    if os.path.lexists(target):
        sys.stderr.write("%r exists\n" % target)
        continue
    try:
        os.rename(source, target)
    except OSError as error:
        sys.stderr.write("%r: %s\n" % (source, error))'
      ;;
    *)
      while IFS="$tab" read -r from to; do
        if [ -e "$to" ] || [ -h "$to" ]; then echo "$to exists" >&2; else mv -T -- "$from" "$to"; fi
      done
      ;;
  esac
}
tab=$(printf '\t')

write_note() { # STEP NAME INODE BIRTH LINK ID UUID PATH
  is_intended "$1" || return 0
  printf 'name=%s\ndriver=%s\nrun=%s\nat=%s\npurgeAfter=%s\ninode=%s\nbirth=%s\nlink=%s\nsubvolume=%s\nuuid=%s\nhost=%s\n' \
    "$2" "$driver" "$run_id" "$now" "$purge_after" "$3" "$4" "$5" "$6" "$7" "$host_name" >"$quarantine/$2$aside.note" 2>/dev/null ||
    failed "$1" "the note beside the quarantined directory could not be written to $quarantine"
}
line_out() { is_intended "$1" && printf '%s\t%s\n' "$driver_directory/$2" "$quarantine/$2$aside"; return 0; }
line_back() { is_done "$1" && printf '%s\t%s\n' "$quarantine/$2$aside" "$driver_directory/$2"; return 0; }

# The short link l/LINK -> ../NAME/diff is deleted with its directory, only if it points there. The directory's own file `link` and the
# note keep its name, and a restore creates it again.
link_out() { # STEP NAME INODE BIRTH LINK
  [ "$5" != - ] && is_intended "$1" && [ -h "$driver_directory/l/$5" ] || return 0
  links="$links $5"
  link_names="$link_names$5 $2 "
}
take_links() {
  links=
  link_names=
  "$1" link_out
  [ -n "$links" ] || return 0
  # shellcheck disable=SC2012,SC2086 # 26 characters A-Z0-9 each
  own_links=$(cd -- "$driver_directory/l" && ls -l -- $links 2>/dev/null | awk -v pairs="$link_names" '
    BEGIN { n = split(pairs, pair, " "); for (i = 1; i < n; i += 2) name[pair[i]] = pair[i + 1] }
    { link = $(NF - 2); if ((link in name) && $NF == "../" name[link] "/diff") print link }')
  # shellcheck disable=SC2086
  if [ -n "$own_links" ]; then (cd -- "$driver_directory/l" && rm -f -- $own_links); fi
}
make_link() { # NAME LINK
  [ "$2" != - ] && [ -d "$driver_directory/l" ] || return 0
  [ -e "$driver_directory/l/$2" ] || [ -h "$driver_directory/l/$2" ] || ln -s -- "../$1/diff" "$driver_directory/l/$2"
}
# A run that was killed at the wrong moment leaves a link to a directory that does not exist.
drop_link() { # NAME LINK
  [ "$2" != - ] && [ -h "$driver_directory/l/$2" ] && [ ! -e "$driver_directory/l/$2" ] || return 0
  if [ "$(readlink -- "$driver_directory/l/$2")" = "../$1/diff" ]; then rm -f -- "$driver_directory/l/$2"; fi
}

# A run that was killed, or could not write, between an entry and its note leaves a note without its entry. Once per run.
sweep_notes() {
  [ -z "${notes_swept-}" ] || return 0
  notes_swept=yes
  for lone in "$quarantine"/*"$aside.note"; do
    if [ -f "$lone" ] && [ ! -e "${lone%.note}" ]; then rm -f -- "$lone"; fi
  done
}

op_set_aside_layer_perform() {
  sweep_notes
  "$1" write_note
  errors=$("$1" line_out | rename_lines 2>&1)
  take_links "$1"
}
op_set_aside_layer_probe() {
  sources=
  "$1" collect_intended_aside
  stat_in "$quarantine" "$sources"
  "$1" probe_aside
}
collect_intended_aside() { is_intended "$1" && sources="$sources $2$aside"; return 0; }
probe_aside() { # STEP NAME INODE …
  is_intended "$1" || return 0
  case $seen in
    *" $2$aside:$3:"*)
      if [ -e "$driver_directory/$2" ]; then failed "$1" 'a directory of the same name was created meanwhile'; else
        succeeded "$1"
        moved_since="${moved_since-} $2"
      fi
      ;;
    *)
      rm -f -- "$quarantine/$2$aside.note"
      failed "$1" "it could not be moved to $quarantine: ${errors:-no reason given}"
      ;;
  esac
}
op_set_aside_layer_undo() {
  find_renamer
  "$1" link_back
  undo_errors=$("$1" line_back | rename_lines 2>&1)
  "$1" probe_back
}
link_back() { # STEP NAME INODE BIRTH LINK: before its directory, as when an entry is restored
  is_done "$1" || return 0
  make_link "$2" "$5"
}
probe_back() { # STEP NAME INODE BIRTH LINK
  is_done "$1" || return 0
  if [ -d "$driver_directory/$2" ] && [ ! -e "$quarantine/$2$aside" ]; then
    rm -f -- "$quarantine/$2$aside.note"
    undone "$1" 'restored'
  else
    drop_link "$2" "$5"
    entry step.output "$1" "it could not be restored from $quarantine/$2$aside: ${undo_errors:-no reason given}"
  fi
}
