# ---- Stopping Docker for the switch, what its start depends on, and starting it on a data root
# STEP RECORD PHASE. PHASE is stopped (on the way to the new data root) or returning.
op_stop_docker_judge() { "$1" judge_stop_docker; }
judge_stop_docker() {
  guard_docker_stop "$1"
  is_open "$1" || return 0
  record_at "$2"
  if [ ! -e "$record/facts" ]; then refuse "$1" record "there is no record of this migration at $record"; fi
  phase_before=$(record_says phase)
}
op_stop_docker_perform() { "$1" stop_docker; }
stop_docker() {
  is_intended "$1" || return 0
  stop_problem=
  if dockerd_lives && engine version >/dev/null 2>&1; then
    if [ "$3" = stopped ] && ! note_lists "$record/lists"; then stop_problem="Docker's lists could not be written to $record, so Docker was not stopped"; return; fi
    if ! note_passing "$record/passing"; then stop_problem="which containers go when Docker stops could not be read, so Docker was not stopped"; return; fi
    if [ "$3" = stopped ]; then
      without_passing "$record/passing" '' <"$record/lists" >"$record/lists.new" && mv -- "$record/lists.new" "$record/lists"
      clock
      record_set listed_at "$now"
    fi
    engine ps --quiet --no-trunc --filter status=paused >"$record/paused.now" 2>/dev/null && mv -- "$record/paused.now" "$record/paused"
  fi
  if ! expect_docker_down; then stop_problem="$run_directory is not writable (full, read-only), so Docker was not stopped"; return; fi
  if [ -e "$record/passing" ]; then running_before=$(printf '%s\n' "$running_before" | without_passing "$record/passing" container); fi
  # After a power cut nothing else tells what ran.
  { printf '%s\n' "$running_before"; cat "$record/running" 2>/dev/null; } | grep . | LC_ALL=C sort -u >"$record/running.new" && mv -- "$record/running.new" "$record/running"
  if ! checkpoint "$3" 'Docker is being stopped'; then stop_problem="the record $record could not be written, so Docker was not stopped"; return; fi
  if ! docker_stop; then stop_problem="Docker did not stop: $(tail -n 3 "$run_directory/service" 2>/dev/null | tr '\n' ' ')"; return; fi
  if [ "$3" = stopped ]; then drop_vanished "$record/lists" "$(record_says from)" || stop_problem="the record $record could not be written"; fi
}
op_stop_docker_probe() { "$1" probe_stopped; }
probe_stopped() {
  is_intended "$1" || return 0
  if [ -n "$stop_problem" ]; then failed "$1" "$stop_problem"; return; fi
  if dockerd_lives; then failed "$1" 'Docker runs again: something else started it'; return; fi
  # A container that outlives Docker goes on writing to the side that is left. Mounts of a namespace that ends take a moment.
  waited=0
  while still=$(mounted_below "$data_root") && [ -n "$still" ] && [ "$waited" -lt 10 ]; do sleep 1; waited=$((waited + 1)); done
  if [ -n "$still" ]; then failed "$1" "Docker is stopped, but ${still#* } is still mounted (seen by process ${still%% *}, $(name_of_process "${still%% *}"))"; return; fi
  succeeded "$1" "stopped; $(printf '%s\n' "$running_before" | grep -c .) containers ran"
}
op_stop_docker_undo() { "$1" stopped_back; }
stopped_back() {
  state_of "$1"
  case $state in 'done' | failed) ;; *) return 0 ;; esac
  # Going back did not work: Docker starts where it was, and what was kept is kept.
  if [ "$3" = returning ] && [ -n "${phase_before-}" ]; then checkpoint "$phase_before" 'Docker is started where it was'; fi
  if is_done "$1"; then undone "$1" 'Docker is started again'; fi
}
# Mounts below the data root or from it, in every mount namespace: the first as "PID MOUNTPOINT". Docker mounts the folder of its driver over
# itself on some systems; that mount holds nothing of its own.
mounted_below() { # DATA-ROOT
  pids=$(namespace_pids)
  for part in containers volumes "$driver"; do mounts_naming "$1/$part" "$pids"; done | HOME_OF_DRIVER="$1/$driver" awk '$0 == "BILGE-END" || $2 == ENVIRON["HOME_OF_DRIVER"] { next } { print; exit }'
}

# STEP RECORD TARGET yes|no. systemd starts Docker only where the disk is mounted: on the bare mount point it would begin an empty data root.
op_require_data_root_judge() { "$1" judge_requirement; }
drop_in=/etc/systemd/system/docker.service.d/bilge-data-root.conf
drop_in_text() { # TARGET
  printf '# Written by Bilge with the move of the data root. Without this disk Docker must not start.\n[Unit]\nRequiresMountsFor=%s\nAssertPathExists=%s/%s\n' "$1" "$1" "$marker"
}
judge_requirement() {
  if [ "$init" != systemd ]; then refuse "$1" service-control 'only systemd can hold Docker back until the disk is mounted'; return; fi
  bilge_looked=$bilge_newline
  if ! bilge_is_safe_to_make "${drop_in%/*}" || [ -h "$drop_in" ]; then refuse "$1" service-control "$drop_in is not written: ${bilge_why:-it is a link}"; return; fi
  if [ "$4" = no ] && [ ! -e "$drop_in" ]; then already "$1" 'Docker waits for no disk'; return; fi
  if [ "$4" = yes ] && [ -e "$drop_in" ] && [ "$(cat "$drop_in")" = "$(drop_in_text "$3")" ]; then already "$1" 'Docker waits for this disk already'; fi
  if [ -e "$drop_in" ] && ! grep -q '^# Written by Bilge' "$drop_in"; then refuse "$1" service-control "$drop_in is not Bilge's own file"; fi
}
op_require_data_root_perform() { "$1" write_requirement; }
write_requirement() {
  is_intended "$1" || return 0
  record_at "$2"
  requirement_problem=
  drop_in_before=
  if [ -e "$drop_in" ]; then drop_in_before=$(cat "$drop_in"); fi
  if [ "$4" = yes ]; then
    # What Docker waited for until now, where an earlier move has left it on a disk of its own: the way back needs it again.
    waited_for=$(printf '%s\n' "$drop_in_before" | sed -n 's/^RequiresMountsFor=//p')
    if [ "$waited_for" != "$3" ] && ! record_set waited_for "$waited_for"; then requirement_problem="the record $record could not be written"; return; fi
    checkpoint switched "Docker's configuration is switched to $3" || { requirement_problem="the record $record could not be written"; return; }
    put_drop_in "$(drop_in_text "$3")" || requirement_problem="$drop_in could not be written"
  else
    waited_for=$(record_says waited_for)
    if [ -n "$waited_for" ]; then put_drop_in "$(drop_in_text "$waited_for")" || requirement_problem="$drop_in could not be written"
    else
      rm -f -- "$drop_in"
      systemctl daemon-reload
    fi
  fi
}
put_drop_in() { # TEXT
  (umask 022; mkdir -p -- "${drop_in%/*}" && printf '%s\n' "$1" >"$drop_in.new") 2>/dev/null || { rm -f -- "$drop_in.new"; return 1; }
  sync "$drop_in.new" 2>/dev/null || sync
  mv -- "$drop_in.new" "$drop_in" && systemctl daemon-reload
}
op_require_data_root_probe() { "$1" probe_requirement; }
probe_requirement() {
  is_intended "$1" || return 0
  waits=no
  case $(systemctl show --property=RequiresMountsFor docker.service 2>/dev/null) in *"=$3" | *"=$3 "* | *" $3" | *" $3 "*) waits=yes ;; esac
  if [ -n "$requirement_problem" ] || [ "$waits" != "$4" ]; then failed "$1" "${requirement_problem:-systemd did not take it over}"; else succeeded "$1"; fi
}
op_require_data_root_undo() { "$1" requirement_back; }
requirement_back() {
  is_done "$1" || return 0
  if [ -n "$drop_in_before" ]; then put_drop_in "$drop_in_before"; else rm -f -- "$drop_in"; systemctl daemon-reload; fi
  undone "$1" 'Docker waits for what it waited for before'
}

# STEP RECORD ROOT PHASE: starts Docker and compares what it shows with what was noted before the switch.
op_start_docker_judge() { "$1" judge_start_docker; }
judge_start_docker() {
  record_at "$2"
  if [ ! -e "$record/facts" ]; then refuse "$1" record "there is no record of this migration at $record"; return; fi
  side=from
  if [ "$(record_says to)" = "$3" ]; then side=to; fi
  if [ "$side" = from ] && [ "$(record_says deleting)" = yes ] && [ "$(record_says phase)" != left ]; then refuse "$1" record "the deletion of $3 was begun; there is no way back"; return; fi
  if ! is_same_side "$3" "$(record_says ${side}_inode)" "$(record_says ${side}_filesystem)"; then refuse "$1" record "$3 is not the data root that the record names; is its disk mounted?"; fi
}
op_start_docker_perform() { "$1" start_docker; }
start_docker() {
  is_intended "$1" || return 0
  start_problem=
  if [ "$side" = to ] && [ "$(record_says started)" != yes ] && ! record_set started yes; then start_problem="the record $record could not be written"; return; fi
  if ! engine version >/dev/null 2>&1; then
    # The watcher of expect_docker_down must know what ran, and whoever planned this did not stop Docker.
    if [ -z "${docker_is_down-}" ] && ! expect_docker_down; then start_problem="$run_directory is not writable"; return; fi
    if ! docker_start; then start_problem="Docker did not start: $(tail -n 3 "$run_directory/service" 2>/dev/null | tr '\n' ' ')"; return; fi
  fi
  compare_with_record "$3"
}
compare_with_record() { # ROOT: sets $start_problem
  root_now=$(engine info --format '{{.DockerRootDir}}' 2>/dev/null)
  if [ "$(readlink -f -- "$root_now" 2>/dev/null)" != "$1" ]; then start_problem="Docker uses ${root_now:-no data root}, not $1"; return; fi
  driver_now=$(engine info --format '{{.Driver}}' 2>/dev/null)
  if [ "$driver_now" != "$(record_says driver)" ]; then start_problem="Docker uses the storage driver $driver_now now, not $(record_says driver)"; return; fi
  if [ -e "$record/lists" ] && [ -n "$(record_says listed_at)" ]; then
    if ! note_lists "$run_directory/lists"; then start_problem="Docker's lists could not be read"; return; fi
    lost=$(awk 'NR == FNR { now[$0] = 1; next } !($0 in now)' "$run_directory/lists" "$record/lists")
    if [ -n "$lost" ]; then start_problem="$(printf '%s\n' "$lost" | grep -c .) objects are missing there: $(printf '%s\n' "$lost" | head -n 3 | cut -c 1-60 | tr '\n' ';')"; return; fi
  fi
  # What ran when Docker was stopped, and what a run that was cut off before could not start again.
  running_before=$({ printf '%s\n' "${running_before-}"; cat "$record/running" 2>/dev/null; } | grep . | LC_ALL=C sort -u | while IFS= read -r container; do if [ -d "$1/containers/$container" ]; then printf '%s\n' "$container"; fi; done)
  paused_before=$(cat "$record/paused" 2>/dev/null)
  if ! start_remembered; then start_problem="these containers did not start:$not_back"; fi
}
op_start_docker_probe() { "$1" probe_started; }
probe_started() {
  is_intended "$1" || return 0
  if [ -n "$start_problem" ]; then failed "$1" "$start_problem"; return; fi
  if ! checkpoint "$4" "Docker runs on $3"; then failed "$1" "the record $record could not be written"; return; fi
  rm -f -- "$record/running" "$record/paused" "$record/passing"
  docker_is_down=
  rm -f -- "$run_directory/docker-down"
  succeeded "$1" "$(count_listed container), $(count_listed image), $(count_listed volume), $(count_listed network) as before; $(printf '%s\n' "$running_before" | grep -c .) containers run"
}
count_listed() { # KIND
  number=$(grep -c "^$1 " "$record/lists" 2>/dev/null)
  if [ "$number" = 1 ]; then echo "1 $1"; else echo "${number:-0} $1s"; fi
}
# The way back needs Docker stopped again, whether it started or not. Who ran before is known from before, not from now.
op_start_docker_undo() { "$1" stop_again; }
stop_again() {
  state_of "$1"
  case $state in 'done' | failed) ;; *) return 0 ;; esac
  ran=$running_before
  if ! expect_docker_down; then note "$run_directory is not writable, so Docker was not stopped again"; return; fi
  running_before=$ran
  docker_stop || note "Docker did not stop: $(tail -n 3 "$run_directory/service" 2>/dev/null | tr '\n' ' ')"
  if is_done "$1"; then undone "$1" 'Docker was stopped again'; fi
}
