# ---- Stopping and starting Docker, as the platform does it ---------------------------------------------------------------------
# What stops Docker also starts it again, whatever else goes wrong (docs/reference/guard-lessons.md#g27). docker.socket is stopped too,
# because any client that opens it would start Docker.
# How that is done on this host is the platform's: can_control_docker, docker_service_stop and docker_service_start stand above
# (lib/platforms/service-control.ts).

# An engine of 20.10 or older switches btrfs quotas off for the whole filesystem when it stops
# (docs/reference/docker-on-disk.md#btrfs-quotas-and-old-engines): share quotas would be lost (docs/reference/guard-lessons.md#g28).
quotas_would_be_lost() {
  [ "$driver" = btrfs ] || return 1
  case ${engine_version%%.*} in '' | *[!0-9]*) ;; *) if [ "${engine_version%%.*}" -ge 23 ]; then return 1; fi ;; esac
  [ -n "$btrfs" ] && "$btrfs" qgroup show "$data_root" >/dev/null 2>&1
}
guard_docker_stop() { # STEP
  why=$(can_control_docker) || { refuse "$1" service-control "Docker could not be started again afterwards: $why"; return; }
  if quotas_would_be_lost; then
    refuse "$1" quotas-kept "this engine ($engine_version) switches btrfs quotas off for the whole filesystem when it stops; share quotas would be lost"
  fi
}

docker_stop() {
  docker_service_stop >"$run_directory/service" 2>&1
  waited=0
  while dockerd_lives && [ "$waited" -lt 120 ]; do sleep 1; waited=$((waited + 1)); done
  ! dockerd_lives
}
# Any dockerd of this host, or a process that may be one (lib/shell/prelude/dockerd-processes.ts).
dockerd_lives() {
  case $init in
    systemd) case $(systemctl show --property=ActiveState docker.service 2>/dev/null) in ActiveState=inactive | ActiveState=failed) return 1 ;; *) return 0 ;; esac ;;
    *) bilge_find_dockerds; [ -n "$bilge_dockerds$bilge_not_told" ] ;;
  esac
}
docker_start() {
  tries=0
  while [ "$tries" -lt 3 ]; do
    tries=$((tries + 1))
    start_failed=
    docker_service_start >"$run_directory/service" 2>&1
    waited=0
    while [ "$waited" -lt 90 ]; do
      if [ -n "$start_failed" ] && [ "$waited" -ge 5 ]; then break; fi
      if engine version --format '{{.Server.Version}}' >/dev/null 2>&1; then return 0; fi
      sleep 1
      waited=$((waited + 1))
    done
  done
  return 1
}
# If this script is killed while Docker is down, a small separate process starts Docker again.
expect_docker_down() { # returns 1 if the file that tells that process when to end cannot be written: then Docker is not stopped
  if ! { true >"$run_directory/docker-down"; } 2>/dev/null; then
    { printf '%s is not writable (full, read-only), so Docker was not stopped\n' "$run_directory" >"$run_directory/service"; } 2>/dev/null || true
    return 1
  fi
  remember_running
  docker_is_down=yes
  main=$$
  (
    trap '' HUP TERM INT
    while kill -0 "$main" 2>/dev/null; do sleep 2; done
    if [ -e "$run_directory/docker-down" ]; then
      docker_start
      start_remembered
      rm -f -- "$run_directory/docker-down"
    fi
  ) </dev/null >/dev/null 2>&1 &
}
# Containers without a restart policy do not start by themselves. A paused one counts as running, and is paused again.
# A dashboard's helper container lives for one script of a connection that ends with Docker: started again it would wait for ever. An image can
# bring the label and not the name, so no other container is left out by accident.
remember_running() {
  helpers=$(engine ps --quiet --no-trunc --filter label=bilge.helper=1 --filter 'name=^/?bilge-helper-[0-9a-f]+$' 2>/dev/null)
  running_before=
  for container in $(engine ps --quiet --no-trunc 2>/dev/null); do
    case "$newline$helpers$newline" in *"$newline$container$newline"*) ;; *) running_before="$running_before${running_before:+$newline}$container" ;; esac
  done
  paused_before=$(engine ps --quiet --no-trunc --filter status=paused 2>/dev/null)
}
# In rounds: one that uses the network of another (`--network container:x`) can start only after it.
start_remembered() {
  for round in 1 2 3; do
    not_back=
    for container in ${running_before-}; do
      case "$newline$(engine ps --quiet --no-trunc 2>/dev/null)$newline" in
        *"$newline$container$newline"*) ;;
        *) engine start "$container" >/dev/null 2>&1 || not_back="$not_back $(printf '%s' "$container" | cut -c 1-12)" ;;
      esac
    done
    if [ -z "$not_back" ]; then break; fi
  done
  for container in ${paused_before-}; do
    case "$newline${running_before-}$newline" in *"$newline$container$newline"*) engine pause "$container" >/dev/null 2>&1 ;; esac
  done
  [ -z "$not_back" ]
}
bring_docker_back() { # prints nothing; sets $back to the sentence for the journal
  if ! docker_start; then
    back="Docker did not start again: $(tail -n 3 "$run_directory/service" 2>/dev/null | tr '\n' ' ')"
    return 1
  fi
  docker_is_down=
  rm -f -- "$run_directory/docker-down"
  if ! start_remembered; then
    back="Docker runs again, but these containers did not start:$not_back"
    return 1
  fi
  back='Docker runs again, and so does every container that ran before'
}

op_restart_docker_judge() { "$1" guard_docker_stop; }
op_restart_docker_perform() { "$1" restart_docker; }
restart_docker() {
  is_intended "$1" || return 0
  if ! expect_docker_down; then failed "$1" "$run_directory is not writable (full, read-only), so Docker was not stopped"; return; fi
  if ! docker_stop; then failed "$1" "Docker did not stop: $(tail -n 3 "$run_directory/service" 2>/dev/null | tr '\n' ' ')"; fi
  if bring_docker_back; then succeeded "$1" "$back"; else failed "$1" "$back"; fi
}
op_restart_docker_probe() { :; }
