# ---- A store of a driver that Docker no longer uses ----------------------------------------------------------------------------------
# STEP STORE HIDDEN-CONTAINERS (comma-separated ids, - for none). Never the store of the driver in use.
op_remove_store_judge() { "$1" judge_store; }
judge_store() {
  store=$data_root/$2
  if [ ! -e "$store" ]; then already "$1" 'it is no longer there'; return; fi
  if [ "$2" = "$driver" ] || [ -z "$driver" ]; then refuse "$1" in-use "$2 is the driver that Docker uses"; return; fi
  if [ -h "$store" ] || [ ! -d "$store" ]; then refuse "$1" identity "$store is a different folder now; plan again"; return; fi
  if [ "$(engine info --format '{{.Driver}}' 2>/dev/null)" != "$driver" ]; then refuse "$1" in-use 'Docker could not confirm which storage driver it uses; scan again'; return; fi
  nothing_mounted "$1" "$store" || return 0
  holders=$(holders_of "$store")
  if [ "$holders" != BILGE-END ]; then refuse "$1" busy "process $(printf '%s' "$holders" | head -n 1) uses it"; fi
}
op_remove_store_perform() { "$1" remove_store; }
remove_store() {
  is_intended "$1" || return 0
  store=$data_root/$2
  # The store goes last: if this run is interrupted or cannot write, the next plan still finds it, and with it the records of its
  # containers and images.
  for container in $(printf '%s' "$3" | tr ',' ' '); do
    if [ "$container" = - ] || [ ! -e "$data_root/containers/$container/config.v2.json" ]; then continue; fi
    if grep -q -F -e "\"Driver\":\"$2\"" "$data_root/containers/$container/config.v2.json"; then rm -rf -- "${data_root:?}/containers/$container"; fi
  done
  errors=$(rm -rf -- "${data_root:?}/image/$2" 2>&1) || { failed "$1" "its image records could not be deleted: $errors"; return; }
  if [ -n "$btrfs" ] && [ "$(stat -f -c %t -- "$store")" = 9123683e ] && list_subvolumes "$data_root"; then
    for path in "$store"/subvolumes/*; do
      if [ "$(stat -c %i -- "$path" 2>/dev/null)" = 256 ]; then errors=$(delete_tree "$path" 2>&1) || entry step.output "$1" "$errors"; fi
      space_now
    done
    "$btrfs" filesystem sync "$data_root" >/dev/null 2>&1
  fi
  errors=$(rm -rf $one_file_system -- "$store" 2>&1) || entry step.output "$1" "$errors"
}
delete_tree() { # PATH: subvolumes inside it first
  find "$1" -mindepth 1 -xdev -type d -inum 256 2>/dev/null | while IFS= read -r inner; do delete_tree "$inner"; done
  "$btrfs" subvolume delete "$1"
}
op_remove_store_probe() { "$1" probe_store; }
probe_store() {
  is_intended "$1" || return 0
  if [ -e "$data_root/$2" ]; then failed "$1" "it is still there: ${errors:-no reason given}"; else succeeded "$1"; fi
}
one_file_system=
if rm --help 2>&1 | grep -q one-file-system; then one_file_system=--one-file-system; fi
