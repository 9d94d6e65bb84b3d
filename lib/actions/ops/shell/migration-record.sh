# ---- The record of a migration
# A folder beside the run directories, on a disk that survives a reboot. `facts` holds KEY=VALUE lines, of which the last of a key counts. It
# is written beside itself, synced and renamed, so that a power cut leaves the old or the new one. Docker's configuration alone decides which
# data root Docker uses; the record only says what was meant, so every reader also looks at the host.
record_at() { # RECORD, or - for that of this run: sets $record
  case $1 in -) record=${run_directory%/runs/*}/migrations/$run_id ;; *) record=$1 ;; esac
}
record_says() { # KEY
  sed -n "s/^$1=//p" "$record/facts" 2>/dev/null | tail -n 1
}
record_set() { # KEY VALUE…
  (umask 077; mkdir -p -- "$record") 2>/dev/null || return 1
  bilge_is_safe "$record" || return 1
  {
    if [ -e "$record/facts" ]; then cat "$record/facts" || return 1; fi
    while [ $# -gt 1 ]; do printf '%s=%s\n' "$1" "$2"; shift 2; done
  } >"$record/facts.new" 2>/dev/null || return 1
  sync "$record/facts.new" 2>/dev/null || sync
  mv -- "$record/facts.new" "$record/facts" 2>/dev/null || return 1
  sync "$record" 2>/dev/null || sync
}
# A checkpoint: what is true from here on, in the record and in the journal.
checkpoint() { # PHASE WHAT
  clock
  record_set phase "$1" phase_at "$now" || return 1
  entry run.checkpoint '' "$2" '' "\"phase\":\"$1\""
  commit
}

# Names the file by which a copy is known, inside it.
marker=.bilge-data-root
# A run that was killed leaves its rsync behind, which would go on writing and deleting in the copy.
end_copier() {
  for left in "${record%/*}"/run_*/copier; do
    [ -s "$left" ] || continue
    read -r copier copier_start <"$left"
    case $copier in '' | 1 | *[!0-9]*) continue ;; esac
    waited=0
    while [ "$(start_of "$copier")" = "$copier_start" ] && [ "$waited" -lt 30 ]; do
      kill -- "-$copier" 2>/dev/null
      sleep 1
      waited=$((waited + 1))
    done
    waited=0
    while kill -0 -- "-$copier" 2>/dev/null && [ "$waited" -lt 30 ]; do sleep 1; waited=$((waited + 1)); done
    rm -f -- "$left"
  done
}

is_mount_point() { AT=$(printf '%s' "$1" | sed -e 's/ /\\040/g') awk 'BEGIN { at = ENVIRON["AT"] } $5 == at { found = 1 } END { exit !found }' /proc/self/mountinfo; }
# What names a filesystem across reboots: its uuid; where none can be read its statfs id.
lasting_filesystem_id() {
  filesystem_ids "$1" | awk '/^[0-9a-fA-F]+-[0-9a-fA-F]+-[0-9a-fA-F-]+$/ { print; found = 1; exit } NR == 1 { first = $0 } END { if (!found) print first }'
}
is_same_side() { # PATH INODE FILESYSTEM
  [ -d "$1" ] && [ ! -h "$1" ] && [ "$(stat -c %i -- "$1" 2>/dev/null)" = "$2" ] && filesystem_ids "$1" | grep -Fxq -e "$3"
}

# Docker's own lists, one object a line. The name of a network and not its id: the default one gets another id with each start of Docker.
note_lists() { # FILE
  {
    engine ps --all --quiet --no-trunc >"$1.part" && sed 's/^/container /' "$1.part" &&
      engine images --all --no-trunc --digests --format '{{.ID}} {{.Repository}}:{{.Tag}} {{.Digest}}' >"$1.part" && sed 's/^/image /' "$1.part" &&
      engine volume ls --quiet >"$1.part" && sed 's/^/volume /' "$1.part" &&
      engine network ls --format '{{.Name}} {{.Driver}}' >"$1.part" && sed 's/^/network /' "$1.part"
  } >"$1.new" 2>/dev/null || { rm -f -- "$1.part" "$1.new"; return 1; }
  LC_ALL=C sort "$1.new" >"$1" && rm -f -- "$1.part" "$1.new"
}
# A container that was started with --rm goes when Docker stops or at its next start, and its unnamed volumes with it: that is no loss of
# the migration, and no container to start again.
note_passing() { # FILE: lines as in the lists
  engine ps --all --quiet --no-trunc >"$1.ids" || return 1
  if [ -s "$1.ids" ]; then
    xargs -n 50 "$docker" -H "$docker_host" inspect --format '{{if .HostConfig.AutoRemove}}container {{.Id}}{{range .Mounts}}{{if eq .Type "volume"}}{{println}}volume {{.Name}}{{end}}{{end}}{{end}}' <"$1.ids" >"$1.new" 2>/dev/null || return 1
  else true >"$1.new"
  fi
  awk '$1 == "container" || ($1 == "volume" && $2 ~ /^[0-9a-f]+$/ && length($2) == 64)' "$1.new" >"$1" && rm -f -- "$1.new" "$1.ids"
}
without_passing() { # PASSING KIND: of the names on standard input, or of whole lines where KIND is empty
  awk -v kind="$2" 'FILENAME == ARGV[1] { gone[$0] = 1; next } !((kind == "" ? $0 : kind " " $0) in gone)' "$1" -
}
# What vanished while Docker stopped.
drop_vanished() { # LISTS DATA-ROOT
  while IFS= read -r line; do
    case $line in
      'container '*) [ -d "$2/containers/${line#container }" ] || continue ;;
      'volume '*) [ -d "$2/volumes/${line#volume }" ] || continue ;;
    esac
    printf '%s\n' "$line"
  done <"$1" >"$1.kept" && mv -- "$1.kept" "$1"
}
