#!/bin/sh
# QNAP QTS 5 with Container Station (docs/reference/platforms.md#qnap): notes of a TS-855X owner and an issue of docker-swag; the files'
# names that mark a QNAP were never seen on one.
station=/share/CACHEDEV1_DATA/.qpkg/container-station
data_root=/share/CACHEDEV1_DATA/Container/container-station-data/lib/docker

remove_debian_docker_units
mkdir -p "$station/etc" "$data_root" /etc/config
ln -s CACHEDEV1_DATA/Container /share/Container
move_engine "$station/bin"
printf '[container-station]\nName = container-station\nEnable = TRUE\nInstall_Path = %s\nVersion = 3.0.9\n' "$station" \
  >/etc/config/qpkg.conf
printf '[System]\nModel = TS-LAB\nVersion = 5.2.0\n' >/etc/config/uLinux.conf
printf '{"data-root":"%s","storage-driver":"overlay2","iptables":true}\n' "$data_root" >"$station/etc/docker.json"
rm -f /etc/os-release /usr/lib/os-release

write_stand_in /sbin/getcfg 'getcfg SECTION KEY -f FILE' <<'SCRIPT'
[ "$3" = -f ] || exit 1
sed -n "/^\[$1\]/,/^\[/s/^$2 *= *//p" "$4" | head -n 1
SCRIPT
write_stand_in /etc/init.d/container-station.sh 'container-station.sh (start, stop, restart, status)' <<SCRIPT
station=\$(/sbin/getcfg container-station Install_Path -f /etc/config/qpkg.conf)
pid_file=/var/run/docker.pid
log_file=/var/log/container-station.log
$daemon_functions
case \$1 in
start) start_daemon "\$station/bin" --config-file "\$station/etc/docker.json" ;;
stop) stop_daemon 60 ;;
restart) "\$0" stop; "\$0" start ;;
# The real one pipes into jq, which QTS does not have.
status) jq . ;;
esac
SCRIPT
# Absent there, by reports.
rm -f /usr/bin/nohup /usr/bin/nproc /usr/bin/arch /usr/bin/scp /usr/bin/sftp /opt/busybox/bin/nohup /opt/busybox/bin/nproc
set_login_path /opt/busybox/bin:/usr/bin:/bin:/usr/sbin:/sbin
use_ash
hide_systemd
reload_sshd
/etc/init.d/container-station.sh start
