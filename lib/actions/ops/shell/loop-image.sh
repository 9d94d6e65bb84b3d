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
is_btrfs() { [ "$(stat -f -c %t -- "$1")" = 9123683e ]; }
# The subvolume's snapshots each hold the image too: every block that is written afterwards is copied then.
snapshots_around() { # FOLDER
  top=$1
  while [ -n "$top" ] && [ "$(stat -c %i -- "$top" 2>/dev/null)" != 256 ]; do top=${top%/*}; done
  "${btrfs:-btrfs}" subvolume show "${top:-/}" 2>/dev/null | awk 'found && NF { print $1 } /Snapshot\(s\):/ { found = 1 }'
}

# STEP IMAGE MOUNT TYPE BYTES CONFIGURED-BEFORE (- for none)
op_prepare_image_judge() { "$1" judge_image; }
judge_image() {
  record_at -
  if [ -e "$record/facts" ] && [ "$(record_says image_ready)" = yes ] && is_mount_point "$3"; then already "$1" 'this run has made it already'; return; fi
  judge_tools "$1" || return 0
  for tool in losetup "mkfs.$4" blkid fallocate mount umount systemctl systemd-escape; do
    if ! command -v "$tool" >/dev/null 2>&1; then refuse "$1" tools "$tool is not installed on this host, and the image needs it"; return; fi
  done
  if [ "$init" != systemd ]; then refuse "$1" tools 'only systemd can mount the image before Docker starts'; return; fi
  judge_one_migration "$1" "$3" || return 0
  judge_image_place "$1" "$2" "$3" || return 0
  judge_image_room "$1" "$2" "$4" "$5"
}
judge_image_place() { # STEP IMAGE MOUNT
  for path in "$2" "$3"; do
    case $path/ in "$data_root"/*) refuse "$1" target "$path is inside Docker's data root"; return 1 ;; esac
    case $data_root/ in "$path"/*) refuse "$1" target "Docker's data root is inside $path"; return 1 ;; esac
    bilge_looked=$bilge_newline
    if ! bilge_is_safe_to_make "$path"; then refuse "$1" target "$path is not used: $bilge_why, so another file could take its place"; return 1; fi
  done
  standing "$2"
  if [ ! -d "${2%/*}" ] || [ "$(cd -P -- "${2%/*}" && pwd -P)" != "${2%/*}" ]; then refuse "$1" target "${2%/*} is not a folder, or a link leads there"; return 1; fi
  case $(stat -f -c %t -- "${2%/*}") in ef53 | 58465342 | 9123683e) ;; *) refuse "$1" target "an image file is kept on ext4, xfs or btrfs only, not on the filesystem at ${2%/*}"; return 1 ;; esac
  if is_unfinished_image "$2" "$3"; then return 0; fi
  if [ -e "$2" ] || [ -h "$2" ]; then refuse "$1" target "$2 exists already"; return 1; fi
  if [ -e "$3" ] || [ -h "$3" ]; then refuse "$1" target "$3, where the image would be mounted, exists already"; return 1; fi
  if is_btrfs "${2%/*}" && [ -n "$(snapshots_around "${2%/*}")" ]; then
    refuse "$1" target "${2%/*} is in a subvolume that has snapshots: each of them would hold the image too. Make a subvolume of its own for the image"
    return 1
  fi
}
# Of a migration that was cut off or taken back before Docker was started there.
is_unfinished_image() { # IMAGE MOUNT: sets $owner
  kept_record=$record
  answer=1
  for owner in "${record%/*}"/run_*; do
    record=$owner
    if [ -e "$owner/facts" ] && is_unused_copy "$2" && [ "$(record_says image)" = "$1" ]; then
      if [ ! -e "$1" ] || [ "$(stat -c %i -- "$1")" = "$(record_says image_inode)" ] || { [ -z "$(record_says image_inode)" ] && [ ! -s "$1" ]; }; then answer=0; break; fi
    fi
  done
  record=$kept_record
  return "$answer"
}
judge_image_room() { # STEP IMAGE TYPE BYTES
  note "Measuring $data_root"
  bytes_needed=$(du -sxk -- "$data_root" 2>/dev/null | awk '{ printf "%.0f", $1 * 1024; exit }')
  case $bytes_needed in '' | 0 | *[!0-9]*) refuse "$1" no-space "the size of $data_root could not be read"; return 1 ;; esac
  # What the filesystem keeps for itself is at most 5% here, and 5% and 64 MiB as for every move.
  smallest=$(awk -v need="$bytes_needed" 'BEGIN { printf "%.0f", need * 1.11 + 134217728 }')
  if [ "$4" -lt "$smallest" ]; then
    refuse "$1" no-space "$data_root holds $(mebibytes "$bytes_needed"): an image of $(mebibytes "$4") is too small, it takes at least $(mebibytes "$smallest")"
    return 1
  fi
  made=0
  if [ -e "$2" ]; then made=$(stat -c '%b' -- "$2" | awk '{ printf "%.0f", $1 * 512 }'); fi
  free=$(available_kib "${2%/*}" | awk -v made="$made" '{ printf "%.0f", $1 * 1024 + made }')
  # 64 MiB stay free, and the probe image is gone by then.
  if [ "$(awk -v free="$free" -v want="$4" 'BEGIN { print (free < want + 67108864 ? "no" : "yes") }')" = no ]; then
    fits=$(awk -v free="$free" 'BEGIN { printf "%.0f", (free > 67108864 ? free - 67108864 : 0) }')
    refuse "$1" no-space "an image of $(mebibytes "$4") does not fit: $(mebibytes "$free") are free at ${2%/*}, so at most $(mebibytes "$fits") would, and Docker's data takes $(mebibytes "$smallest")"
    return 1
  fi
}

op_prepare_image_perform() { "$1" prepare_image; }
prepare_image() {
  is_intended "$1" || return 0
  end_copier
  image_errors=
  if is_unfinished_image "$2" "$3"; then take_over_image "$2" "$3" "$5" && return; fi
  clock
  mounted=no
  if is_mount_point "$data_root"; then mounted=yes; fi
  if ! record_set run "$run_id" at "$now" phase copying phase_at "$now" driver "$driver" bytes "$bytes_needed" before "$6" \
    from "$data_root" from_inode "$(stat -c %i -- "$data_root")" from_filesystem "$(lasting_filesystem_id "$data_root")" from_mounted "$mounted" \
    to "$3" to_inode 0 to_filesystem none image "$2" image_bytes "$5" image_type "$4"; then
    image_errors="the record $record could not be written; is the disk full?"
    return
  fi
  for other in "${record%/*}"/run_*; do if [ "$other" != "$record" ] && [ -e "$other/facts" ]; then rm -rf -- "$other"; fi; done
  image_errors=$(discard_image "$2" "$3")
  [ -z "$image_errors" ] || return 0
  preflight "$2" "$4"
  [ -z "$image_errors" ] || return 0
  make_image "$2" "$3" "$4" "$5"
}
# One that was made whole is mounted again; another one is made again, nothing is in it.
take_over_image() { # IMAGE MOUNT BYTES
  record=$owner
  is_whole=$(record_says image_ready)/$(record_says image_bytes)
  if [ "$is_whole" = "yes/$3" ] && systemctl start "$(image_units "$2"; echo "$mount_unit")" >/dev/null 2>&1 && is_mount_point "$2"; then
    kept_facts=$(cat "$owner/facts")
    running=$(cat "$owner/running" 2>/dev/null)
    record_at -
    if [ "$owner" != "$record" ]; then
      (umask 077; mkdir -p -- "$record") && printf '%s\n' "$kept_facts" >"$record/facts" && printf '%s\n' "$running" | grep . >"$record/running"
      clock
      record_set run "$run_id" phase copying phase_at "$now" || { image_errors="the record $record could not be written"; return 0; }
      # What is copied already belongs to this run from now on.
      if [ -e "$2/$marker" ]; then printf '%s\n%s\n' "$run_id" "$data_root" >"$2/$marker"; fi
      rm -rf -- "$owner"
    fi
    return 0
  fi
  record_at -
  return 1
}
probed() { # WHAT, then the command; its words are the reason
  what=$1
  shift
  if said=$("$@" 2>&1); then note "Probe: $what: yes"; return 0; fi
  note "Probe: $what: no (${said:-no reason given})"
  image_errors="$what: this does not work here (${said:-no reason given})"
  return 1
}
# A small image goes the whole way first, each part for itself (docs/reference/guard-lessons.md#g20).
preflight() { # IMAGE TYPE
  probe_image=$1.bilge-probe
  probe_at=$run_directory/probe
  rm -f -- "$probe_image"
  mkdir -p -- "$probe_at"
  # mkfs.xfs makes none below 300 MB.
  probe_bytes=67108864
  if [ "$2" = xfs ]; then probe_bytes=335544320; fi
  probed 'an image file is allocated whole, without copy-on-write' new_image_file "$probe_image" "$probe_bytes" &&
    probed 'it has a loop device' attach_image "$probe_image" &&
    attach_image "$probe_image" &&
    probed "$2 is made in it" make_filesystem "$2" "$loop" &&
    probed 'the kernel mounts it' mount -t "$2" -o noatime "$loop" "$probe_at" &&
    probed 'what is written is synced' write_and_sync "$probe_at" &&
    probed 'overlay2 works in it, deletions too' overlay_works "$probe_at"
  if is_mount_point "$probe_at"; then umount "$probe_at" 2>/dev/null || image_errors="${image_errors:-the probe image could not be unmounted}"; fi
  detach_image "$probe_image" || image_errors="${image_errors:-the loop device of the probe image is still in use}"
  rm -f -- "$probe_image"
  rmdir -- "$probe_at" 2>/dev/null
  [ -n "$image_errors" ] || note 'Probe: it is unmounted, detached and deleted again: yes'
}
write_and_sync() { echo data >"$1/file" && sync "$1/file" && sync -f "$1" && [ "$(cat "$1/file")" = data ]; }
overlay_works() { why=$(probe_overlay "$1" 2>&1); [ -z "$why" ] || { echo "$why"; return 1; }; }
new_image_file() { # IMAGE BYTES: prints why not
  (umask 077; true >"$1") 2>/dev/null || { echo "$1 could not be made; is the filesystem read-only?"; return 1; }
  if is_btrfs "$1"; then
    # Only an empty file takes it, and chattr says nothing where it does not.
    chattr +C "$1" 2>/dev/null
    case $(lsattr -d "$1" 2>/dev/null | awk '{ print $1; exit }') in *C*) ;; *) echo 'copy-on-write cannot be switched off for a file here (chattr +C)'; return 1 ;; esac
  fi
  fallocate -l "$2" "$1" 2>&1 || return 1
  is_allocated "$1" "$2"
}
is_allocated() { # IMAGE BYTES
  [ "$(stat -c '%b %s' -- "$1" | awk -v want="$2" '{ print ($1 * 512 >= want * 0.99 && $2 == want ? "yes" : "no") }')" = yes ] || { echo 'the file is not allocated whole'; return 1; }
}
make_filesystem() { # TYPE DEVICE. Discarding would give back what was allocated.
  case $1 in
    ext4) mkfs.ext4 -q -F -E nodiscard -m 1 "$2" ;;
    xfs) mkfs.xfs -q -f -K -n ftype=1 "$2" ;;
  esac
}
make_image() { # IMAGE MOUNT TYPE BYTES: sets $image_errors
  image_errors=$(new_image_file "$1" "$4") || { image_errors=${image_errors:-"$1 could not be made"}; return; }
  record_set image_inode "$(stat -c %i -- "$1")" || { image_errors="the record $record could not be written"; return; }
  if ! attach_image "$1"; then image_errors="$1 has no loop device: ${loop:-none is free}"; return; fi
  image_errors=$(make_filesystem "$3" "$loop" 2>&1) || { image_errors="mkfs.$3: $image_errors"; return; }
  image_errors=
  image_uuid=$(blkid -p -s UUID -o value "$loop")
  case $image_uuid in '' | *[!0-9a-fA-F-]*) image_errors="the filesystem in $1 has no uuid"; return ;; esac
  # mkfs may have made holes; a full disk below must never reach the inside.
  fallocate -l "$4" "$1" 2>/dev/null
  image_errors=$(is_allocated "$1" "$4") || return 0
  (umask 022; mkdir -p -- "$2") 2>/dev/null || { image_errors="$2 could not be made"; return; }
  # Second guard beside the drop-in: a dockerd that is started by hand cannot begin an empty data root there.
  chattr +i "$2" 2>/dev/null || note "$2 could not be made immutable; Docker is held back by systemd alone"
  write_image_units "$1" "$2" "$3" "$image_uuid" || { image_errors="the units could not be written to $units"; return; }
  systemctl daemon-reload
  if ! systemctl start "$mount_unit" >"$run_directory/service" 2>&1 || ! is_mount_point "$2"; then
    image_errors="systemd did not mount it: $(tail -n 2 "$run_directory/service" | tr '\n' ' ')"
    return
  fi
  chmod 711 "$2"
  sync -f "$2" 2>/dev/null || sync
  record_set to_inode "$(stat -c %i -- "$2")" to_filesystem "$image_uuid" image_ready yes || image_errors="the record $record could not be written"
}
op_prepare_image_probe() { "$1" probe_image; }
probe_image() {
  is_intended "$1" || return 0
  if [ -z "$image_errors" ]; then
    case $(loops_of "$2") in '' | *"$newline"*) image_errors="$2 has not exactly one loop device" ;; esac
  fi
  if [ -n "$image_errors" ]; then
    why=$image_errors
    left=$(discard_image "$2" "$3") && rm -rf -- "$record"
    failed "$1" "$why${left:+; $left}"
  else succeeded "$1" "$(mebibytes "$5"), allocated whole, mounted at $3"; fi
}
op_prepare_image_undo() { "$1" unprepare_image; }
unprepare_image() {
  is_done "$1" || return 0
  record_at -
  if [ "$(record_says phase)" = left ]; then undone "$1" "the image $2 is kept with the copy in it; finish-migration deletes it"; return; fi
  left=$(discard_image "$2" "$3") && rm -rf -- "$record"
  undone "$1" "${left:-the image is deleted}"
}

# STEP IMAGE MOUNT BYTES: larger while it is mounted, and allocated. With the size that it has, only its holes are filled.
op_grow_image_judge() { "$1" judge_grow; }
judge_mounted_image() { # STEP IMAGE MOUNT: sets $loop
  bilge_looked=$bilge_newline
  loop=$(loops_of "$2")
  case $loop in '' | *"$newline"*) refuse "$1" identity "$2 has not exactly one loop device; scan again"; return 1 ;; esac
  if [ "$(awk -v at="$3" '$5 == at { for (i = 7; $i != "-"; i++); source = $(i + 2) } END { print source }' /proc/self/mountinfo)" != "$loop" ]; then
    refuse "$1" identity "$2 is not what is mounted at $3; scan again"
    return 1
  fi
  if ! bilge_is_safe "$2"; then refuse "$1" identity "$2 is not used: $bilge_why"; return 1; fi
  case $(cat "/sys/fs/ext4/${loop##*/}/errors_count" 2>/dev/null) in '' | 0) ;; *) refuse "$1" identity "the filesystem in $2 has errors. Stop Docker and check it first (fsck)"; return 1 ;; esac
}
judge_grow() {
  judge_mounted_image "$1" "$2" "$3" || return 0
  image_size=$(stat -c %s -- "$2")
  if [ "$4" -lt "$image_size" ]; then refuse "$1" identity "$2 has $(mebibytes "$image_size") already; an image is never made smaller"; return; fi
  judge_resizable "$1" "$3" || return 0
  missing=$(stat -c '%b' -- "$2" | awk -v want="$4" '{ printf "%.0f", want - $1 * 512 }')
  free=$(available_kib "$2" | awk '{ printf "%.0f", $1 * 1024 }')
  if [ "$(awk -v free="$free" -v want="$missing" 'BEGIN { print (want > 0 && free < want + 67108864 ? "no" : "yes") }')" = no ]; then
    refuse "$1" no-space "$(mebibytes "$missing") more would be taken from the disk below, which has $(mebibytes "$free") free; 64 MiB of it must stay"
  fi
}
# While it is mounted, which is how it is done here.
judge_resizable() { # STEP MOUNT
  tool=resize2fs
  case $(stat -f -c %t -- "$2") in
    ef53)
      # ext4 asks for one right more than the others, CAP_SYS_RESOURCE (bit 24), which some containers do not have.
      rights=$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)
      rights=${rights%??????}
      case $rights in *[02468aceACE]) refuse "$1" resizable 'this host may not resize a mounted ext4 (it has no CAP_SYS_RESOURCE). Stop Docker, unmount the image, and run e2fsck -f and resize2fs on it'; return 1 ;; esac
      ;;
    58465342) tool=xfs_growfs ;;
    9123683e) tool=${btrfs:-btrfs} ;;
    *) refuse "$1" resizable 'only ext4, xfs and btrfs are grown'; return 1 ;;
  esac
  if ! command -v "$tool" >/dev/null 2>&1; then refuse "$1" resizable "$tool is not installed on this host"; return 1; fi
}
op_grow_image_perform() { "$1" grow_image; }
grow_image() {
  is_intended "$1" || return 0
  grow_errors=$(fallocate -l "$4" "$2" 2>&1) || { grow_errors="the space could not be allocated: $grow_errors"; return; }
  grow_errors=$(losetup -c "$loop" 2>&1) || { grow_errors="the loop device did not take the new size: $grow_errors"; return; }
  case $(stat -f -c %t -- "$3") in
    ef53) grow_errors=$(resize2fs "$loop" 2>&1) && grow_errors= ;;
    58465342) grow_errors=$(xfs_growfs "$3" 2>&1) && grow_errors= ;;
    9123683e) grow_errors=$("${btrfs:-btrfs}" filesystem resize max "$3" 2>&1) && grow_errors= ;;
    *) grow_errors='its filesystem is not one that is grown here' ;;
  esac
}
op_grow_image_probe() { "$1" probe_grown; }
probe_grown() {
  is_intended "$1" || return 0
  inside=$(stat -f -c '%b %S' -- "$3" | awk '{ printf "%.0f", $1 * $2 }')
  if [ -z "$grow_errors" ] && [ "$(awk -v inside="$inside" -v want="$4" 'BEGIN { print (inside >= want * 0.9 ? "yes" : "no") }')" = no ]; then grow_errors="the filesystem has still only $(mebibytes "$inside")"; fi
  if [ -n "$grow_errors" ]; then failed "$1" "$(printf '%s' "$grow_errors" | grep -v '^resize2fs [0-9]\|^Filesystem at\|^old_desc' | head -n 2 | tr '\n' ' '). Nothing is lost; where the kernel lets no one resize a mounted filesystem, Docker has to be stopped and it unmounted first"
  else succeeded "$1" "$2 has $(mebibytes "$4") now, allocated; $(mebibytes "$(available_kib "$3" | awk '{ printf "%.0f", $1 * 1024 }')") are free in it"; fi
}

# STEP IMAGE MOUNT: gives back to the disk below what is free inside. Afterwards the image is thin.
op_trim_image_judge() { "$1" judge_trim; }
judge_trim() { judge_mounted_image "$1" "$2" "$3" || return 0; }
op_trim_image_perform() { "$1" trim_image; }
trim_image() {
  is_intended "$1" || return 0
  blocks_before=$(stat -c %b -- "$2")
  trim_errors=$(fstrim "$3" 2>&1) && trim_errors=
  sync -f "$2" 2>/dev/null || sync
}
op_trim_image_probe() { "$1" probe_trimmed; }
probe_trimmed() {
  is_intended "$1" || return 0
  if [ -n "$trim_errors" ]; then failed "$1" "$trim_errors"; return; fi
  returned=$(stat -c '%b' -- "$2" | awk -v before="$blocks_before" '{ back = (before - $1) * 512; printf "%.0f", (back > 0 ? back : 0) }')
  holes=$(stat -c '%b %s' -- "$2" | awk '{ left = $2 - $1 * 512; printf "%.0f", (left > 0 ? left : 0) }')
  succeeded "$1" "$(mebibytes "$returned") given back. The image is thin now: $(mebibytes "$holes") of it are not reserved, so keep that much free on the disk below, or reserve it again (grow-loopback with its present size)"
}
