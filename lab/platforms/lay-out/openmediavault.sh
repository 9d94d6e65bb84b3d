#!/bin/sh
# OpenMediaVault 7 with the compose plugin (docs/reference/platforms.md#openmediavault): sources of OMV and of the plugin were read.
disk=$(sed -n 's|^/data.img \([^ ]*\) .*|\1|p' /etc/fstab)
mkdir -p /etc/openmediavault "$disk/docker" /etc/docker
printf '<?xml version="1.0" encoding="UTF-8"?>\n<config><system/><services><compose><dockerStorage>%s</dockerStorage></compose></services></config>\n' \
  "$disk/docker" >/etc/openmediavault/config.xml
printf '{\n  "data-root": "%s",\n  "storage-driver": "overlay2",\n  "log-driver": "json-file",\n  "log-opts": { "max-size": "50m", "max-file": "3" }\n}\n' \
  "$disk/docker" >/etc/docker/daemon.json
chmod 600 /etc/docker/daemon.json
{
  echo '# >>> [openmediavault]'
  cat /etc/fstab
  echo '# <<< [openmediavault]'
} >/etc/fstab.new
mv /etc/fstab.new /etc/fstab
mkdir -p /etc/systemd/system/docker.service.d
unit=$(systemd-escape --path --suffix=mount "$disk")
printf '[Unit]\nWants=%s\nAfter=%s\n' "$unit" "$unit" >/etc/systemd/system/docker.service.d/waitAllMounts.conf
groupadd --system _ssh 2>/dev/null || true
echo 'AllowGroups root _ssh' >/etc/ssh/sshd_config.d/20-omv.conf
systemctl daemon-reload
reload_sshd
systemctl --quiet enable docker.service docker.socket
systemctl start docker.service
