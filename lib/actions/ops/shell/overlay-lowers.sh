# ---- Overlay layers that other layers are built on
# Overlay layers depend on each other: a directory stays if any directory outside the batch has it in its `lower`, and so on. What this
# run has moved is passed by name, so that one reading serves several batches. A missing lower refuses everything, as in the views
# (lower-closure.ts), unless the plan found that nothing live references that directory, and no record names it now.
guard_overlay_lowers() { # BATCH
  case $driver in overlay2 | fuse-overlayfs) ;; *) return 0 ;; esac
  open_names=
  "$1" collect_open
  still_excused=
  for name in ${excused_lowers-}; do
    case "${held_by_layers-}${held_by_mounts-}" in *" $name "*) ;; *) still_excused="$still_excused $name" ;; esac
  done
  attempt=0
  while [ "$attempt" -lt 6 ]; do
    if ! is_fresh "${lowers_read-}"; then
      lowers_read=$seconds
      moved_since=
      lowers=$(cd -- "$driver_directory" && find . -maxdepth 2 -type f \( -name link -o -name lower \) -exec awk '{ print FILENAME, $0 }' {} + 2>/dev/null && echo BILGE-END)
    fi
    judged=$(printf '%s\n' "$lowers" | awk -v names="$open_names" -v moved="$moved_since" -v dead="$still_excused" '
        BEGIN { n = split(names, name, " "); for (i = 1; i <= n; i++) batch[name[i]] = 1; n = split(moved, name, " "); for (i = 1; i <= n; i++) gone[name[i]] = 1; n = split(dead, name, " "); for (i = 1; i <= n; i++) excused[name[i]] = 1 }
        $0 == "BILGE-END" { whole = 1; next }
        { split($1, part, "/"); if (part[2] in gone) { if (part[3] == "link") away[$2] = 1; next } if (part[3] == "link") owner[$2] = part[2]; else lower[part[2]] = $2 }
        END {
          do {
            changed = 0
            for (directory in lower) if (!(directory in batch)) {
              count = split(lower[directory], link, ":")
              for (i = 1; i <= count; i++) {
                sub(/^l\//, "", link[i])
                if (!(link[i] in owner)) { if (!(directory in excused)) broken = directory }
                else if (owner[link[i]] in batch) { delete batch[owner[link[i]]]; printf "%s ", owner[link[i]]; changed = 1 }
              }
            }
          } while (changed)
          if (whole && broken == "") print "ok"
          else if (whole) print "broken:" broken
        }')
    case $judged in
      *ok)
        guard_held=" ${judged%ok}"
        guard_id=overlay-lowers
        guard_excuse='a layer that stays is built on it and names it in its `lower` file'
        refuse_held "$1"
        return 0
        ;;
    esac
    attempt=$((attempt + 1))
    lowers_read=
    sleep 0.2 2>/dev/null || sleep 1
  done
  case $judged in
    *broken:*) refuse_all "$1" overlay-lowers "the layer ${judged##*broken:} is built on a layer that is missing; repair that first" ;;
    *) refuse_all "$1" overlay-lowers "the layers' lower files in $driver_directory could not be read completely" ;;
  esac
}
collect_open() { is_open "$1" && open_names="$open_names $2"; return 0; }
