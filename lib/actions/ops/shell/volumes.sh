# ---- Volumes: their data cannot be recreated
# A `docker volume rm` that fails has already deleted what it could (docs/reference/docker-on-disk.md#a-failing-volume-removal). So this
# first looks for everything that could make it fail, and for uses of the volume that Docker does not see. Items: STEP VOLUME DATA-PATH …

# Every mount of every mount namespace whose mount point, source directory or options name a path at or below $1: "PID MOUNTPOINT".
# A bind mount elsewhere names the directory as it is called inside its filesystem (`/volumes/x` where /var/lib/docker is a disk of its
# own), so that name is searched for too. In mountinfo a space is \040.
mounts_naming() { # PATH PIDS
  at=$(printf '%s' "$1" | sed -e 's/ /\\040/g')
  place=$(AT=$at awk '
    BEGIN { at = ENVIRON["AT"] }
    { p = $5; if (p == "/") p = ""; if ((at == p || index(at, p "/") == 1) && length(p) >= best) { best = length(p); device = $3; top = $4 } }
    END { if (top == "/") top = ""; print device " " top substr(at, best + 1) }' /proc/self/mountinfo)
  for pid in $2; do sed -e "s|^|${pid%%/*} |" "/proc/$pid/mountinfo" 2>/dev/null; done | AT=$at PLACE=$place awk '
    BEGIN { at = ENVIRON["AT"]; split(ENVIRON["PLACE"], place, " ") }
    place[2] != "" && $4 == place[1] && ($5 == place[2] || index($5, place[2] "/") == 1) { print $1, $6; next }
    { from = 1; while ((i = index(substr($0, from), at)) > 0) { after = substr($0, from + i - 1 + length(at), 1)
        if (after == "/" || after == " " || after == "," || after == ":" || after == "") { print $1, $6; break }
        from += i } }'
  echo BILGE-END
}
namespace_pids() { # one process of every mount namespace; ours first
  # shellcheck disable=SC2012 # find has no portable way to print where a link points
  ls -l /proc/[0-9]*/ns/mnt 2>/dev/null | awk -v own="$$" '{ split($(NF - 2), part, "/"); if (part[3] == own) { seen[$NF] = 1; print part[3] } else later[part[3]] = $NF }
    END { for (p in later) if (n[later[p]]++ < 3 && !(later[p] in seen)) print p }'
}
# Processes that have something at or below the path as working directory, root or open file: "PID KIND".
holders_of() {
  { ls -l /proc/[0-9]*/cwd /proc/[0-9]*/root 2>/dev/null; ls -l /proc/[0-9]*/fd/ 2>/dev/null; echo BILGE-END; } | AT=$1 awk -v own="$$" '
    BEGIN { at = ENVIRON["AT"] }
    /^\/proc\/[0-9]+\/fd\/:$/ { split($0, part, "/"); pid = part[3]; next }
    $0 == "BILGE-END" { print "BILGE-END"; next }
    { i = index($0, " -> "); if (!i) next; target = substr($0, i + 4)
      if (target != at && index(target, at "/") != 1) next
      who = pid; if ($0 ~ /\/proc\/[0-9]+\/(cwd|root) -> /) { split(substr($0, index($0, "/proc/")), part, "/"); who = part[3] }
      if (who != own) print who }' | sort -u
}
name_of_process() { tr '\000' ' ' <"/proc/$1/cmdline" 2>/dev/null | cut -c 1-60; }

# Containers that Docker does not show (another driver, an unreadable record) own volumes too. A name like `db` is a part of many words
# and ids, so what counts is what a record says of mounts: the volume's name (MountPoints, Mounts, Binds "db:/..."; volumes-from becomes
# MountPoints), and any path that leads into it, also through symbolic links.
mounts_in_records() { # VOLUME: lines PATH<TAB>RECORD, PATH - where the volume is named itself
  VOLUME=$1 find "$data_root/containers" -maxdepth 2 -type f \( -name config.v2.json -o -name hostconfig.json \) -exec awk '
    BEGIN { FS = "\""; volume = ENVIRON["VOLUME"] }
    { binds = FILENAME ~ /\/hostconfig\.json$/
      for (i = 2; i <= NF; i++) {
        # In hostconfig.json "Name" is that of a restart policy or a limit.
        if (($i == "Source" || ($i == "Name" && !binds)) && $(i + 1) ~ /^[ \t]*:[ \t]*$/ && $(i + 2) == volume) print "-\t" FILENAME
        if (binds && index($i, volume ":/") == 1) print "-\t" FILENAME
        if (substr($i, 1, 1) != "/" || !index($i, volume)) continue
        if (!binds && !($(i - 2) == "Source" && $(i - 1) ~ /^[ \t]*:[ \t]*$/)) continue
        path = $i; sub(/:.*/, "", path); print path "\t" FILENAME
      } }' {} + 2>/dev/null && echo BILGE-END
}
record_naming() { # VOLUME DATA-PATH: sets $named to a record that mounts it, or to nothing; returns 1 where they cannot be read
  named=
  [ -d "$data_root/containers" ] || return 0
  # A container that is removed meanwhile interrupts the reading; then it is read again.
  attempt=0
  while [ "$attempt" -lt 4 ]; do
    mentions=$(mounts_in_records "$1")
    case $mentions in *BILGE-END) break ;; esac
    attempt=$((attempt + 1))
  done
  case $mentions in *BILGE-END) ;; *) return 1 ;; esac
  volume_root=$(readlink -f -- "${2%/_data}") || volume_root=${2%/_data}
  named=$(printf '%s\n' "$mentions" | while IFS="$(printf '\t')" read -r path record; do
    if [ "$path" = - ]; then printf '%s\n' "$record"; continue; fi
    [ -n "$record" ] || continue
    # A path that does not exist, or is written with escapes, is compared as text.
    real=$(readlink -f -- "$path" 2>/dev/null) && [ -e "$real" ] || real=
    case ${real:-$path}/ in
      "$volume_root"/* | "${2%/_data}"/*) printf '%s\n' "$record" ;;
      */volumes/"$1"/*) if [ -z "$real" ]; then printf '%s\n' "$record"; fi ;;
    esac
  done)
  named=${named%%"$newline"*}
}

volume_is_free() { # STEP VOLUME PATH: refuses and returns 1 where anything uses it
  engine_says volume inspect --format '{{.Mountpoint}}' "$2"
  case $? in
    1) already "$1" 'it is no longer there'; return 1 ;;
    2) refuse "$1" in-use "could not ask Docker about it: $answer"; return 1 ;;
  esac
  if [ "$(readlink -f -- "$answer")" != "$(readlink -f -- "$3")" ]; then
    refuse "$1" identity "the volume is at $answer now; the plan has $3"
    return 1
  fi
  users_of "$1" "volume=$2" 'container'
  is_open "$1" || return 1
  if ! record_naming "$2" "$3"; then
    refuse "$1" hidden-containers "the records in $data_root/containers could not be read completely, so other users of the volume cannot be ruled out"
    return 1
  fi
  if [ -n "$named" ]; then
    refuse "$1" hidden-containers "$named lists it among its mounts"
    return 1
  fi
  holders=$(holders_of "$3")
  case $holders in
    BILGE-END) ;;
    *BILGE-END*)
      holder=$(printf '%s\n' "$holders" | awk '$0 != "BILGE-END" { print; exit }')
      refuse "$1" busy "process $holder uses it: $(name_of_process "$holder")"
      return 1
      ;;
    *) refuse "$1" busy 'the processes of this host could not be read'; return 1 ;;
  esac
}
nothing_mounted() { # STEP PATH
  pids=$(namespace_pids)
  found=$(mounts_naming "$2" "$pids")
  case $found in
    BILGE-END) if [ -n "$pids" ]; then return 0; fi; refuse "$1" live-mounts 'the mounts of this host could not be read' ;;
    *)
      first=$(printf '%s\n' "$found" | head -n 1)
      refuse "$1" live-mounts "${first#* } is mounted in it or from it (seen by process ${first%% *}, $(name_of_process "${first%% *}"))"
      ;;
  esac
  return 1
}

op_remove_volume_judge() { "$1" judge_volume; }
judge_volume() {
  is_open "$1" || return 0
  volume_is_free "$1" "$2" "$3" || return 0
  nothing_mounted "$1" "$3" || return 0
  case $4 in
    clean) if [ -n "$btrfs" ] && holds_subvolumes "$3"; then refuse "$1" nested-subvolumes 'it contains btrfs subvolumes, which Docker cannot delete completely; remove the nested Docker data first'; return; fi ;;
  esac
  judge_date "$1" "$2" "${5:--}"
}
# The same name may be another volume, created since the plan. Docker 20.10 dates a volume by the last change of its top folder, so a
# file that was written there since then shows as well, and is just as good a reason.
judge_date() { # STEP VOLUME CREATED-AT (- unknown)
  [ "$3" != - ] || return 0
  engine_says volume inspect --format '{{.CreatedAt}}' "$2" || return 0
  [ "$answer" != "$3" ] || return 0
  refuse "$1" changed "the volume was recreated or changed since the plan (Docker dates it $answer; the plan has $3); plan again"
}
holds_subvolumes() { # PATH: does a subvolume begin below it (inode 256 on another device number)? Only the first levels are checked.
  [ "$(stat -f -c %t -- "$1" 2>/dev/null)" = 9123683e ] || return 1
  for child in "$1"/* "$1"/btrfs/subvolumes/*; do
    if [ -d "$child" ] && [ "$(stat -c %i -- "$child" 2>/dev/null)" = 256 ]; then return 0; fi
  done
  return 1
}
op_remove_volume_perform() { "$1" remove_volume; }
remove_volume() {
  is_intended "$1" || return 0
  engine_says volume rm "$2" || engine_refused "$1"
}
op_remove_volume_probe() { "$1" probe_volume; }
probe_volume() {
  is_intended "$1" || return 0
  engine_says volume inspect --format '{{.Name}}' "$2"
  case $? in
    0) failed "$1" 'it is still there' ;;
    1) if [ -e "$3" ]; then failed "$1" "Docker removed it from its records, but $3 is still there"; else succeeded "$1"; fi ;;
    *) failed "$1" "could not ask Docker whether it is gone: $answer" ;;
  esac
}

# A Docker inside the volume that was killed leaves mounts of its own directories behind. Only what is mounted inside the volume is
# unmounted, deepest first, never lazily and never by force.
op_clear_nested_mounts_judge() { "$1" judge_nested; }
judge_nested() {
  is_open "$1" || return 0
  volume_is_free "$1" "$2" "$3" || return 0
  if awk -v at="$3" '$5 == at { found = 1 } END { exit !found }' /proc/self/mountinfo; then
    refuse "$1" live-mounts "something is mounted on $3 itself and hides the volume's own data"
  fi
}
op_clear_nested_mounts_perform() { "$1" clear_mounts; }
clear_mounts() {
  is_intended "$1" || return 0
  points=$(AT=$3/ awk 'BEGIN { at = ENVIRON["AT"] } index($5, at) == 1 { print length($5) "\t" $5 }' /proc/self/mountinfo | sort -rn | cut -f 2-)
  [ -n "$points" ] || return 0
  printf '%s\n' "$points" | while IFS= read -r point; do umount -- "$(printf '%b' "$(printf '%s' "$point" | sed -e 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')")" 2>&1; done | head -n 3 >"$run_directory/umount" || :
}
op_clear_nested_mounts_probe() { "$1" probe_unmounted; }
probe_unmounted() {
  is_intended "$1" || return 0
  pids=$(namespace_pids)
  found=$(mounts_naming "$3" "$pids")
  if [ "$found" = BILGE-END ] && [ -n "$pids" ]; then succeeded "$1" "${points:+unmounted: $(printf '%s' "$points" | tr '\n' ' ')}"
  else
    first=$(printf '%s\n' "$found" | head -n 1)
    failed "$1" "${first#* } is still mounted (seen by process ${first%% *}, $(name_of_process "${first%% *}")): $(cat "$run_directory/umount" 2>/dev/null)"
  fi
}

# Subvolumes inside the volume, one by one, deepest first. STEP VOLUME DATA-PATH ID UUID PATH HOST-PATH ALL-IDS
op_delete_nested_subvolume_judge() {
  judged_volume=
  if ! list_subvolumes "$data_root"; then
    refuse_all "$1" subvolume-identity 'the subvolumes could not be listed, or one has a line break in its name, so nothing can be proven'
    return 0
  fi
  default_id=$("$btrfs" subvolume get-default "$data_root" 2>/dev/null | awk '{ print $2; exit }')
  "$1" judge_nested_subvolume
}
judge_nested_subvolume() {
  is_open "$1" || return 0
  if [ "$judged_volume" != "$2" ]; then
    volume_is_free "$1" "$2" "$3" || return 0
    nothing_mounted "$1" "$3" || return 0
    judged_volume=$2
  fi
  case "$newline$subvolumes" in
    *"$newline$4 $5 $6$newline"*) ;;
    *"$newline$4 "*) refuse "$1" subvolume-identity "subvolume $4 is no longer the planned one; plan again"; return ;;
    *) already "$1" 'it is no longer there'; return ;;
  esac
  if [ "$4" = "$default_id" ]; then refuse "$1" subvolume-identity 'it is the default subvolume of the filesystem'; return; fi
  nested_below "$6"
  for inner in $(printf '%s' "$nested" | tr ',' ' '); do
    case ",$8," in *",$inner,"* | *,-,*) ;; *) if [ "$inner" != - ]; then refuse "$1" subvolume-identity "subvolume $inner was created inside it since the plan; plan again"; fi ;; esac
  done
  if [ "$(stat -c %i -- "$7" 2>/dev/null)" != 256 ]; then refuse "$1" subvolume-identity "$7 is no longer a subvolume; plan again"; fi
}
op_delete_nested_subvolume_perform() {
  "$1" delete_nested
  "$btrfs" filesystem sync "$data_root" >/dev/null 2>&1
}
delete_nested() {
  is_intended "$1" || return 0
  errors=$("$btrfs" subvolume delete "$7" 2>&1) || entry step.output "$1" "$errors"
}
op_delete_nested_subvolume_probe() {
  if list_subvolumes "$data_root"; then "$1" probe_nested; fi
}
probe_nested() {
  is_intended "$1" || return 0
  case "$newline$subvolumes" in
    *"$newline$4 $5 "*) failed "$1" "it is still there: ${errors:-no reason given}" ;;
    *) succeeded "$1" ;;
  esac
}
