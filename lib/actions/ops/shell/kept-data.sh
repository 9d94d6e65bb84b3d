# ---- Deleting what a migration kept: the old data root, or a copy that Docker left
# STEP RECORD PATH INODE IN-USE. PATH must be the very folder that was recorded, and Docker must run from IN-USE.
op_delete_kept_data_judge() { "$1" judge_kept; }
judge_kept() {
  record_at "$2"
  if [ ! -e "$record/facts" ]; then already "$1" 'this migration is finished'; return; fi
  side=
  if [ "$(record_says from)" = "$3" ]; then side=from; fi
  if [ "$(record_says to)" = "$3" ]; then side=to; fi
  case $side/$(record_says phase) in from/kept | to/left) ;; *) refuse "$1" identity "the record $record does not say that $3 is kept; scan again"; return ;; esac
  root_now=$(engine info --format '{{.DockerRootDir}}' 2>/dev/null)
  if [ -z "$root_now" ] || [ "$(readlink -f -- "$root_now")" != "$5" ] || [ "$5" = "$3" ]; then refuse "$1" in-use "Docker does not confirm that it runs on $5; scan again"; return; fi
  case $5/ in "$3"/*) refuse "$1" in-use "Docker's data root $5 is inside it"; return ;; esac
  case $3/ in "$5"/*) refuse "$1" in-use "it is inside Docker's data root $5"; return ;; esac
  kept_image=
  if image_of "$3" || { [ "$side" = to ] && its_image=$(record_says image) && [ -n "$its_image" ]; }; then
    kept_image=$its_image
    judge_kept_image "$1" "$kept_image" "$side" || return 0
  fi
  if [ ! -e "$3" ]; then
    # Deleted by a run that was cut off, or on a disk that is not mounted now?
    standing "$3"
    if [ -z "$kept_image" ] && ! filesystem_ids "$stands" | grep -Fxq -e "$(record_says ${side}_filesystem)"; then refuse "$1" identity "$3 is not there, nor is the disk that it was on. Mount that disk and scan again"; fi
    return
  fi
  # An image that was never mounted, or is not now: its folder is empty, and the file was judged.
  if [ -n "$kept_image" ] && ! is_mount_point "$3"; then return; fi
  bilge_looked=$bilge_newline
  if ! is_same_side "$3" "$4" "$(record_says ${side}_filesystem)" || [ "$(record_says ${side}_inode)" != "$4" ] || [ "$(cd -P -- "$3" && pwd -P)" != "$3" ] || ! bilge_is_safe "$3"; then
    refuse "$1" identity "$3 is not the folder that was recorded${bilge_why:+ ($bilge_why)}"
    return
  fi
  still=$(mounted_below "$3")
  if [ -n "$still" ]; then refuse "$1" live-mounts "${still#* } is mounted in it or from it (seen by process ${still%% *}, $(name_of_process "${still%% *}"))"; return; fi
  holders=$(holders_of "$3")
  case $holders in
    BILGE-END) ;;
    *BILGE-END*) holder=$(printf '%s\n' "$holders" | awk '$0 != "BILGE-END" { print; exit }'); refuse "$1" busy "process $holder uses it: $(name_of_process "$holder")"; return ;;
    *) refuse "$1" busy 'the processes of this host could not be read'; return ;;
  esac
  # Only bind mounts: where a volume lies is told by Docker again at each start.
  user=$(engine ps --all --quiet --no-trunc | while IFS= read -r each; do engine inspect --format "{{range .Mounts}}{{if eq .Type \"bind\"}}$each {{.Source}}{{println}}{{end}}{{end}}" "$each"; done | AT=$3 awk 'BEGIN { at = ENVIRON["AT"] } { path = substr($0, index($0, " ") + 1); if (path == at || index(path, at "/") == 1) { print substr($1, 1, 12); exit } }')
  if [ -n "$user" ]; then refuse "$1" in-use "container $user has something of it mounted"; fi
}
judge_kept_image() { # STEP IMAGE SIDE
  [ -e "$2" ] || return 0
  bilge_looked=$bilge_newline
  if ! bilge_is_safe "$2" || [ ! -f "$2" ] || [ -h "$2" ]; then refuse "$1" identity "$2 is not the image that was recorded${bilge_why:+ ($bilge_why)}"; return 1; fi
  recorded=$(record_says image_inode)
  if [ "$3" = to ] && [ "$(record_says image)" = "$2" ] && [ "$(stat -c %i -- "$2")" != "$recorded" ] && { [ -n "$recorded" ] || [ -s "$2" ]; }; then
    refuse "$1" identity "$2 is not the file that was recorded"
    return 1
  fi
}
op_delete_kept_data_perform() { "$1" delete_kept; }
delete_kept() {
  is_intended "$1" || return 0
  delete_errors=
  # From here on there is no way back, also if this is cut off.
  if ! record_set deleting yes; then delete_errors="the record $record could not be written"; return; fi
  if [ -n "$kept_image" ]; then delete_errors=$(discard_image "$kept_image" "$3"); return; fi
  [ -e "$3" ] || return 0
  one_system=
  if rm --help 2>&1 | grep -q one-file-system; then one_system=--one-file-system; fi
  # Layers first, one by one: they are most of it, and free space is shown meanwhile. What tells it for a data root goes last.
  for each in "$3/$driver"/*; do
    [ -e "$each" ] || continue
    rm -rf $one_system -- "$each" 2>/dev/null
    space_now
  done
  find "$3" -mindepth 1 -maxdepth 1 ! -name containers ! -name volumes ! -name image ! -name lost+found ! -name "$marker" -exec rm -rf $one_system -- {} + 2>/dev/null
  space_now
  delete_errors=$(find "$3" -mindepth 1 -maxdepth 1 ! -name lost+found -exec rm -rf $one_system -- {} + 2>&1)
  # The mount point of a disk of its own stays.
  if ! is_mount_point "$3"; then delete_errors=$(rmdir -- "$3" 2>&1); fi
}
op_delete_kept_data_probe() { "$1" probe_deleted; }
probe_deleted() {
  is_intended "$1" || return 0
  if [ -n "$kept_image" ] && [ -e "$kept_image" ]; then failed "$1" "${delete_errors:-$kept_image is still there}"; return; fi
  if [ -e "$3" ] && [ -n "$(find "$3" -mindepth 1 -maxdepth 1 ! -name lost+found | head -n 1)" ]; then failed "$1" "something of it is still there: ${delete_errors:-no reason given}"; return; fi
  left=$(if [ -e "$3" ] && is_mount_point "$3"; then echo "; its disk is empty and stays mounted at $3"; fi)
  rm -rf -- "$record"
  rmdir -- "${record%/*}" 2>/dev/null
  succeeded "$1" "deleted$left"
}
