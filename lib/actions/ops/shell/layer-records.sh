# ---- Docker's record of a writable layer that is restored
# The writable layer of a lost container and its init layer were quarantined with their record in layerdb/mounts; their notes keep it. Once
# both directories are restored, so is the record: the running Docker does not read it, the next one loads it as before.
# Sets $record_excuse if that is not possible.
restore_record() { # NAME [aside]: a directory that is restored, or one that is restored next
  record_excuse=
  record_unwritten=
  record_entry=$(note_line "$1" entry)
  [ -n "$record_entry" ] && [ ! -e "$layer_database/mounts/$record_entry" ] || return 0
  record_mount=$(note_line "$1" mount)
  record_init=$(note_line "$1" init)
  record_parent=$(note_line "$1" parent)
  for each in "$record_mount" "$record_init"; do
    if [ -z "$each" ] || { [ "$each" != - ] && [ ! -d "$driver_directory/$each" ] && { [ "${2-}" != aside ] || [ ! -d "$quarantine/$each$aside" ]; }; }; then
      record_excuse="the layer ${each:--} that belongs to it is missing"
      return 0
    fi
  done
  if [ -z "$record_parent" ] || { [ "$record_parent" != - ] && [ ! -e "$layer_database/sha256/${record_parent#sha256:}" ]; }; then
    record_excuse='the image layers below it are gone'
    return 0
  fi
  # Created beside it and moved, so that Docker never starts on half of it; Docker discards what is in tmp.
  made=$layer_database/tmp/bilge-$record_entry
  rm -rf -- "$made"
  if mkdir -p -- "$made" "$layer_database/mounts" && printf %s "$record_mount" >"$made/mount-id" &&
    { [ "$record_init" = - ] || printf %s "$record_init" >"$made/init-id"; } &&
    { [ "$record_parent" = - ] || printf %s "$record_parent" >"$made/parent"; } &&
    mv -- "$made" "$layer_database/mounts/$record_entry"; then
    records_made="${records_made-} $record_entry"
    return 0
  fi 2>/dev/null
  rm -rf -- "$made"
  record_unwritten=yes
  record_excuse="it could not be written below $layer_database"
}
# A record that was created first, when one of its directories could not be restored after all.
drop_record() { # NAME
  record_entry=$(note_line "$1" entry)
  case " ${records_made-} " in *" ${record_entry:--} "*) ;; *) return 0 ;; esac
  for each in "$(note_line "$1" mount)" "$(note_line "$1" init)"; do
    if [ "$each" != - ] && [ ! -d "$driver_directory/$each" ]; then rm -rf -- "${layer_database:?}/mounts/$record_entry"; fi
  done
}
note_line() { sed -n "s/^$2=\([0-9a-z:-]*\)\$/\1/p" "$quarantine/$1$aside.note" 2>/dev/null | head -n 1; }
