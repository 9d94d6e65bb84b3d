# ---- Making an image for Docker's data root: what is looked at before, a small one tried first, and the way back
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

is_btrfs() { [ "$(stat -f -c %t -- "$1")" = 9123683e ]; }
# The subvolume's snapshots each hold the image too: every block that is written afterwards is copied then.
snapshots_around() { # FOLDER
  top=$1
  while [ -n "$top" ] && [ "$(stat -c %i -- "$top" 2>/dev/null)" != 256 ]; do top=${top%/*}; done
  "${btrfs:-btrfs}" subvolume show "${top:-/}" 2>/dev/null | awk 'found && NF { print $1 } /Snapshot\(s\):/ { found = 1 }'
}
