#!/bin/sh
# Installs, by name and on Debian only, the programs the lab and the end-to-end tests call. Quick when all is there.
# With `unit` only what unit tests call, with `firefox` only what `npm run firefox` calls, with `proxy` only what the install test of that name calls.
# Exit 0: everything is present. Exit 1: something is missing; every reason is one line on standard output.
set -eu
export LC_ALL=C
ring=${1:-all}

# program:package
unit='
shellcheck:shellcheck
dash:dash
bash:bash
busybox:busybox-static
openssl:openssl
'
lab='
mmdebstrap:mmdebstrap
systemd-nspawn:systemd-container
mkfs.btrfs:btrfs-progs
mkfs.xfs:xfsprogs
mkfs.ext4:e2fsprogs
ip:iproute2
iptables:iptables
socat:socat
ssh-keygen:openssh-client
ssh-agent:openssh-client
nsenter:util-linux
losetup:mount
flock:util-linux
rsync:rsync
chromium:chromium
promtool:prometheus
/usr/share/keyrings/debian-archive-keyring.gpg:debian-archive-keyring
/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf:fonts-dejavu-core
'
case $ring in
unit) wanted=$unit ;;
firefox) wanted='firefox-esr:firefox-esr' ;;
proxy) wanted='haproxy:haproxy' ;;
*) wanted=$unit$lab ;;
esac

PATH="$PATH:/usr/sbin:/sbin"

is_present() {
  case $1 in
  /*) [ -e "$1" ] ;;
  *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

list_missing() {
  for pair in $wanted; do
    is_present "${pair%%:*}" || printf '%s\n' "${pair##*:}"
  done | sort -u
}

missing=$(list_missing)
if [ -n "$missing" ]; then
  # A package list has no spaces inside its names: splitting on white space is meant.
  # shellcheck disable=SC2086
  set -- $missing
  echo "missing packages: $*"
  if [ "$(id -u)" -ne 0 ]; then
    echo "cannot install them: this needs root"
    exit 1
  fi
  if ! grep -qs '^ID=debian$' /etc/os-release; then
    echo "cannot install them: this machine is not Debian; install the same programs by its own means"
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$@"
  missing=$(list_missing)
  if [ -n "$missing" ]; then
    echo "still missing after the installation: $(printf '%s' "$missing" | tr '\n' ' ')"
    exit 1
  fi
fi

if [ "$ring" != unit ] && [ ! -e /dev/loop-control ]; then
  echo "no /dev/loop-control: this kernel or container offers no loop devices, so the lab cannot run here"
  exit 1
fi
