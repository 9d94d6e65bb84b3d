#!/bin/sh
# Synology DSM 7.2 with Container Manager.
package=ContainerManager
package_home=/var/packages/ContainerManager
data_link=$package_home/var/docker

mount_volume_as_dsm
remove_debian_docker_units
mkdir -p "/volume1/@appstore/$package" "/volume1/@appdata/$package" /volume1/@docker "$package_home/etc" /usr/local/bin
ln -s "/volume1/@appstore/$package" "$package_home/target"
ln -s "/volume1/@appdata/$package" "$package_home/var"
ln -s /volume1/@docker "$package_home/var/docker"
move_engine "$package_home/target/usr/bin"
write_synology_markers 7 2 7.2.2 72806
write_synology_access

printf 'daemon_up() { systemctl start pkg-ContainerManager-dockerd.service; }
daemon_down() { systemctl stop pkg-ContainerManager-dockerd.service; }
' | write_package_script "$package_home/scripts/start-stop-status"

cat >/etc/systemd/system/pkg-ContainerManager-dockerd.service <<UNIT
[Unit]
Description=STAND-IN: dockerd of Container Manager
[Service]
Type=notify
Environment=PATH=$package_home/target/usr/bin:/usr/sbin:/usr/bin:/sbin:/bin
ExecStart=$package_home/target/usr/bin/dockerd --config-file $package_home/etc/dockerd.json
TimeoutStartSec=600
KillMode=mixed
Delegate=yes
UNIT
cat >/etc/systemd/system/pkgctl-ContainerManager.service <<UNIT
[Unit]
Description=STAND-IN: the package Container Manager
RequiresMountsFor=/volume1
After=local-fs.target
[Service]
Type=oneshot
RemainAfterExit=yes
TimeoutStartSec=0
ExecStart=$package_home/scripts/start-stop-status start
ExecStop=$package_home/scripts/start-stop-status stop
[Install]
WantedBy=multi-user.target
UNIT

write_stand_in /usr/syno/bin/synopkg 'synopkg (start, stop, status of one package)' <<'SCRIPT'
# The JSON's fields beside "status" and the exit codes 17 and 255 are from reports (docs/reference/platforms.md#synology-dsm).
[ "$2" = ContainerManager ] || { echo "{\"package\":\"$2\",\"status\":\"non_installed\"}"; exit 255; }
unit=pkgctl-ContainerManager.service
case $1 in
start | stop) systemctl "$1" "$unit" && echo "{\"action\":\"$1\",\"package\":\"$2\",\"success\":true}" ;;
status)
  if systemctl --quiet is-active "$unit"; then echo "{\"package\":\"$2\",\"status\":\"running\"}"
  else echo "{\"package\":\"$2\",\"status\":\"stop\",\"status_description\":\"stopped\"}"; exit 17; fi ;;
*) echo "Usage: synopkg start|stop|status PACKAGE"; exit 1 ;;
esac
SCRIPT
write_stand_in /usr/syno/bin/synosystemctl 'synosystemctl' <<'SCRIPT'
case $1 in
start | stop | restart) exec systemctl "$1" "$2" ;;
get-active-status) systemctl is-active "$2" ;;
*) exit 1 ;;
esac
SCRIPT
systemctl daemon-reload
systemctl --quiet enable pkgctl-ContainerManager.service
reload_sshd
/usr/syno/bin/synopkg start ContainerManager
