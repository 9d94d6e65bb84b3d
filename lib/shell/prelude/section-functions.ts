import { type Sh, sh } from '../sh.ts';

/**
 * What every section of a scan may use. Kept small: each section is a shell of its own that reads this again.
 *
 *   bilge_part NAME            begins a part of the output
 *   bilge_missing|denied|no_tool TEXT   ends the section: there is no such thing · no right to read it · no tool for it
 *   bilge_stamp OBJECT...       for a section that is the same as long as these are: prints their identity and times as the part `stamp`;
 *                              where that is the stamp that bilge_known holds, the part `same` follows and the section ends
 *   bilge_enter DIR            changes into DIR (resolved), or ends the section with the reason
 *   bilge_stat_find FIND-ARGS  a record per object found, each ended by NUL:
 *                              device inode mode(hex) birth modified changed blocks block-size<blank or newline>path
 *   bilge_read_find FIND-ARGS  the lines of each file found, as grep -H prints them: path:line. An empty file is one empty line.
 *                              Names with newlines are left out.
 *   bilge_read_in NAMES FIND-ARGS  the same for files of these names in the directories found, for thousands of them: find does not
 *                              open each directory, and one awk reads all the files in a third of the time that grep needs
 */
export const sectionFunctions: Sh = sh`newline='
'
bilge_part() { printf '\n==bilge:%s:part:%s==\n' "$BILGE_NONCE" "$1"; }
bilge_missing() { printf '%s\n' "$1" >&2; exit 76; }
bilge_denied() { printf '%s\n' "$1" >&2; exit 77; }
bilge_no_tool() { printf '%s\n' "$1" >&2; exit 78; }
bilge_enter() {
  cd -P -- "$1" 2>/dev/null && return 0
  [ "$BILGE_UID" = 0 ] || bilge_denied "$1 can only be read by root."
  [ -d "$1" ] || bilge_missing "There is no directory $1."
  bilge_denied "$1 cannot be entered, although the scan runs as root."
}
# The last of the stamp is this very process: its times are now, by the clock that the others were written with.
bilge_stamp() {
  [ "$BILGE_STAT_KIND" = gnu ] || return 0
  for bilge_object in "$@"; do
    shift
    [ ! -e "$bilge_object" ] || set -- "$@" "$bilge_object"
  done
  bilge_times=$("$BILGE_STAT" --printf '%d:%i:%s:%.9Y:%.9Z ' -- "$@" /proc/self/. 2>/dev/null) || return 0
  bilge_part stamp; printf '%s' "$bilge_times"
  bilge_times=\${bilge_times% }
  [ -n "\${bilge_known:-}" ] && [ "\${bilge_times% *}" = "$bilge_known" ] || return 0
  bilge_part same; exit 0
}
bilge_stat_find() {
  case $BILGE_STAT_KIND in
    gnu) "$BILGE_FIND" "$@" -exec "$BILGE_STAT" --printf '%d %i %f %W %Y %Z %b %B %n\0' {} + ;;
    busybox)
      "$BILGE_FIND" "$@" ! -path "*$newline*" -exec "$BILGE_STAT" -c '%d %i %f ? %Y %Z %b %B %n' {} + | tr '\n' '\0'
      "$BILGE_FIND" "$@" -path "*$newline*" -exec "$BILGE_STAT" -c '%d %i %f ? %Y %Z %b %B' {} \; -print0 ;;
    *) bilge_no_tool "This host has no stat command, so directories cannot be told apart safely." ;;
  esac
}
bilge_read_find() {
  if [ "$BILGE_FIND_KIND" = gnu ]; then
    "$BILGE_FIND" "$@" -type f ! -path "*$newline*" \( -size 0 -exec sh -c "$bilge_name_empty" sh {} + -o -exec grep -aH '' {} + \)
  else
    # BusyBox 1.35 runs nothing at all for an -exec + behind an -o.
    "$BILGE_FIND" "$@" -type f ! -path "*$newline*" -exec grep -aH '' {} +
    "$BILGE_FIND" "$@" -type f ! -path "*$newline*" -size 0 -exec sh -c "$bilge_name_empty" sh {} +
  fi
}
# awk cannot tell a file that is not there from one that it may not read, so it names both, and grep is asked about those that are.
bilge_read_in() {
  bilge_names=$1; shift
  { bilge_failed=$("$BILGE_FIND" "$@" -type d ! -path "*$newline*" -exec awk -v names="$bilge_names" "$bilge_read_files" {} + 8>&1 >&7); } 7>&1
  [ -n "$bilge_failed" ] || return 0
  ( IFS=$newline; set -f
    for bilge_file in $bilge_failed; do
      # BusyBox' grep says nothing about a file that cannot be read.
      [ ! -e "$bilge_file" ] || grep -aH '' "$bilge_file" || printf '%s: it is there and cannot be read\n' "$bilge_file" >&2
    done )
}
# shellcheck disable=SC2016 # awk's own
bilge_read_files='function show(file, line, answer, seen) {
  while ((answer = (getline line < file)) > 0) { print file ":" line; seen = 1 }
  if (answer < 0) print file > "/proc/self/fd/8"
  else { if (!seen) print file ":"; close(file) }
}
BEGIN {
  count = split(names, name, " ")
  for (at = 1; at < ARGC; at++) for (each = 1; each <= count; each++) show(ARGV[at] "/" name[each])
}'
# shellcheck disable=SC2016 # for the shell that find starts
bilge_name_empty='printf "%s:\n" "$@"'`;
