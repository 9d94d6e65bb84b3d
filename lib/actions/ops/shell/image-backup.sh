# ---- Docker's images in a folder of this host: saved, and loaded again
# The list of what the folder holds stands in the folder, for a person, and beside the run directories, for Bilge. An archive gets into it only
# when it is whole, so a run that was cut off leaves none that looks whole. The folder is root's alone: images may hold secrets.
backup_record() { printf '%s\n' "${run_directory%/runs/*}/image-backups/$run_id"; }
is_own_backup() { # FOLDER: made by this run
  [ -d "$1" ] && [ ! -h "$1" ] && [ -f "$(backup_record)" ] && [ "$(sed -n 's/^folder //p' "$(backup_record)")" = "$1" ]
}
# One or more lines for the list, on standard input. Both copies are written whole or not at all.
list_more() { # FOLDER
  listed=$(backup_record)
  if ! { { cat "$listed" && cat; } >"$listed.new" && cp -- "$listed.new" "$1/images.txt.new"; } 2>/dev/null; then
    rm -f -- "$listed.new" "$1/images.txt.new"
    return 1
  fi
  sync "$1/images.txt.new" "$listed.new" 2>/dev/null || sync
  mv -- "$1/images.txt.new" "$1/images.txt" && mv -- "$listed.new" "$listed"
}

# STEP FOLDER MOUNT-POINT FSID
op_prepare_backup_judge() { "$1" judge_backup_folder; }
judge_backup_folder() {
  if is_own_backup "$2"; then already "$1" 'this run has made it already'; return; fi
  for tool in tar sha256sum; do
    if ! command -v "$tool" >/dev/null 2>&1; then refuse "$1" tools "$tool is not installed on this host, and archives cannot be checked without it"; return; fi
  done
  case $2/ in "$data_root"/*) refuse "$1" target "$2 is inside Docker's data root"; return ;; esac
  bilge_looked=$bilge_newline
  if ! bilge_is_safe_to_make "$2"; then refuse "$1" target "$2 is not used: $bilge_why, so others could read or change what is saved there"; return; fi
  if [ -e "$2" ] || [ -h "$2" ]; then refuse "$1" target "$2 exists already. Choose a folder that does not exist yet"; return; fi
  if [ ! -d "${2%/*}/" ] || [ "$(cd -P -- "${2%/*}/" && pwd -P)" != "${2%/*}" ]; then refuse "$1" target "${2%/*} is not a folder, or a link leads there"; return; fi
  if ! is_planned_filesystem "${2%/*}" "$3" "$4"; then
    refuse "$1" target "another filesystem is at ${2%/*} than when the plan was made (planned: the one at $3); scan again"
  fi
}
op_prepare_backup_perform() { "$1" make_backup_folder; }
make_backup_folder() {
  is_intended "$1" || return 0
  backup_problem=
  (umask 077; mkdir -- "$2" && mkdir -p -- "$(backup_record | sed 's#/[^/]*$##')") 2>/dev/null || { backup_problem="$2 could not be made; is the filesystem read-only?"; return; }
  clock
  {
    echo '# Images of Docker, saved by Bilge. By hand: docker load -i FILE for each file; docker pull NAME@DIGEST for each line that begins with pull.'
    echo "folder $2"
    echo "at $now"
  } 2>/dev/null >"$(backup_record)" || { backup_problem='the list of the images could not be written; is the disk full?'; return; }
  cp -- "$(backup_record)" "$2/images.txt" 2>/dev/null || backup_problem="$2 cannot be written to"
}
op_prepare_backup_probe() { "$1" probe_backup_folder; }
probe_backup_folder() {
  is_intended "$1" || return 0
  if [ -z "$backup_problem" ] && ! is_own_backup "$2"; then backup_problem="$2 was not made"; fi
  if [ -z "$backup_problem" ]; then succeeded "$1"; return; fi
  drop_backup_folder "$2"
  failed "$1" "$backup_problem"
}
drop_backup_folder() {
  rm -f -- "$1/images.txt" "$1/images.txt.new"
  rmdir -- "$1" 2>/dev/null
  rm -f -- "$(backup_record)" "$(backup_record).new"
  [ ! -e "$1" ]
}
op_prepare_backup_undo() { "$1" unmake_backup_folder; }
unmake_backup_folder() {
  is_done "$1" || return 0
  if ! is_own_backup "$2"; then undone "$1" "$2 is not what this run made, so it stays"; return; fi
  if drop_backup_folder "$2"; then undone "$1"; else undone "$1" "$2 holds more than this run made, so it stays"; fi
}

# STEP FOLDER PULL: `ID=NAME@DIGEST=TAG,TAG` (- for no tag). An image that a registry has, by its digest.
op_list_image_judge() { "$1" judge_listed; }
judge_listed() {
  is_open "$1" || return 0
  if ! is_own_backup "$2"; then refuse "$1" target "$2 was not made by this run"; return; fi
  listed_rest=${3#*=}
  judge_names "$1" "${3%%=*}" "${listed_rest##*=}"
}
# Docker still means the planned image by each of these names. Without a name its id is asked for.
judge_names() { # STEP ID NAMES
  names=$3
  if [ "$names" = - ]; then names=$2; fi
  for name in $(printf '%s' "$names" | tr ',' ' '); do
    engine_says image inspect --format '{{.Id}}' "$name"
    case $? in
      0) if [ "$answer" != "$2" ]; then refuse "$1" changed "$name is another image now than when the plan was made"; return 1; fi ;;
      1) refuse "$1" changed "$name is no longer there"; return 1 ;;
      *) refuse "$1" changed "could not ask Docker about $name: $answer"; return 1 ;;
    esac
  done
}
op_list_image_perform() { :; }
op_list_image_probe() { "$1" list_pullable; }
list_pullable() {
  is_intended "$1" || return 0
  if printf '%s\n' "pull $3" | tr '=' ' ' | list_more "$2"; then succeeded "$1"; else failed "$1" 'the list of the images could not be written; is the disk full?'; fi
}

# STEP FOLDER FILE BYTES STAGED IMAGES: `ID=TAG,TAG;ID=-`. Docker up to its containerd store writes the whole archive into its data root before it
# hands it out (STAGED yes): on a full disk that would take the last of it from everything that runs.
op_save_images_judge() { "$1" judge_save; }
judge_save() {
  is_open "$1" || return 0
  if ! is_own_backup "$2"; then refuse "$1" target "$2 was not made by this run"; return; fi
  judge_free "$1" "$2" "$4" || return 0
  if [ "$5" = yes ]; then
    both=$4
    if [ "$(device_of "$2")" = "$(device_of "$data_root")" ]; then both=$(awk -v bytes="$4" 'BEGIN { printf "%.0f", bytes * 2 }'); fi
    judge_free "$1" "$data_root" "$both" || return 0
  fi
  for image in $(printf '%s' "$6" | tr ';' ' '); do judge_names "$1" "${image%%=*}" "${image#*=}" || return 0; done
}
judge_free() { # STEP PATH BYTES
  free=$(available_kib "$2")
  case $free in '' | *[!0-9]*) refuse "$1" no-space "how much is free at $2 could not be read"; return 1 ;; esac
  if [ "$(awk -v free="$free" -v want="$3" 'BEGIN { print (free * 1024 < want + 67108864 ? "no" : "yes") }')" = no ]; then
    refuse "$1" no-space "up to $(mebibytes "$3") are needed at $2, and 64 MiB must stay free; $(mebibytes "$(awk -v free="$free" 'BEGIN { printf "%.0f", free * 1024 }')") are free"
    return 1
  fi
}
names_of() { # IMAGES: what docker save takes: tags, or the id of an image without one
  for image in $(printf '%s' "$1" | tr ';' ' '); do
    case ${image#*=} in -) printf '%s ' "${image%%=*}" ;; *) printf '%s ' "${image#*=}" | tr ',' ' ' ;; esac
  done
}
op_save_images_perform() { "$1" save_images; }
save_images() {
  is_intended "$1" || return 0
  save_problem=
  part=$2/$3.part
  # shellcheck disable=SC2046 # names have no blanks
  "$docker" -H "$docker_host" save $(names_of "$6") >"$part" 2>"$run_directory/save.errors" &
  worker=$!
  follow_process "$1" "$worker" stop_worker saved_so_far
  worker_code=$?
  if [ -n "$halted" ]; then save_problem=$halted
  elif [ "$worker_code" -ne 0 ]; then save_problem="docker save: $(tail -n 1 "$run_directory/save.errors")"
  else check_archive "$2" "$3" "$6"
  fi
  if [ -n "$save_problem" ]; then rm -f -- "$part"; fi
}
stop_worker() { kill "$worker"; }
saved_so_far() { printf '%s written\n' "$(mebibytes "$(stat -c %s -- "$part" 2>/dev/null || echo 0)")"; }
# Read back from the disk: it names every image, and its checksum is that of what Docker wrote.
check_archive() { # FOLDER FILE IMAGES
  sync "$part" 2>/dev/null || sync
  tar -tf "$part" >/dev/null 2>"$run_directory/save.errors" || { save_problem="the archive cannot be read back: $(tail -n 1 "$run_directory/save.errors")"; return; }
  manifest=$(tar -xOf "$part" manifest.json index.json 2>/dev/null)
  for image in $(printf '%s' "$3" | tr ';' ' '); do
    id=${image%%=*}
    case $manifest in *"${id#sha256:}"*) ;; *) save_problem="the archive does not hold ${image#*=} (${id%"${id#???????????????????}"})"; return ;; esac
  done
  sum=$(sha256sum <"$part") || { save_problem='the archive cannot be read back'; return; }
  size=$(stat -c %s -- "$part")
  mv -- "$part" "$1/$2" || { save_problem="$1/$2 could not be written"; return; }
  for image in $(printf '%s' "$3" | tr ';' ' '); do printf 'saved %s %s %s %s %s\n' "$2" "$size" "${sum%% *}" "${image%%=*}" "${image#*=}"; done |
    list_more "$1" || { save_problem='the list of the images could not be written; is the disk full?'; rm -f -- "$1/$2"; }
}
op_save_images_probe() { "$1" probe_saved; }
probe_saved() {
  is_intended "$1" || return 0
  if [ -n "$save_problem" ]; then failed "$1" "$save_problem"; return; fi
  if [ "$(stat -c %s -- "$2/$3" 2>/dev/null)" = "$size" ]; then succeeded "$1" "$(mebibytes "$size"), read back and listed with its checksum"; else failed "$1" "$2/$3 is not there"; fi
}
op_save_images_undo() { "$1" unsave_images; }
unsave_images() {
  is_done "$1" || return 0
  if is_own_backup "$2"; then
    grep -v "^saved $3 " "$(backup_record)" >"$(backup_record).new" && mv -- "$(backup_record).new" "$(backup_record)"
    rm -f -- "$2/$3"
  fi
  undone "$1"
}

# STEP FOLDER FILE BYTES SHA256 IMAGES
op_load_images_judge() { "$1" judge_load; }
judge_load() {
  missing=
  for image in $(printf '%s' "$6" | tr ';' ' '); do
    judge_loaded "$1" "${image%%=*}" "${image#*=}" || return 0
  done
  if [ -z "$missing" ]; then already "$1" 'Docker has all of its images under these names'; return; fi
  bilge_looked=$bilge_newline
  if ! bilge_is_safe "$2/$3"; then refuse "$1" identity "$2/$3 is not used: $bilge_why. If its disk is not mounted, mount it"; return; fi
  if [ "$(stat -c %s -- "$2/$3")" != "$4" ]; then refuse "$1" identity "$2/$3 is not the file that was saved: its size is another one"; return; fi
  # Docker unpacks the archive into its data root before it takes the layers out of it.
  judge_free "$1" "$data_root" "$(awk -v bytes="$4" 'BEGIN { printf "%.0f", bytes * 2 }')"
}
# A name that means another image now would be taken from it.
judge_loaded() { # STEP ID NAMES: sets $missing
  if [ "$3" = - ]; then
    engine_says image inspect --format '{{.Id}}' "$2" || missing=yes
    return 0
  fi
  for name in $(printf '%s' "$3" | tr ',' ' '); do
    engine_says image inspect --format '{{.Id}}' "$name"
    case $? in
      0) if [ "$answer" != "$2" ]; then refuse "$1" changed "$name is another image now, and loading would take the name from it. Give that one another name first (docker tag)"; return 1; fi ;;
      1) missing=yes ;;
      *) refuse "$1" changed "could not ask Docker about $name: $answer"; return 1 ;;
    esac
  done
}
op_load_images_perform() { "$1" load_images; }
load_images() {
  is_intended "$1" || return 0
  load_problem=
  archive=$2/$3
  note "Reading $archive"
  sum=$(sha256sum <"$archive") || { load_problem="$archive cannot be read"; return; }
  if [ "${sum%% *}" != "$5" ]; then load_problem="$archive is not what was saved: its checksum is another one. Nothing of it was loaded"; return; fi
  "$docker" -H "$docker_host" load -q -i "$archive" >"$run_directory/load" 2>"$run_directory/load.errors" &
  worker=$!
  follow_process "$1" "$worker" stop_worker loaded_so_far
  worker_code=$?
  if [ -n "$halted" ]; then load_problem=$halted
  elif [ "$worker_code" -ne 0 ]; then load_problem="docker load: $(tail -n 1 "$run_directory/load.errors")"
  fi
}
loaded_so_far() { printf 'Docker is loading %s\n' "${archive##*/}"; }
op_load_images_probe() { "$1" probe_loaded; }
probe_loaded() {
  is_intended "$1" || return 0
  if [ -n "$load_problem" ]; then failed "$1" "$load_problem"; return; fi
  loaded=0
  for image in $(printf '%s' "$6" | tr ';' ' '); do
    for name in $(names_of "$image"); do
      if ! engine_says image inspect --format '{{.Id}}' "$name"; then failed "$1" "Docker does not list $name after loading: $answer"; return; fi
    done
    loaded=$((loaded + 1))
  done
  succeeded "$1" "$loaded images"
}
