#!/bin/sh
# TrueNAS SCALE 24.10 (docs/reference/platforms.md#truenas-scale): the middleware's sources were read. The pool here is ext4: no ZFS
# in the lab.
mkdir -p /mnt/.ix-apps/docker
chmod 700 /mnt/.ix-apps
echo '25.04.1' >/etc/version

write_stand_in /usr/bin/midclt 'midclt call METHOD ARGUMENT... (docker.* and service.* only)' <<'SCRIPT'
# The real one talks to the middleware's socket and keeps the pool's name in a database.
[ "$1" = call ] && shift
while [ "${1#-}" != "$1" ]; do shift; done
method=$1
shift
state=/var/db/lab-docker-pool
[ -s "$state" ] || { mkdir -p /var/db; echo apps >"$state"; }
render() {
  # Rendered again before each start: manual edits are lost.
  mkdir -p /etc/docker
  printf '{"data-root":"/mnt/.ix-apps/docker","exec-opts":["native.cgroupdriver=cgroupfs"],"iptables":true,"storage-driver":"overlay2"}\n' \
    >/etc/docker/daemon.json
}
start() { render; systemctl reset-failed docker.service 2>/dev/null; systemctl start docker.socket docker.service; }
stop() { systemctl stop docker.service docker.socket containerd.service; }
case $method in
service.start) [ "$1" = docker ] && start && echo True ;;
service.stop) [ "$1" = docker ] && stop && echo False ;;
service.restart) [ "$1" = docker ] && stop && start && echo True ;;
service.control)
  case $1 in START) start ;; STOP) stop ;; RESTART) stop; start ;; *) exit 1 ;; esac && echo True ;;
service.started) if systemctl --quiet is-active docker.service; then echo True; else echo False; fi ;;
docker.status)
  if systemctl --quiet is-active docker.service; then echo '{"status": "RUNNING", "description": "Application(s) are currently running"}'
  else echo '{"status": "STOPPED", "description": "Application(s) have been stopped"}'; fi ;;
docker.config) printf '{"id": 1, "pool": "%s", "dataset": "%s/ix-apps"}\n' "$(cat "$state")" "$(cat "$state")" ;;
docker.update)
  case $1 in
  *'"pool": null'* | *'"pool":null'*) stop; echo null >"$state" ;;
  *) start; printf '%s' "$1" | sed -n 's/.*"pool": *"\([^"]*\)".*/\1/p' >"$state" ;;
  esac
  echo 12 ;;
*) echo "Method does not exist" >&2; exit 1 ;;
esac
SCRIPT
mkdir -p /etc/systemd/system/docker.service.d
printf '[Unit]\nStartLimitBurst=1\nStartLimitIntervalSec=910\n[Service]\nTimeoutStartSec=960\n' \
  >/etc/systemd/system/docker.service.d/override.conf
systemctl daemon-reload
/usr/bin/midclt call service.start docker
