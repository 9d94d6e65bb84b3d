#!/bin/sh
# Sourced before every lay-out script, which run as root inside a lab host whose Docker was never started. They turn
# Debian into the likeness of another system: where files lie, what is first in PATH, what the vendor's own commands are
# called. The stand-ins really stop and start the real dockerd.
#
# What this cannot be: another kernel, another libc, another BusyBox, ZFS, aufs, a RAM disk as root, DSM's web API.
set -eu

stand_in='# STAND-IN of the Bilge lab, not a program of the vendor:'

# A stand-in is read from stdin; its first lines are written here so that no one can be without its name.
write_stand_in() { # PATH WHAT
  mkdir -p "$(dirname "$1")"
  {
    printf '#!/bin/sh\n%s %s\n' "$stand_in" "$2"
    cat
  } >"$1"
  chmod 755 "$1"
}

# Debian's own way to run Docker does not exist there.
remove_debian_docker_units() {
  systemctl --quiet disable docker.service docker.socket containerd.service 2>/dev/null
  systemctl stop containerd.service
  rm -f /lib/systemd/system/docker.service /lib/systemd/system/docker.socket /lib/systemd/system/containerd.service
  # A containerd that dockerd starts itself lives in the data root.
  rm -rf /etc/docker /var/lib/containerd
  systemctl daemon-reload
}

# The engine and all its parts into the vendor's own folder; nothing of it stays in PATH.
move_engine() { # FOLDER
  mkdir -p "$1"
  for file in docker dockerd docker-init docker-proxy containerd containerd-shim containerd-shim-runc-v1 \
    containerd-shim-runc-v2 ctr runc; do
    for folder in /usr/bin /usr/sbin /usr/libexec/docker; do
      # Debian 13 keeps the plug-ins' folder beside them; only the programs move.
      if [ -f "$folder/$file" ]; then mv "$folder/$file" "$1/$file"; fi
    done
  done
}

# No systemd to be found: neither its tools nor the directory that tells "booted with systemd". It goes on beneath, since
# a lab host cannot boot without it.
hide_systemd() {
  mkdir -p /usr/lib/bilge-lab
  for tool in systemctl systemd-run journalctl; do mv "/usr/bin/$tool" "/usr/lib/bilge-lab/$tool"; done
  rm -f /bin/systemctl /bin/journalctl /bin/systemd-run 2>/dev/null || true
  rmdir /run/systemd/system
}

# What a non-interactive ssh finds: BusyBox' applets first, then the given folders.
set_login_path() { # PATH
  printf 'SetEnv PATH=%s\n' "$1" >/etc/ssh/sshd_config.d/05-platform.conf
}

use_ash() { sed -i 's|^root:\(.*\):[^:]*$|root:\1:/opt/busybox/bin/ash|' /etc/passwd; }

reload_sshd() { kill -HUP "$(cat /run/sshd.pid)"; }

# Text of the functions that vendors' stand-ins share: a dockerd without an init system.
# PIDFILE and LOG are set by the stand-in; ENGINE is the folder of the programs.
# shellcheck disable=SC2016,SC2034
daemon_functions='
is_running() { [ -s "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2>/dev/null; }
start_daemon() { # ENGINE_FOLDER DOCKERD_ARGUMENT...
  engine=$1; shift
  is_running && return 0
  rm -f "$pid_file"
  PATH=$engine:/usr/sbin:/usr/bin:/sbin:/bin setsid "$engine/dockerd" --pidfile "$pid_file" "$@" \
    >>"$log_file" 2>&1 </dev/null &
  waited=0
  until [ -S /var/run/docker.sock ] && "$engine/docker" version >/dev/null 2>&1; do
    waited=$((waited + 1))
    [ "$waited" -lt 150 ] || { echo "dockerd did not start"; tail -n 5 "$log_file"; return 1; }
    sleep 0.1
  done
}
stop_daemon() { # MOST_SECONDS
  is_running || return 0
  pid=$(cat "$pid_file")
  kill "$pid"
  waited=0
  while kill -0 "$pid" 2>/dev/null; do
    waited=$((waited + 1))
    [ "$waited" -lt $(($1 * 10)) ] || { kill -9 "$pid"; break; }
    sleep 0.1
  done
  rm -f "$pid_file"
}
'
