# ---- Copying the data root: while Docker runs, and again while it is stopped
# STEP TARGET. Docker serves meanwhile, so files may vanish; the pass with Docker stopped has to be complete.
op_copy_data_root_judge() { "$1" judge_copy; }
judge_copy() {
  is_open "$1" || return 0
  record_at -
  if [ ! -e "$record/facts" ] || [ "$(record_says to)" != "$2" ] || [ "$(head -n 1 "$2/$marker" 2>/dev/null)" != "$run_id" ] ||
    ! is_same_side "$2" "$(record_says to_inode)" "$(record_says to_filesystem)"; then
    refuse "$1" target "$2 was not prepared by this run, or its filesystem is no longer mounted"
    return
  fi
  # An empty source and --delete would empty the copy.
  if [ ! -d "$data_root/image/$driver/layerdb" ] || [ ! -d "$data_root/containers" ]; then refuse "$1" target "$data_root no longer looks like Docker's data root"; fi
}
op_copy_data_root_perform() { "$1" copy_live; }
copy_live() {
  is_intended "$1" || return 0
  run_copy "$1" "$2" 'nice -n 10'
}
op_copy_data_root_probe() { "$1" probe_copy_live; }
probe_copy_live() {
  is_intended "$1" || return 0
  # 24: files vanished; 23: some could not be read to their end. Docker goes on writing; the second pass allows neither.
  case $copy_code in
    0 | 23 | 24) if [ -z "$halted" ]; then succeeded "$1" "$copied_words"; else failed "$1" "$halted"; fi ;;
    *) failed "$1" "${halted:-$(copy_problem)}" ;;
  esac
}
copy_problem() {
  case $(cat "$run_directory/rsync.errors" 2>/dev/null) in
    *'No space left'*) echo 'the target filesystem is full. Docker is as it was; make room there, or choose another target' ;;
    *) printf 'rsync ended with code %s: %s\n' "$copy_code" "$(grep -v '^rsync error' "$run_directory/rsync.errors" | head -n 2 | tr '\n' ' ')" ;;
  esac
}
# What is copied, and what is compared afterwards: one list for both, else the comparison would miss what the copy left out. Not copied: what
# Docker makes again at each start, what names the old device, and what belongs to the filesystem.
set_scope() {
  scope="-aHAXS --numeric-ids --one-file-system --delete --exclude=/lost+found --exclude=/$marker --exclude=/tmp --exclude=/volumes/backingFsBlockDev --exclude=/backingFsBlockDev --exclude=/$driver/backingFsBlockDev"
}
run_copy() { # STEP TARGET PREFIX: sets $copy_code
  { true >"$run_directory/rsync"; } 2>/dev/null
  copied_words=
  end_copier
  set_scope
  # A process group of its own: rsync is three processes, and all of them must be gone before another copy begins.
  # shellcheck disable=SC2086 # a command and its words
  setsid $3 rsync $scope --no-inc-recursive --no-human-readable --info=progress2 -- "$data_root/" "$2/" \
    >"$run_directory/rsync" 2>"$run_directory/rsync.errors" &
  copier=$!
  printf '%s %s\n' "$copier" "$(start_of "$copier")" >"$record/copier"
  follow_copy "$1" "$copier"
  copy_code=$?
  rm -f -- "$record/copier"
  read_copy
  if [ -n "$copy_bytes" ]; then copied_words="$(mebibytes "$copy_bytes") of files copied, $copy_total files and folders looked at"; fi
}
# The last line is like `  1234567  45%   10.00MB/s    0:00:10 (xfr#5, to-chk=100/200)`.
read_copy() { # sets $copy_bytes $copy_percent $copy_left $copy_total, empty where nothing is known yet
  copy_line=$(tail -c 400 "$run_directory/rsync" 2>/dev/null | tr '\r' '\n' | awk '$2 ~ /^[0-9]+%$/ { line = $0 } END { $0 = line; left = $0; sub(/.*to-chk=/, "", left); sub(/\).*/, "", left); split(left, part, "/"); if ($2 != "") print $1, $2 + 0, part[1] + 0, part[2] + 0 }')
  # shellcheck disable=SC2086 # words
  set -- $copy_line
  copy_bytes=${1-}
  copy_percent=${2-}
  copy_left=${3-}
  copy_total=${4-}
}
# Fewer lines the longer it takes, so that the journal of hours stays small.
follow_copy() { # STEP PID
  uptime_seconds
  copy_began=$uptime
  copy_due=$uptime
  while kill -0 "$2" 2>/dev/null; do
    if should_stop; then kill -- "-$2" 2>/dev/null; fi
    uptime_seconds
    if [ "$uptime" -ge "$copy_due" ]; then
      copy_due=$((uptime + 2 + (uptime - copy_began) / 60))
      read_copy
      if [ -n "$copy_percent" ] && [ "$copy_total" != 0 ]; then copy_progress "$1"; fi
    fi
    space_now
    sleep 0.2 2>/dev/null || sleep 1
  done
  wait "$2"
}
copy_progress() { # STEP
  copy_seconds=$((uptime - copy_began))
  left_words=
  # Before a twentieth is done an estimate would mean nothing.
  if [ "$copy_percent" -ge 5 ] && [ "$copy_percent" -le 100 ]; then left_words=",\"secondsLeft\":$((copy_seconds * (100 - copy_percent) / copy_percent))"; fi
  clock
  entry step.progress "$1" '' '' "\"fraction\":$(awk -v percent="$copy_percent" 'BEGIN { printf "%.2f", (percent > 100 ? 1 : percent / 100) }'),\"doneBytes\":$copy_bytes,\"doneObjects\":$((copy_total - copy_left)),\"totalObjects\":$copy_total$left_words"
  commit
}

# STEP TARGET: the same with Docker stopped. Afterwards both sides are the same, or Docker is started where it was.
op_finish_copy_judge() { "$1" judge_docker_down; "$1" judge_copy; }
judge_docker_down() {
  if [ -z "${docker_is_down-}" ] || dockerd_lives; then refuse "$1" docker-down 'Docker runs, and could write while it is copied'; fi
}
op_finish_copy_perform() { "$1" copy_stopped; }
copy_stopped() {
  is_intended "$1" || return 0
  run_copy "$1" "$2" ''
}
op_finish_copy_probe() { "$1" probe_copy_stopped; }
probe_copy_stopped() {
  is_intended "$1" || return 0
  if [ "$copy_code" -ne 0 ] || [ -n "$halted" ]; then failed "$1" "${halted:-$(copy_problem)}"; return; fi
  # Looked at again: a pass that would still change anything has missed it.
  set_scope
  # shellcheck disable=SC2086 # words
  differences=$(rsync $scope --dry-run --itemize-changes -- "$data_root/" "$2/" 2>&1)
  if [ -n "$differences" ]; then
    failed "$1" "the copy still differs: $(printf '%s\n' "$differences" | head -n 3 | tr '\n' ' ')"
    return
  fi
  sync -f "$2" 2>/dev/null || sync
  succeeded "$1" "both sides are the same: $copied_words"
}
