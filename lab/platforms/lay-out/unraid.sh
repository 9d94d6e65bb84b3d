#!/bin/sh
# Unraid 7 with a btrfs docker.img (docs/reference/platforms.md#unraid): rc.docker and mount_image of unraid/webgui were read; the file
# names that mark an Unraid are unverified. /mnt/user (FUSE) is not there: the image lies on the pool, as losetup shows it.
image=/mnt/cache/system/docker/docker.img

remove_debian_docker_units
mkdir -p /boot/config /etc/rc.d "$(dirname "$image")" /var/lib/docker
echo 'version="7.0.1"' >/etc/unraid-version
printf 'NAME=Slackware\nVERSION="15.0"\nID=slackware\nPRETTY_NAME="Slackware 15.0 x86_64 (post 15.0 -current)"\n' >/usr/lib/os-release
cat >/boot/config/docker.cfg <<CONFIG
DOCKER_ENABLED="yes"
DOCKER_IMAGE_FILE="$image"
DOCKER_IMAGE_SIZE="1"
DOCKER_IMAGE_TYPE="btrfs"
DOCKER_BACKINGFS="overlay2"
DOCKER_OPTS=""
CONFIG
# mount_image's recipe.
touch "$image"
chattr +C "$image" 2>/dev/null || true
fallocate -l 1G "$image"
mkfs.btrfs -q "$image"
mount -o loop,noatime,space_cache=v2 "$image" /var/lib/docker

write_stand_in /etc/rc.d/rc.docker 'rc.docker (start, stop, restart, status)' <<SCRIPT
. /boot/config/docker.cfg
pid_file=/var/run/dockerd.pid
log_file=/var/log/docker.log
mkdir -p /run/containerd
$daemon_functions
is_mounted() { grep -q ' /var/lib/docker ' /proc/mounts; }
case \$1 in
start)
  is_mounted || { echo "no image mounted at /var/lib/docker"; exit 1; }
  driver=overlay2
  [ "\$DOCKER_IMAGE_TYPE" = btrfs ] && driver=btrfs
  # shellcheck disable=SC2086
  start_daemon /usr/local/engine --storage-driver="\$driver" --log-opt max-size=50m --log-opt max-file=1 \$DOCKER_OPTS
  ;;
stop)
  ids=\$(/usr/bin/docker ps -q)
  # shellcheck disable=SC2086
  [ -z "\$ids" ] || /usr/bin/docker stop --time 10 \$ids >/dev/null
  stop_daemon 30
  ;;
restart) "\$0" stop; sleep 1; "\$0" start ;;
status) if is_running; then echo "status of dockerd: running"; else echo "status of dockerd: stopped"; exit 1; fi ;;
esac
SCRIPT
# start_daemon wants one folder; on Unraid the programs are in /usr/bin.
move_engine /usr/local/engine
for file in /usr/local/engine/*; do ln -s "$file" /usr/bin/; done
rm -f /etc/sudoers.d/admin
hide_systemd
/etc/rc.d/rc.docker start
