# ---- A data root that no running engine uses ------------------------------------------------------------------------------------
# STEP PATH DEVICE INODE CONTENTS. It holds containers and volumes that Docker does not list. A daemon that uses it has files open in it, whatever
# the daemon is called. What a stopped package owns is left to that package.
op_remove_data_root_judge() { "$1" judge_data_root; }
judge_data_root() {
  if [ ! -e "$2" ] && [ ! -h "$2" ]; then already "$1" 'it is no longer there'; return; fi
  if [ -h "$2" ] || [ ! -d "$2" ] || [ "$(cd -P -- "$2" 2>/dev/null && pwd -P)" != "$2" ] || [ "$(stat -c '%d %i' -- "$2")" != "$3 $4" ]; then
    refuse "$1" identity "$2 is a different folder now; plan again"; return
  fi
  # Read again now, whatever this run has read before.
  bilge_looked=$bilge_newline
  if ! bilge_is_safe "$2"; then refuse "$1" identity "$bilge_why, so another folder could take its place meanwhile"; return; fi
  case "$data_root/" in "$2"/*) refuse "$1" in-use "Docker's own data root $data_root is inside it"; return ;; esac
  case "$2/" in "$data_root"/*) refuse "$1" in-use "it is inside Docker's own data root"; return ;; esac
  root_now=$(engine info --format '{{.DockerRootDir}}' 2>/dev/null)
  if [ -z "$root_now" ] || [ "$(readlink -f -- "$root_now")" != "$data_root" ]; then refuse "$1" in-use 'Docker could not confirm that it uses another data root; scan again'; return; fi
  case $2 in
    /var/snap/docker/*) if [ -e /snap/docker/current ]; then refuse "$1" in-use 'the snap docker is installed and owns it; remove it with snap remove docker'; return; fi ;;
  esac
  holders=$(holders_of "$2")
  case $holders in
    BILGE-END) ;;
    *BILGE-END*) holder=$(printf '%s\n' "$holders" | awk '$0 != "BILGE-END" { print; exit }'); refuse "$1" busy "process $holder uses it: $(name_of_process "$holder")"; return ;;
    *) refuse "$1" busy 'the processes of this host could not be read'; return ;;
  esac
  nothing_mounted "$1" "$2" || return 0
  if [ "$(contents_digest "$2")" != "$5" ]; then refuse "$1" changed 'its containers or volumes have changed since the plan; plan again'; fi
}
# The same as collectors/data-root-contents.ts prints it.
# shellcheck disable=SC2012 # the very same command on both sides, and names of any kind
contents_digest() { ( cd -P -- "$1" 2>/dev/null && LC_ALL=C ls -A containers volumes 2>/dev/null | cksum ); }
op_remove_data_root_perform() { "$1" remove_data_root; }
remove_data_root() {
  is_intended "$1" || return 0
  # What tells it for a data root goes last: should this run be cut off, the next scan still finds the rest.
  if [ -n "$btrfs" ] && [ "$(stat -f -c %t -- "$2")" = 9123683e ]; then
    find "$2" -mindepth 1 -xdev -type d -inum 256 2>/dev/null >"$run_directory/subvolumes"
    for path in "$2"/btrfs/subvolumes/*; do if [ "$(stat -c %i -- "$path" 2>/dev/null)" = 256 ]; then printf '%s\n' "$path"; fi; done >>"$run_directory/subvolumes"
    while IFS= read -r path; do
      [ -d "$path" ] || continue
      errors=$(delete_tree "$path" 2>&1) || entry step.output "$1" "$errors"
      space_now
    done <"$run_directory/subvolumes"
  fi
  find "$2" -mindepth 1 -maxdepth 1 ! -name containers ! -name volumes ! -name image -exec rm -rf $one_file_system -- {} + 2>/dev/null
  space_now
  find "$2/image" "$2/containers" "$2/volumes" -mindepth 1 -maxdepth 1 -exec rm -rf $one_file_system -- {} + 2>/dev/null
  errors=$(rm -rf $one_file_system -- "$2" 2>&1) || entry step.output "$1" "$errors"
}
op_remove_data_root_probe() { "$1" probe_data_root; }
probe_data_root() {
  is_intended "$1" || return 0
  if [ -e "$2" ]; then failed "$1" "it is still there: ${errors:-no reason given}"; else succeeded "$1"; fi
}
