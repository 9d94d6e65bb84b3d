#!/bin/sh
# Builds one base tree: build-base.sh SUITE TARGET HERE
# SUITE is a Debian suite name, TARGET the directory to make, HERE the folder of this script (for the files it copies in).
# The mirror is the machine's own: its apt sources are read, and for another suite only the suite name is exchanged.
# The caller holds a lock. The tree appears under its final name only when complete.
set -eu
export LC_ALL=C
suite=$1
target=$2
here=$3

[ -d "$target" ] && exit 0

own_suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
# The $(…) words are apt's own, not the shell's.
# shellcheck disable=SC2016
sources=$(apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
  while read -r origin uri codename component; do
    [ "$origin" = Debian ] || continue
    case $codename in
    "$own_suite"*) ;;
    *) continue ;;
    esac
    # The moving suite has neither updates nor a security archive.
    [ "$suite$codename" = "sid$own_suite" ] || [ "$suite" != sid ] || continue
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s%s %s\n' \
      "$uri" "$suite" "${codename#"$own_suite"}" "$component"
  done | sort -u)
if [ -z "$sources" ]; then
  echo "no Debian package index on this machine: run apt-get update" >&2
  exit 1
fi

packages=systemd-sysv,dbus,openssh-server,docker.io,btrfs-progs,xfsprogs,e2fsprogs,sudo,iproute2,iptables,procps,udev,kmod
packages=$packages,ca-certificates,socat,busybox-static,util-linux,fuse-overlayfs
# Debian 13 split the command line and BuildKit's builder off; Debian 12 has both inside docker.io.
[ "$suite" = bookworm ] || packages=$packages,docker-cli,docker-buildx

# A machine whose clock or mirror is frozen says so in its own apt configuration; the tree must be built by the same rule.
options=$(mktemp)
trap 'rm -f "$options"' EXIT
apt-config dump | grep -E '^Acquire::(Check-|http::Proxy|https::Proxy)' >"$options" || true

mkdir -p "$(dirname "$target")"
rm -rf "$target.new"
printf '%s\n' "$sources" | mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" \
  --aptopt="$options" \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --customize-hook="sh '$here/customize-base.sh' \"\$1\" '$here'" \
  "$suite" "$target.new" -
mv -T "$target.new" "$target"
