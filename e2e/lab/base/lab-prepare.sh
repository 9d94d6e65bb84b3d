#!/bin/sh
# Runs inside a lab host before its file systems are mounted and before Docker starts.

# systemd-nspawn mounts the control groups read-only; the engine must write them.
# The plain `remount,rw` answers "busy": only the bind mount's own flag may change.
for group in /sys/fs/cgroup /sys/fs/cgroup/*; do
  mountpoint -q "$group" && mount -o remount,bind,rw "$group"
done

# Only this part of /proc/sys belongs to the host's own network namespace; the rest is the machine's and stays read-only.
mount --bind /proc/sys/net /proc/sys/net && mount -o remount,bind,rw /proc/sys/net

# No udev here: a loop device is usable only when its node exists.
number=0
while [ "$number" -lt 96 ]; do
  [ -b "/dev/loop$number" ] || mknod -m 660 "/dev/loop$number" b 7 "$number"
  number=$((number + 1))
done
[ -c /dev/fuse ] || mknod -m 666 /dev/fuse c 10 229
exit 0
