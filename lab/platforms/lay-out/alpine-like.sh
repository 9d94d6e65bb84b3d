#!/bin/sh
# Alpine with OpenRC (docs/reference/platforms.md#alpine): aports' docker.initd and docker.confd were read. Not musl, not Alpine's BusyBox.
remove_debian_docker_units
mkdir -p /etc/conf.d /etc/docker /run/openrc /usr/libexec
printf 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n' >/usr/lib/os-release
echo 3.20.3 >/etc/alpine-release
printf 'DOCKER_OPTS=""\nrc_need="localmount"\n' >/etc/conf.d/docker
move_engine /usr/local/engine
for file in /usr/local/engine/*; do ln -s "$file" /usr/bin/; done

write_stand_in /etc/init.d/docker 'OpenRC script of the docker package' <<SCRIPT
. /etc/conf.d/docker
pid_file=/run/docker.pid
log_file=/var/log/docker.log
$daemon_functions
case \$1 in
start)
  # shellcheck disable=SC2086
  start_daemon /usr/local/engine \$DOCKER_OPTS && echo ' * Starting Docker Daemon ... [ ok ]' ;;
stop) stop_daemon 60 && echo ' * Stopping Docker Daemon ... [ ok ]' ;;
restart) "\$0" stop && "\$0" start ;;
status) if is_running; then echo ' * status: started'; else echo ' * status: stopped'; exit 3; fi ;;
esac
SCRIPT
write_stand_in /sbin/rc-service 'rc-service SERVICE COMMAND' <<'SCRIPT'
if [ "$1" = --exists ] || [ "$1" = -e ]; then [ -x "/etc/init.d/$2" ]; exit; fi
[ -x "/etc/init.d/$1" ] || { echo " * rc-service: service \`$1' does not exist"; exit 1; }
exec "/etc/init.d/$1" "$2"
SCRIPT
write_stand_in /sbin/openrc 'openrc itself, only there to be found' <<'SCRIPT'
exit 0
SCRIPT
# doas, not sudo; what Alpine does not install by itself.
rm -f /usr/bin/sudo /usr/bin/lsblk /usr/bin/findmnt
hide_systemd
/sbin/rc-service docker start
