# ---- What is in use right now, read again for every batch
aside=.set-aside
# Each reader prints tokens, one per line. It prints BILGE-END last, and only if it could read everything: what could not be read is
# unknown, never empty, and unknown refuses.

# R1-R6 are those of docs/reference/docker-on-disk.md#where-references-live. R1-R3: every id that layerdb names. R6: ids of removals
# that Docker has begun are printed as removing:ID, because Docker may be working on them now. Only a removal that is older than the
# running daemon is planned, and is marked so.
read_layer_database() {
  [ -d "$layer_database" ] || return 1
  find "$layer_database" -type f \( -name cache-id -o -name mount-id -o -name init-id \) -exec awk '{ print (FILENAME ~ /-removing\/cache-id$/ ? "removing:" $0 : $0) }' {} + 2>/dev/null && echo BILGE-END
}

# R5: mounts in every mount namespace (of four processes each, in case one ends while it is read), and the root and working directory
# of every process. Lines are cut into tokens because BusyBox grep -o reports only the first match of a line.
read_mounts() {
  own=$(readlink "/proc/$$/ns/mnt") || return 1
  # stat %N prints 'PATH' -> 'TARGET', with one process for all of them (ls -l takes three times as long).
  list=$(stat -c %N /proc/[0-9]*/task/[0-9]*/ns/mnt /proc/[0-9]*/task/[0-9]*/root /proc/[0-9]*/task/[0-9]*/cwd 2>/dev/null)
  case $list in *"$own"*) ;; *) return 1 ;; esac
  pids=$(printf '%s\n' "$list" | awk '/\/ns\/mnt. -> / { if (n[$NF]++ < 4) { split($1, part, "/"); print part[3] "/task/" part[5] } }')
  # shellcheck disable=SC2020 # every separator becomes a line break
  { for pid in $pids; do cat "/proc/$pid/mountinfo" 2>/dev/null; done; printf '%s\n' "$list" | sed -n -e "s|^.*/root' -> ||p" -e "s|^.*/cwd' -> ||p"; } | tr "/ :,='" '\n\n\n\n\n\n'
  echo BILGE-END
}

# which_of: the input is names, one a line, then BILGE-NAMES, then the lines of a reader. Prints the names that are a whole
# line of the reader, then "ok" if the reading was complete.
which_of() {
  awk '!named { if ($0 == "BILGE-NAMES") named = 1; else wanted[$0] = 1; next }
    $0 in wanted { hit[$0] = 1 } $0 == "BILGE-END" { whole = 1 }
    END { for (i in hit) printf "%s ", i; if (whole) print "ok" }'
}

# Docker keeps changing its records. A file that vanishes between listing and reading spoils one reading, not the run.
held_in() { # READER NAMES-PRINTER: sets $held, returns 1 if it could not be read
  attempt=0
  while [ "$attempt" -lt 6 ]; do
    held=$({ "$2"; echo BILGE-NAMES; "$1"; } | which_of)
    case $held in *ok) held=" ${held%ok}"; return 0 ;; esac
    attempt=$((attempt + 1))
    sleep 0.2 2>/dev/null || sleep 1
  done
  return 1
}

# R4: BuildKit's snapshots.db cannot be parsed here. The dashboard parsed it just before the launch and sent the checksum of its two
# meta pages. The same checksum here means that nothing was committed since. If it changed, a name that the file still contains is refused.
buildkit_state() { # sets $buildkit: absent, proven, changed
  database=$data_root/buildkit/snapshots.db
  buildkit=changed
  if [ ! -e "$database" ]; then
    buildkit=absent
  elif [ -n "$buildkit_proof" ]; then
    size=${buildkit_proof%%:*}
    sum=$(dd if="$database" bs="$size" count=2 2>/dev/null | sha256sum 2>/dev/null)
    if [ "$size:${sum%% *}" = "$buildkit_proof" ]; then buildkit=proven; fi
  fi
}

# One reading serves the batches of the same and the next second, so at most two seconds pass between reading and effect. It covers
# every name of the plan at once.
gather_names() { for each in $plan_batches; do "$each" print_names; done; }
# shellcheck disable=SC2086 # names of a grammar without blanks
print_excused() { [ -z "${excused_lowers-}" ] || printf '%s\n' $excused_lowers; }
all_names() { printf '%s\n' "$plan_names"; }
print_names() { # STEP NAME INODE BIRTH LINK. Printed, not collected in a variable, whose cost would grow with the square of their number.
  printf '%s\n' "$2" "$2$aside" "removing:$2"
  if [ "${5:--}" != - ]; then printf '%s\n' "$5"; fi
}
is_fresh() { # SECONDS-OF-READING
  uptime_seconds
  seconds=$uptime
  [ -n "$1" ] && [ $((seconds - $1)) -le 1 ]
}
read_references() {
  if is_fresh "${references_read-}"; then return 0; fi
  references_read=
  references_at=$seconds
  unread=
  if [ -z "${plan_names-}" ]; then plan_names=$(gather_names; print_excused); fi
  if held_in read_layer_database all_names; then held_by_layers=$held; else unread=layer-database; return 1; fi
  if held_in read_mounts all_names; then held_by_mounts=$held; else unread=live-mounts; return 1; fi
  buildkit_state
  references_read=$references_at
}

guard_references() { # BATCH: refuses every step whose name is referenced; items begin with STEP NAME
  if ! read_references; then
    case $unread in
      layer-database) refuse_all "$1" layer-database "Docker's layer database $layer_database could not be read completely, so nothing can be proven" ;;
      *) refuse_all "$1" live-mounts 'the mounts of all processes could not be read (does this run as root?), so nothing can be proven' ;;
    esac
    return
  fi
  guard_held=$held_by_layers
  guard_id=layer-database
  guard_excuse="Docker's layer database references it now; it did not when the plan was made"
  refuse_held "$1"
  guard_held=$held_by_mounts
  guard_id=live-mounts
  guard_excuse='it is mounted or in use by a process on this host now'
  refuse_held "$1"
  if [ "$buildkit" = changed ]; then "$1" refuse_if_in_buildkit; fi
}
refuse_held() { if [ "$guard_held" != ' ' ]; then "$1" refuse_if_held; fi; }
refuse_if_held() { # STEP NAME INODE BIRTH LINK … REMOVING: by its name, by its name in the quarantine, by its overlay link
  case $guard_held in
    *" $2 "* | *" $2$aside "* | *" ${5:-$2} "*) refuse "$1" "$guard_id" "$guard_excuse" ;;
    *" removing:$2 "*) if [ "${10:--}" != removing ]; then refuse "$1" "$guard_id" 'Docker itself is removing it'; fi ;;
  esac
}
refuse_if_in_buildkit() { # STEP NAME …
  is_open "$1" || return 0
  if [ ! -r "$database" ] || ! [ -s "$database" ]; then
    refuse "$1" buildkit "BuildKit's database $database could not be read; plan again"
  # BusyBox grep ends at the first NUL byte of a line
  elif tr '\000' '\n' <"$database" | grep -q -F -e "$2"; then
    refuse "$1" buildkit 'BuildKit changed its database since the plan, and this name is in it; plan again'
  fi
}
