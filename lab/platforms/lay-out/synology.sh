#!/bin/sh
# What DSM 6 and 7 have in common. The calling script sets package, package_home and data_link.
# docs/reference/platforms.md#synology-dsm: telnetdoogie/synology-docker's copy of the package's start-stop-status, and reports of users.

# A volume as DSM mounts it: never the top level of the btrfs.
mount_volume_as_dsm() {
  btrfs subvolume create /volume1/@syno >/dev/null
  umount /volume1
  sed -i 's|^\(/data.img /volume1 btrfs loop\) |\1,subvol=/@syno |' /etc/fstab
  systemctl daemon-reload
  mount /volume1
}

write_synology_markers() { # MAJOR MINOR PRODUCT BUILD
  mkdir -p /etc.defaults /usr/syno/bin /usr/syno/sbin
  printf 'majorversion="%s"\nminorversion="%s"\nproductversion="%s"\nbuildnumber="%s"\nos_name="DSM"\n' "$@" \
    >/etc.defaults/VERSION
  cp /etc.defaults/VERSION /etc/VERSION
  printf 'unique="synology_lab_ds0"\nupnpmodelname="DS0"\n' >/etc/synoinfo.conf
  # DSM has no os-release.
  rm -f /etc/os-release /usr/lib/os-release
}

write_synology_access() {
  # docker is in /usr/local/bin, which neither a non-interactive ssh nor sudo's secure_path names.
  set_login_path /opt/busybox/bin:/usr/bin:/bin:/usr/sbin:/sbin
  printf 'Defaults secure_path="/opt/busybox/bin:/sbin:/bin:/usr/sbin:/usr/bin:/usr/syno/sbin:/usr/syno/bin"\n%s\n' \
    'admin ALL=(ALL:ALL) PASSWD: ALL' >/etc/sudoers.d/admin
  # SFTP is a toggle that is off.
  sed -i '/^Subsystem/d' /etc/ssh/sshd_config
  groupdel docker 2>/dev/null || true
  # Said to be missing on DSM, or not known to be there: Bilge must do without.
  rm -f /usr/bin/mountpoint /bin/mountpoint /sbin/modinfo /usr/sbin/modinfo /usr/bin/findmnt /usr/bin/lsblk
}

# The package's start-stop-status: links on start, none on stop; dockerd.json written again from the volume's file system.
# dockerd itself is started and stopped by the functions daemon_up and daemon_down, which DSM 6 and 7 have of their own.
write_package_script() { # FILE, functions on stdin
  write_stand_in "$1" "start-stop-status of the package $package" <<SCRIPT
# From sources only: what the real one does besides (web API, firewall, updater) is not here.
package_home=$package_home
data_link=$data_link
list=\$package_home/etc/LastRunningContainer
docker=\$package_home/target/usr/bin/docker
$(cat)
case \$1 in
start)
  mkdir -p "\$package_home/etc"
  # lsattr: a file that the user made immutable stays as it is.
  case \$(stat -f -c %T "\$data_link/") in btrfs) driver=btrfs ;; *) driver=aufs ;; esac
  printf '{"data-root":"%s","log-driver":"json-file","registry-mirrors":[],"group":"root","storage-driver":"%s"}\n' \
    "\$data_link" "\$driver" 2>/dev/null >"\$package_home/etc/dockerd.json"
  for file in docker dockerd containerd ctr runc; do
    ln -sf "\$package_home/target/usr/bin/\$file" "/usr/local/bin/\$file"
  done
  daemon_up || exit 1
  if [ -s "\$list" ]; then while read -r id; do "\$docker" start "\$id" >/dev/null; done <"\$list"; fi
  exit 0
  ;;
stop)
  "\$docker" ps -q --no-trunc >"\$list"
  while read -r id; do "\$docker" stop "\$id" >/dev/null; done <"\$list"
  daemon_down
  for file in docker dockerd containerd ctr runc; do rm -f "/usr/local/bin/\$file"; done
  ;;
esac
SCRIPT
}
