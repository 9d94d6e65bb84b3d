# ---- The cache of a buildx builder: its own BuildKit prunes it, inside its container -----------------------------------------------
# STEP ID VOLUME all|-. The id and the mounted volume identify the builder of the plan; anyone can choose its name.
op_prune_builder_judge() { "$1" judge_builder; }
judge_builder() {
  engine_says container inspect --format '{{.State.Status}} {{.Id}} {{range .Mounts}}{{if eq .Destination "/var/lib/buildkit"}}{{.Type}} {{.Name}}{{end}}{{end}}' "$2"
  case $? in
    1) refuse "$1" changed 'the container of the builder is no longer there; scan again' ;;
    2) refuse "$1" in-use "Docker could not be asked about it: $answer" ;;
    *)
      case $answer in
        "running $2 volume $3") ;;
        'running '*) refuse "$1" changed "the container no longer has the volume $3 at /var/lib/buildkit; scan again" ;;
        *) refuse "$1" in-use "it is ${answer%% *} now, and only a running builder can prune" ;;
      esac
      ;;
  esac
}
# ask_builder STEP ID FILE WORDS…: runs buildctl in the container until it ends or the run is cancelled; its code is the answer. What a
# container prints can be of any length, so only the end of it is kept.
ask_builder() {
  builder_step=$1
  builder_id=$2
  builder_file=$run_directory/$3
  shift 3
  rm -f -- "$builder_file.pipe"
  mkfifo -m 600 -- "$builder_file.pipe" || return 125
  tail -c 2000 <"$builder_file.pipe" >"$builder_file" &
  builder_tail=$!
  engine exec "$builder_id" buildctl "$@" >"$builder_file.pipe" 2>&1 &
  builder_asked=$!
  follow_process "$builder_step" "$builder_asked" stop_asking_builder :
  builder_code=$?
  wait "$builder_tail"
  rm -f -- "$builder_file.pipe"
  return "$builder_code"
}
# The command in the container cannot be stopped from here; this script only stops waiting for it. A docker that is a script leaves a
# child process behind, which would keep the pipe open.
stop_asking_builder() { kill "$builder_asked" "$builder_tail"; }
builder_total() { sed -n 's/^Total:[[:space:]]*\([0-9][0-9.]*[kKMGTP]\{0,1\}i\{0,1\}B\)[[:space:]]*$/\1/p' "$run_directory/$1" 2>/dev/null | tail -n 1; }
op_prune_builder_perform() { "$1" prune_builder; }
prune_builder() {
  is_intended "$1" || return 0
  prune_with=
  if [ "$4" = all ]; then prune_with=--all; fi
  ask_builder "$1" "$2" builder-prune prune ${prune_with:+"$prune_with"}
  prune_code=$?
}
op_prune_builder_probe() { "$1" probe_builder; }
probe_builder() {
  is_intended "$1" || return 0
  said=$(tail -c 600 "$run_directory/builder-prune" 2>/dev/null | tr '\n\t' '  ')
  case $prune_code in
    0) ;;
    126 | 127) failed "$1" "buildctl could not be run in the container: $said"; return ;;
    *)
      if should_stop; then failed "$1" 'cancelled while BuildKit pruned; it may continue in the container, and what it removed is gone'
      else failed "$1" "buildctl could not prune: ${said:-it ended with code $prune_code}"; fi
      return
      ;;
  esac
  removed=$(builder_total builder-prune)
  left=
  if ask_builder "$1" "$2" builder-left du; then left=$(builder_total builder-left); fi
  succeeded "$1" "BuildKit says that it removed ${removed:-some (no amount)} and keeps ${left:-some (no amount)}"
}
