# ---- Docker's data root on a filesystem in a file: the image, its one loop device and what mounts it at boot
# The image is allocated whole (docs/reference/platforms.md#a-filesystem-in-a-file): where the disk below is full, a thin image loses writes that seemed to
# succeed. Two units mount it: one attaches the file, by the loop device that it has already where it has one, the other mounts that device.
# `mount -o loop` is not used: kernels that keep mounted devices from being written to refuse it with older mount programs.
image_units() { # MOUNT: sets $mount_unit $attach_unit $loop_link
  mount_unit=$(systemd-escape -p --suffix=mount -- "$1")
  attach_unit=bilge-image-$(printf '%s' "${1#/}" | tr / -).service
  loop_link=/run/${attach_unit%.service}
}
units=/etc/systemd/system
# The image that Bilge mounts there, nothing where it mounts none.
image_of() { # MOUNT: sets $its_image
  its_image=
  image_units "$1"
  [ -f "$units/$attach_unit" ] && [ ! -h "$units/$attach_unit" ] && grep -q "^# Written by Bilge: $1\$" "$units/$attach_unit" || return 1
  its_image=$(sed -n 's/^# Image: //p' "$units/$attach_unit" | head -n 1)
  [ -n "$its_image" ]
}
# Devices of this very file, by its device and inode: names lie (docs/decisions/0025-loop-image.md).
loops_of() { if [ -f "$1" ]; then losetup -n -O NAME -j "$1" 2>/dev/null | sed 's/[[:space:]]*$//'; fi; }
attach_image() { # IMAGE: sets $loop
  loop=$(loops_of "$1")
  case $loop in *"$newline"*) return 1 ;; '') loop=$(losetup -f --show "$1" 2>&1) || return 1 ;; esac
  [ -b "$loop" ]
}
detach_image() { # IMAGE
  waited=0
  while loops=$(loops_of "$1"); [ -n "$loops" ] && [ "$waited" -lt 20 ]; do
    printf '%s\n' "$loops" | while IFS= read -r each; do losetup -d "$each" 2>/dev/null; done
    [ -z "$(loops_of "$1")" ] || sleep 1
    waited=$((waited + 1))
  done
  [ -z "$(loops_of "$1")" ]
}
put_unit() { # NAME, text on standard input
  cat >"$units/$1.new" 2>/dev/null || { rm -f -- "$units/$1.new"; return 1; }
  sync "$units/$1.new" 2>/dev/null || sync
  mv -- "$units/$1.new" "$units/$1"
}
write_image_units() { # IMAGE MOUNT TYPE UUID
  image_units "$2"
  put_unit "$attach_unit" <<UNIT || return 1
# Written by Bilge: $2
# Image: $1
[Unit]
Description=Loop device of $1, which holds Docker's data root
DefaultDependencies=no
RequiresMountsFor=${1%/*}
Before=umount.target
Conflicts=umount.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'set -e; [ -f $1 ]; loop=\$\$(losetup -n -O NAME -j $1 | head -n 1); [ -n "\$\$loop" ] || loop=\$\$(losetup -f --show $1); [ "\$\$(blkid -p -s UUID -o value \$\$loop)" = $4 ]; ln -sfn \$\$loop $loop_link'
ExecStop=/bin/sh -c 'loop=\$\$(losetup -n -O NAME -j $1 | head -n 1); [ -z "\$\$loop" ] || losetup -d \$\$loop'
UNIT
  put_unit "$mount_unit" <<UNIT
# Written by Bilge: $2
[Unit]
Description=Docker's data root in $1
Requires=$attach_unit
After=$attach_unit
Before=docker.service
[Mount]
What=$loop_link
Where=$2
Type=$3
Options=noatime
UNIT
}
remove_image_units() { # MOUNT
  image_units "$1"
  systemctl stop "$mount_unit" "$attach_unit" >/dev/null 2>&1
  if is_mount_point "$1"; then umount "$1" 2>/dev/null; fi
  rm -f -- "$units/$mount_unit" "$units/$attach_unit" "$units/$mount_unit.new" "$units/$attach_unit.new" "$loop_link"
  systemctl daemon-reload
  ! is_mount_point "$1"
}
# The image with everything that was made for it; what is still there is said.
discard_image() { # IMAGE MOUNT
  remove_image_units "$2" || { echo "$2 is still in use and was not unmounted"; return 1; }
  detach_image "$1" || { echo "the loop device of $1 is still in use"; return 1; }
  chattr -i "$2" 2>/dev/null
  if [ -d "$2" ]; then rmdir -- "$2" 2>&1; fi
  rm -f -- "$1" "$1.bilge-probe"
  [ ! -e "$1" ] || { echo "$1 could not be deleted"; return 1; }
}
