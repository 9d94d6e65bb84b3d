#!/bin/sh
# Outlives the process that started hosts and removes them once it is gone, even by SIGKILL:
# watch-owner.sh PID STARTTIME NODE REAPER
set -eu
pid=$1
start_time=$2
node=$3
reaper=$4

is_owner_alive() {
  # The second field, the name, may hold spaces and parentheses: count after the last one.
  stat=$(cat "/proc/$pid/stat" 2>/dev/null) || return 1
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  [ "$1" != Z ] && [ "${20}" = "$start_time" ]
}

while is_owner_alive; do
  sleep 1
done
exec "$node" "$reaper"
