# ---- The run directory: the first place that is writable and not on the disk that is being cleaned
# Only where root alone can write, all the way up: the owner of a folder above could replace the script between its checksum and its
# start.
device_of() { stat -c %d -- "$1" 2>/dev/null; }
mebibytes() { awk -v bytes="$1" 'BEGIN { printf "%.0f MiB", bytes / 1048576 }'; }
# The filesystem at a path is the one that the plan was made for.
is_planned_filesystem() { # PATH MOUNT-POINT FSID
  [ "$(df -P -- "$1" | awk 'NR > 1 { print $NF; exit }')" = "$2" ] && [ "$(stat -f -c %i -- "$1")" = "$3" ]
}
available_kib() { df -Pk -- "$1" 2>/dev/null | awk 'NR > 1 && NF >= 5 { print $(NF - 2); exit }'; }

fits_a_run() {
  bilge_is_safe_to_make "$1" || { unsafe_roots="${unsafe_roots-} $bilge_why;"; return 1; }
  if ! mkdir -p -- "$1" 2>/dev/null || [ ! -w "$1" ] || ! bilge_is_safe "$1"; then return 1; fi
  if [ -n "$data_root" ] && [ "$(device_of "$1")" = "$(device_of "$data_root")" ]; then
    [ "$(available_kib "$1")" -ge 65536 ] 2>/dev/null || return 1
  fi
  # `true`, not `:`: a failed redirection of a special builtin ends the whole script (POSIX 2.8.1), whatever `if !` or `||` is around it.
  { true >"$1/.probe.$$"; } 2>/dev/null && rm -f -- "$1/.probe.$$"
}

choose_directory() {
  if [ -z "$run_directory" ]; then
    for root in $run_roots /run/bilge /var/run/bilge; do
      if fits_a_run "$root/runs"; then
        run_directory=$root/runs/$run_id
        break
      fi
    done
  fi
  if [ -z "$run_directory" ] || ! bilge_is_safe_to_make "$run_directory" || ! mkdir -p -- "$run_directory" || ! bilge_is_safe "$run_directory"; then
    printf 'no folder on this host can hold the journal of this run (tried %s);%s\n' "${run_directory:-$run_roots}" "${unsafe_roots- $bilge_why}" >&2
    exit 1
  fi
  case $(df -PT -- "$run_directory" 2>/dev/null | awk 'NR > 1 { print $2; exit }') in
    tmpfs | ramfs | rootfs) is_volatile=true ;;
  esac
  journal=$run_directory/journal.jsonl
  if ! { true >>"$journal" && true >>"$run_directory/stderr"; } 2>/dev/null; then
    printf 'the journal of the run cannot be written to %s; is the disk full or read-only? Nothing was changed\n' "$run_directory" >&2
    exit 1
  fi
  if [ "$detached" = yes ]; then exec >/dev/null 2>>"$run_directory/stderr" </dev/null; fi
  # A second run of the same script in the same directory continues the numbering.
  if [ -s "$journal" ]; then seq=$(awk 'END { print NR }' "$journal"); fi
  # Space for the journal, should the disk fill up.
  dd if=/dev/zero of="$run_directory/reserve" bs=1024 count="$journal_kib" 2>/dev/null || :
  fsync_way=all
  if sync "$journal" 2>/dev/null; then
    fsync_way='sync'
  elif printf '' | dd of="$journal" oflag=append conv=notrunc,fsync 2>/dev/null; then
    fsync_way='dd'
  fi
  printf '%s %s\n' "$$" "$(start_of $$)" >"$run_directory/pid"
  if [ -r /proc/sys/kernel/random/boot_id ]; then cat /proc/sys/kernel/random/boot_id >"$run_directory/boot"; fi
  HOME=$run_directory
  DOCKER_CONFIG=$run_directory/docker
  export HOME DOCKER_CONFIG
}
