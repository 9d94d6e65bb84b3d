#!/bin/sh
# Runs a script inside a host: enter.sh LEADER GROUP... -- SCRIPT [ARGUMENT...]
# LEADER is the host's first process as this machine numbers it.
set -eu
leader=$1
shift
# nsenter changes the view of the control groups, not the membership: an engine started from a process outside of the
# host's groups cannot make containers.
while [ "$1" != -- ]; do
  group=$1
  [ -d "$group/payload" ] && group=$group/payload
  echo $$ >"$group/cgroup.procs"
  shift
done
shift
script=$1
shift
exec nsenter -t "$leader" -a --wdns=/ env -i HOME=/root USER=root LANG=C.UTF-8 TERM=dumb \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  sh -c "$script" sh "$@"
