#!/bin/sh
# Synology DSM 6.2 with the package Docker: upstart, no systemctl, the older paths.
package=Docker
package_home=/var/packages/Docker
data_link=$package_home/target/docker

mount_volume_as_dsm
remove_debian_docker_units
mkdir -p "/volume1/@appstore/$package" /volume1/@docker "$package_home/etc" /usr/local/bin
ln -s "/volume1/@appstore/$package" "$package_home/target"
ln -s /volume1/@docker "$package_home/target/docker"
move_engine "$package_home/target/usr/bin"
write_synology_markers 6 2 6.2.4 25556
write_synology_access

{
  # shellcheck disable=SC2016
  printf 'pid_file=/var/run/docker.pid\nlog_file=/var/log/upstart-docker.log\n%s\n%s\n%s\n' "$daemon_functions" \
    'daemon_up() { start_daemon "$package_home/target/usr/bin" --config-file "$package_home/etc/dockerd.json"; }' \
    'daemon_down() { stop_daemon 60; }'
} | write_package_script "$package_home/scripts/start-stop-status"

write_stand_in /usr/syno/sbin/synoservicectl 'synoservicectl (DSM 6: --start, --stop, --status of pkgctl-Docker)' <<'SCRIPT'
# Its output is upstart's, as reports show it.
[ "$2" = pkgctl-Docker ] || { echo "service [$2] is not exist"; exit 1; }
script=/var/packages/Docker/scripts/start-stop-status
is_up() { [ -s /var/run/docker.pid ] && kill -0 "$(cat /var/run/docker.pid)" 2>/dev/null; }
case $1 in
--start) "$script" start && echo "service [$2] start on." ;;
--stop) "$script" stop && echo "service [$2] stop." ;;
--status) if is_up; then echo "$2 start/running"; else echo "$2 stop/waiting"; exit 1; fi ;;
*) exit 1 ;;
esac
SCRIPT
write_stand_in /usr/syno/bin/synopkg 'synopkg of DSM 6 (start, stop, status of one package)' <<'SCRIPT'
# Exit codes of the older one: 0 started, 3 stopped, 4 not installed.
[ "$2" = Docker ] || { echo "No such package"; exit 4; }
case $1 in
start | stop) /usr/syno/sbin/synoservicectl "--$1" pkgctl-Docker >/dev/null && echo "package $2 $1 successfully" ;;
status)
  if /usr/syno/sbin/synoservicectl --status pkgctl-Docker >/dev/null; then echo "package $2 is started"
  else echo "package $2 is stopped"; exit 3; fi ;;
*) exit 1 ;;
esac
SCRIPT
hide_systemd
reload_sshd
/usr/syno/sbin/synoservicectl --start pkgctl-Docker
