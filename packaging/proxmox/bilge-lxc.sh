#!/bin/sh
# Makes an unprivileged container with Bilge on a Proxmox VE host, from the prebuilt tarball: nothing is built or downloaded.
#   sh bilge-lxc.sh NUMBER TARBALL [STORAGE]
# NUMBER: a free number for the container. STORAGE: where its disk goes (default: local-lvm).
set -eu
number=${1:?the number of the new container, for example 120}
tarball=${2:?the tarball, bilge-VERSION-linux-x64.tar.gz}
storage=${3:-local-lvm}

[ "$(id -u)" -eq 0 ] || { echo "bilge-lxc: run this as root on the Proxmox host" >&2; exit 1; }
command -v pct >/dev/null || { echo "bilge-lxc: pct is missing: is this a Proxmox VE host?" >&2; exit 1; }
[ -f "$tarball" ] || { echo "bilge-lxc: $tarball is not there" >&2; exit 1; }
if pct status "$number" >/dev/null 2>&1; then echo "bilge-lxc: there is a container $number already" >&2; exit 1; fi
template=$(pveam list local | awk '$1 ~ /debian-1[23]-standard/ { found = $1 } END { print found }')
[ -n "$template" ] || { echo "bilge-lxc: no Debian template: pveam update && pveam available | grep debian-12-standard, then pveam download local NAME" >&2; exit 1; }

pct create "$number" "$template" --hostname bilge --unprivileged 1 --cores 1 --memory 512 --swap 256 \
  --rootfs "$storage:2" --net0 name=eth0,bridge=vmbr0,ip=dhcp --onboot 1 --features nesting=1
pct start "$number"
pct push "$number" "$tarball" /root/bilge.tar.gz
# The same steps as in INSTALL.md.
pct exec "$number" -- sh -eu -c '
  tar -C /opt --no-same-owner -xzf /root/bilge.tar.gz
  rm /root/bilge.tar.gz
  ln -sfn /opt/bilge-*-linux-* /opt/bilge
  useradd --system --home-dir /var/lib/bilge-dashboard --shell /usr/sbin/nologin bilge
  install -m 0644 /opt/bilge/systemd/bilge.service /etc/systemd/system/
  printf "BILGE_HOST=0.0.0.0\nPORT=3000\n" > /etc/default/bilge
  systemctl daemon-reload
  systemctl enable --now bilge
'
echo "Bilge runs in container $number. The link that creates the admin: pct exec $number -- journalctl -u bilge"
