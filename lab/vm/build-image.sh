#!/bin/sh
# Builds the whole virtual machine once: build-image.sh TARGET
# TARGET becomes a directory with root.img, vmlinuz, initrd.img, client_key and host_key.pub. About two minutes, 1.5 GB.
# As lab/base/build-base.sh: the mirror is the machine's own, and the result appears under its final name only when complete.
set -eu
export LC_ALL=C
target=$1
suite=bookworm
work=$target.new

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
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s%s %s\n' \
      "$uri" "$suite" "${codename#"$own_suite"}" "$component"
  done | sort -u)
if [ -z "$sources" ]; then
  echo "no Debian package index on this machine: run apt-get update" >&2
  exit 1
fi

packages=systemd-sysv,dbus,udev,openssh-server,docker.io,btrfs-progs,xfsprogs,e2fsprogs,iproute2,iptables,procps,kmod
packages=$packages,ca-certificates,busybox-static,util-linux,initramfs-tools,zstd,linux-image-cloud-amd64
packages=$packages,dmsetup,lvm2,thin-provisioning-tools,mdadm,nfs-kernel-server,nfs-common

options=$(mktemp)
trap 'rm -f "$options"' EXIT
apt-config dump | grep -E '^Acquire::(Check-|http::Proxy|https::Proxy)' >"$options" || true

rm -rf "$work"
mkdir -p "$work"
tree=$work/tree
printf '%s\n' "$sources" | mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" \
  --aptopt="$options" \
  --dpkgopt='path-exclude=/usr/share/doc/*' \
  --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  "$suite" "$tree" -

ssh-keygen -q -t ed25519 -N '' -C bilge-lab -f "$work/client_key"
rm -f "$tree"/etc/ssh/ssh_host_*
ssh-keygen -q -t ed25519 -N '' -C bilge-lab-vm -f "$tree/etc/ssh/ssh_host_ed25519_key"
cp "$tree/etc/ssh/ssh_host_ed25519_key.pub" "$work/host_key.pub"
mkdir -p "$tree/root/.ssh"
chmod 700 "$tree/root/.ssh"
cp "$work/client_key.pub" "$tree/root/.ssh/authorized_keys"
printf 'HostKey /etc/ssh/ssh_host_ed25519_key\nPermitRootLogin prohibit-password\nUseDNS no\n' \
  >"$tree/etc/ssh/sshd_config.d/50-lab.conf"

echo bilge-vm >"$tree/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 bilge-vm\n' >"$tree/etc/hosts"
: >"$tree/etc/machine-id"
echo '/dev/vda / ext4 noatime 0 1' >"$tree/etc/fstab"
printf '[Match]\nName=en* eth*\n[Network]\nAddress=10.77.250.15/24\n' >"$tree/etc/systemd/network/10-lab.network"
chroot "$tree" systemctl --quiet enable systemd-networkd.service
# A state starts Docker (and the NFS server) itself, with the driver it is about.
chroot "$tree" systemctl --quiet disable docker.service docker.socket nfs-server.service
# Under an emulated processor each of these costs seconds.
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service \
  fstrim.timer systemd-pstore.service systemd-networkd-wait-online.service; do
  ln -sf /dev/null "$tree/etc/systemd/system/$unit"
done

# There is no image registry: the root file system that every test image starts from.
rootfs=$(mktemp -d)
mkdir -p "$rootfs/bin" "$rootfs/etc" "$rootfs/tmp"
cp "$tree/bin/busybox" "$rootfs/bin/busybox"
chroot "$tree" /bin/busybox --list | while read -r applet; do
  [ "$applet" = busybox ] || ln -s busybox "$rootfs/bin/$applet"
done
mkdir -p "$tree/usr/local/share/bilge-lab"
tar -C "$rootfs" --sort=name --mtime=@0 -cf "$tree/usr/local/share/bilge-lab/busybox.tar" .
rm -rf "$rootfs"

cp -L "$tree/vmlinuz" "$work/vmlinuz"
cp -L "$tree/initrd.img" "$work/initrd.img"
truncate -s 8G "$work/root.img"
mkfs.ext4 -q -F -d "$tree" "$work/root.img"
rm -rf "$tree"
mv -T "$work" "$target"
