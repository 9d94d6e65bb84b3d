# ---- Is this the host that the plan was made for? ----------------------------------------------------------------------
engine() { "$docker" -H "$docker_host" "$@"; }

machine_id() {
  for file in /etc/machine-id /var/lib/dbus/machine-id; do
    if [ -s "$file" ]; then head -n 1 "$file"; return 0; fi
  done
}

# Every identifier of the filesystem at a path: its uuid wherever that can be read, statfs id, device number.
filesystem_ids() {
  stat -f -c %i -- "$1" 2>/dev/null
  source=$(df -P -- "$1" 2>/dev/null | awk 'NR > 1 { print $1; exit }')
  node=$(readlink -f -- "$source" 2>/dev/null)
  for device in /sys/fs/btrfs/*/devices/*; do
    if [ "${device##*/}" = "${node##*/}" ]; then
      uuid=${device%/devices/*}
      printf '%s\n' "${uuid##*/}"
    fi
  done
  # For where /sys/fs is hidden, as in some containers. btrfs identifies a filesystem by its mount point, not by a folder on it.
  [ -z "$btrfs" ] || "$btrfs" filesystem show "$(df -P -- "$1" 2>/dev/null | awk 'NR > 1 { print $6; exit }')" 2>/dev/null |
    sed -n 's/^Label:.*uuid: \([0-9a-f-]*\)[[:space:]]*$/\1/p'
  for link in /dev/disk/by-uuid/*; do
    if [ -n "$node" ] && [ "$(readlink -f -- "$link" 2>/dev/null)" = "$node" ]; then printf '%s\n' "${link##*/}"; fi
  done
  blkid -o value -s UUID "$source" 2>/dev/null
  findmnt -n -o UUID --target "$1" 2>/dev/null
  # /proc/self/mountinfo: the longest mount point that the path lies below
  awk -v want="$1" '{ p = $5; if (p == "/" || want == p || index(want, p "/") == 1) if (length(p) >= best) { best = length(p); number = $3 } }
    END { if (number != "") { print "device:" number; print number } }' /proc/self/mountinfo
}

check_identity() {
  clock
  if [ -n "$want_machine_id" ] && [ "$(machine_id)" != "$want_machine_id" ]; then
    refuse_run identity "this is another machine than the planned one (machine-id $(machine_id), planned $want_machine_id)"
  fi
  [ -z "$data_root" ] || [ -d "$data_root" ] || refuse_run identity "the data root $data_root does not exist; is its disk mounted?"
  if [ -n "$want_filesystem" ] && ! filesystem_ids "$data_root" | grep -Fxq -e "$want_filesystem"; then
    refuse_run identity "another filesystem is at $data_root than when the plan was made (planned $want_filesystem); scan again"
  fi
  if [ -n "$want_root_inode" ] && [ "$(stat -c %i -- "$data_root")" != "$want_root_inode" ]; then
    refuse_run identity "$data_root is another folder than when the plan was made; scan again"
  fi
  if [ -n "$want_engine_id" ]; then
    seen=
    if [ -n "$docker" ]; then seen=$(engine info --format '{{.ID}} {{.DockerRootDir}} {{.Driver}}' 2>/dev/null); fi
    if [ -z "$seen" ] && [ -r "$data_root/engine-id" ]; then
      seen="$(cat "$data_root/engine-id") $want_requested_root $want_driver"
    fi
    case $seen in
      "$want_engine_id $want_requested_root $want_driver") ;;
      '') refuse_run identity 'Docker does not answer on this host, so the engine of the plan cannot be confirmed; start Docker and plan again' ;;
      *) refuse_run identity "the engine here is not the planned one (id, data root, driver: $seen; planned $want_engine_id $want_requested_root $want_driver)" ;;
    esac
  fi
  entry guard.judged '' 'host, engine and filesystem match the plan' identity
  commit
}
