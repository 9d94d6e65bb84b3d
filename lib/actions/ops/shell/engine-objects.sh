# ---- Containers, images, volumes, networks, build cache: the engine removes them, one id at a time ---------------------------
# Never with a prune endpoint, never by force: the engine's own "in use" decides (G14 and G16 of
# docs/reference/guard-lessons.md). Items name what was planned; what has changed since is skipped.
engine_says() { # COMMAND…: sets $answer; returns 0 known, 1 no such object, 2 the engine could not be asked
  answer=$(engine "$@" 2>&1) && return 0
  case $answer in
    *'No such'* | *'no such'* | *'not found'*) return 1 ;;
    *) return 2 ;;
  esac
}
engine_refused() { # STEP: "in use" from the engine is a refusal, not a failure
  case $answer in
    *onflict* | *'in use'* | *'is using'* | *'being used'* | *'active endpoints'* | *'is running'* | *'running container'* | *'already in progress'*)
      state_of "$1"
      set_state "$1" ''
      refuse "$1" engine "Docker keeps it: $answer"
      ;;
    *) failed "$1" "Docker could not remove it: $answer" ;;
  esac
}
users_of() { # STEP FILTER WHAT: refuses while any container, running or not, uses it
  if ! engine_says ps --all --quiet --no-trunc --filter "$2"; then
    refuse "$1" in-use "could not ask Docker which containers use it: $answer"
  elif [ -n "$answer" ]; then
    refuse "$1" in-use "$3 $(printf '%s\n' "$answer" | head -n 1 | cut -c 1-12) uses it now"
  fi
}
probe_gone() { # STEP ID: is there still a $object_kind of that id?
  is_intended "$1" || return 0
  engine_says "$object_kind" inspect --format '{{.Id}}' "$2"
  case $? in
    0) failed "$1" 'it is still there' ;;
    1) succeeded "$1" ;;
    *) failed "$1" "could not ask Docker whether it is gone: $answer" ;;
  esac
}

# STEP ID FINISHED-AT (- where it never ran)
op_remove_container_judge() { "$1" judge_container; }
judge_container() {
  engine_says container inspect --format '{{.State.Status}} {{.State.FinishedAt}} {{.HostConfig.RestartPolicy.Name}}' "$2"
  case $? in
    1) already "$1" 'it is no longer there' ;;
    2) refuse "$1" in-use "could not ask Docker about it: $answer" ;;
    *)
      case $answer in
        'exited '* | 'created '* | 'dead '*)
          planned=$3
          if [ "$planned" = - ]; then planned=0001-01-01T00:00:00Z; fi # Docker's way to say that it never ran
          case $answer in
            *" $planned" | *" $planned " | *" $planned no") ;;
            *" $planned "*) refuse "$1" changed "it has the restart policy ${answer##* } now" ;;
            *) refuse "$1" changed 'it has run since the plan was made' ;;
          esac
          ;;
        *) refuse "$1" in-use "it is ${answer%% *} now" ;;
      esac
      ;;
  esac
}
op_remove_container_perform() { "$1" remove_container; }
remove_container() {
  is_intended "$1" || return 0
  engine_says rm "$2" || engine_refused "$1"
}
op_remove_container_probe() {
  object_kind=container
  "$1" probe_gone
}

# STEP ID BYTES. A container that does not run is not started.
op_restart_container_judge() { "$1" judge_running; }
judge_running() {
  engine_says container inspect --format '{{.State.Status}}' "$2"
  case $? in
    1) already "$1" 'it is no longer there' ;;
    2) refuse "$1" in-use "could not ask Docker about it: $answer" ;;
    *)
      if [ "$answer" != running ]; then refuse "$1" in-use "it is $answer now, and a restart would start it"; return; fi
      room_to_start "$1" "$3"
      ;;
  esac
}
# STEP BYTES that come back when it stops. Docker writes a container's files before it starts it: on a full disk it can stop one and
# then not start it again.
room_to_start() {
  room=$(LC_ALL=C df -Pk -- "$data_root" 2>/dev/null | awk 'NR == 2 { print $4 }')
  case $room in '' | *[!0-9]*) refuse "$1" no-space "how much is free at $data_root could not be read"; return ;; esac
  if [ $((room + $2 / 1024)) -lt 4096 ]; then
    refuse "$1" no-space "only $room KiB are free at $data_root: Docker could stop it and then not start it again. Free some space first"
  fi
}
op_restart_container_perform() { "$1" restart_container; }
restart_container() {
  is_intended "$1" || return 0
  engine_says container inspect --format '{{.State.StartedAt}}' "$2" || answer=
  started_before=$answer
  if engine_says restart "$2"; then return; fi
  why=$answer
  # Stopped and not started: what its processes held may be freed a moment later, and an engine that died comes back.
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    sleep 2
    if engine_says start "$2"; then return; fi
    case $answer in *'No such container'*) break ;; esac
  done
  failed "$1" "Docker stopped it and could not start it again: $why. Start it by hand when that is mended: docker start ${2%"${2#????????????}"}"
}
op_restart_container_probe() { "$1" probe_restarted; }
probe_restarted() {
  is_intended "$1" || return 0
  if ! engine_says container inspect --format '{{.State.Status}} {{.State.StartedAt}}' "$2"; then failed "$1" "could not ask Docker about it afterwards: $answer"; return; fi
  case $answer in
    "running $started_before") failed "$1" 'it is running, but was not restarted' ;;
    'running '*) succeeded "$1" ;;
    *) failed "$1" "it is ${answer%% *} after the restart; see docker logs" ;;
  esac
}

# STEP ID REFERENCES (comma-separated tags, - for none)
op_remove_image_judge() { "$1" judge_image; }
judge_image() {
  engine_says image inspect --format '{{range .RepoTags}}{{.}},{{end}}' "$2"
  case $? in
    1) already "$1" 'it is no longer there'; return ;;
    2) refuse "$1" in-use "could not ask Docker about it: $answer"; return ;;
  esac
  tags=$(printf '%s' "$answer" | tr ',' '\n' | sort | tr '\n' ',')
  tags=${tags%,}
  if [ "${tags:--}" != "$3" ]; then refuse "$1" changed "its names have changed since the plan was made (now: ${tags:-none})"; return; fi
  users_of "$1" "ancestor=$2" 'container'
}
op_remove_image_perform() { "$1" remove_image; }
remove_image() {
  is_intended "$1" || return 0
  if [ "$3" = - ]; then
    engine_says rmi --no-prune "$2" || engine_refused "$1"
    return 0
  fi
  for reference in $(printf '%s' "$3" | tr ',' ' '); do
    if ! engine_says rmi --no-prune "$reference"; then engine_refused "$1"; return 0; fi
  done
}
op_remove_image_probe() {
  object_kind=image
  "$1" probe_gone
}

# STEP ID NAME. A container that never started names its network, and has no id for it yet, so both are checked.
op_remove_network_judge() { "$1" judge_network; }
judge_network() {
  engine_says network inspect --format '{{len .Containers}}' "$2"
  case $? in
    1) already "$1" 'it is no longer there' ;;
    2) refuse "$1" in-use "could not ask Docker about it: $answer" ;;
    *)
      if [ "$answer" != 0 ]; then refuse "$1" in-use "$answer containers are attached to it now"; else
        users_of "$1" "network=$2" 'container'
        users_of "$1" "network=$3" 'container'
      fi
      ;;
  esac
}
op_remove_network_perform() { "$1" remove_network; }
remove_network() {
  is_intended "$1" || return 0
  engine_says network rm "$2" || engine_refused "$1"
}
op_remove_network_probe() {
  object_kind=network
  "$1" probe_gone
}

# STEP ID. BuildKit has no delete call, so this is a prune that is filtered to one id. Its answer says what it removed.
op_remove_build_cache_judge() { :; }
op_remove_build_cache_perform() { "$1" remove_build_cache; }
remove_build_cache() {
  is_intended "$1" || return 0
  if ! engine_says builder prune --all --force --filter "id=$2"; then
    engine_refused "$1"
    return 0
  fi
  case $answer in
    *"$2"*) succeeded "$1" ;;
    *)
      set_state "$1" ''
      refuse "$1" in-use 'BuildKit kept it: it is in use, another record needs it, or it is gone already'
      ;;
  esac
}
op_remove_build_cache_probe() { :; }
