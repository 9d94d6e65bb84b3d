# ---- An image that Docker's data root is on: made larger, or what is free in it given back
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
