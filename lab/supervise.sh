#!/bin/sh
# Keeps one host running: supervise.sh MACHINE HOST BASE FOLDER BIND GROUP...
# Started in a mount namespace of its own, so the overlay below vanishes with the last process, whatever happens.
# MACHINE names the network namespace, HOST the host, BASE and FOLDER the overlay's parts, BIND is 1 when there is a
# data disk, every GROUP is a control group directory that this host has for itself.
set -eu
machine=$1
host=$2
base=$3
folder=$4
has_disk=$5
shift 5

# Without groups of their own two hosts would share /system.slice/docker.service and kill each other's processes.
for group in "$@"; do
  mkdir -p "$group"
  if [ -e "$group/cpuset.cpus" ] && [ ! -e "$group/cgroup.controllers" ]; then
    cat "$group/../cpuset.cpus" >"$group/cpuset.cpus"
    cat "$group/../cpuset.mems" >"$group/cpuset.mems"
  fi
  echo $$ >"$group/cgroup.procs"
done

mount -t overlay overlay -o "lowerdir=$base,upperdir=$folder/upper,workdir=$folder/work" "$folder/root"

# nspawn leaves a folder and a lock file per host in its own place under /run: give it one that vanishes too.
mkdir -p /run/systemd/nspawn
mount -t tmpfs -o mode=755 tmpfs /run/systemd/nspawn

set --
[ "$has_disk" = 1 ] && set -- "--bind=$folder/disk.img:/data.img"

while :; do
  code=0
  # systemd 256 and later refuse version 1 control groups unless told so; the last word reaches them as kernel command line.
  systemd-nspawn -q -D "$folder/root" -M "$host" -b --register=no --keep-unit \
    "--network-namespace-path=/run/netns/$machine" --capability=all \
    '--system-call-filter=@keyring bpf @known' --bind=/dev/loop-control "$@" --console=pipe \
    SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1 || code=$?
  # 133 is nspawn's way to say that the host asked for a reboot (see --keep-unit in its manual).
  [ "$code" = 133 ] || exit "$code"
done
