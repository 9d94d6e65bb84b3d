#!/bin/sh
# Called by mmdebstrap on the finished tree: customize-base.sh TREE HERE
set -eu
tree=$1
here=$2

# Units that only cost start time here, or would reach for a network that is not there. The mounts count double: see
# lab-prepare about bursts of mount events.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer systemd-udevd.service systemd-pstore.service \
  dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount \
  sys-fs-fuse-connections.mount proc-sys-fs-binfmt_misc.automount; do
  ln -sf /dev/null "$tree/etc/systemd/system/$unit"
done

# Every host gets its own key: a shared one would make all hosts look like the same host.
rm -f "$tree"/etc/ssh/ssh_host_*
: >"$tree/etc/machine-id"
mkdir -p "$tree/etc/ssh/sshd_config.d"
cat >"$tree/etc/ssh/sshd_config.d/50-lab.conf" <<'EOF'
HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin prohibit-password
PasswordAuthentication yes
UseDNS no
EOF

chroot "$tree" useradd --uid 1000 --create-home --shell /bin/bash admin

install -m 755 "$here/lab-prepare.pl" "$tree/usr/local/sbin/lab-prepare"
install -m 644 "$here/lab-prepare.service" "$tree/etc/systemd/system/lab-prepare.service"
mkdir -p "$tree/etc/systemd/system/sysinit.target.wants"
ln -sf ../lab-prepare.service "$tree/etc/systemd/system/sysinit.target.wants/lab-prepare.service"

# The applets of a NAS: the `busybox` kind puts this folder first in PATH.
mkdir -p "$tree/opt/busybox/bin"
chroot "$tree" /bin/busybox --list | while read -r applet; do
  ln -sf /bin/busybox "$tree/opt/busybox/bin/$applet"
done

# There is no image registry: this is the root file system every test image starts from.
rootfs=$(mktemp -d)
mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp" "$rootfs/root"
chmod 1777 "$rootfs/tmp"
cp "$tree/bin/busybox" "$rootfs/bin/busybox"
chroot "$tree" /bin/busybox --list | while read -r applet; do
  # A link named busybox would replace the program by a link to itself.
  [ "$applet" = busybox ] || ln -s busybox "$rootfs/bin/$applet"
done
echo 'root:x:0:0:root:/root:/bin/sh' >"$rootfs/etc/passwd"
echo 'root:x:0:' >"$rootfs/etc/group"
mkdir -p "$tree/usr/local/share/bilge-lab"
tar -C "$rootfs" --sort=name --mtime=@0 -cf "$tree/usr/local/share/bilge-lab/busybox.tar" .
rm -rf "$rootfs"
