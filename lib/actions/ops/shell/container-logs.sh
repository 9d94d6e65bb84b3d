# ---- Container logs and the daemon's configuration ---------------------------------------------------------------------------------
# STEP CONTAINER PATH INODE. The daemon appends to the open file, so the file can be emptied while it runs. Only json-file logs are text.
op_truncate_log_judge() { "$1" judge_log; }
judge_log() {
  case $3 in
    "$data_root/containers/$2/$2-json.log") ;;
    *) refuse "$1" identity "$3 is not the log of container $2"; return ;;
  esac
  if [ -h "$3" ] || [ -h "${3%/*}" ]; then refuse "$1" identity "$3 is a symbolic link"; return; fi
  if [ ! -e "$3" ]; then already "$1" 'it is no longer there'; return; fi
  if [ ! -f "$3" ] || { [ "$4" != - ] && [ "$(stat -c %i -- "$3")" != "$4" ]; }; then refuse "$1" changed 'the log was rotated or recreated since the plan; plan again'; return; fi
  if [ ! -s "$3" ]; then already "$1" 'it is already empty'; fi
}
op_truncate_log_perform() { "$1" truncate_log; }
truncate_log() {
  is_intended "$1" || return 0
  size_before=$(stat -c %s -- "$3")
  # `true`, not `:`: a failed redirection of `:` would end the script.
  errors=$({ true >"$3"; } 2>&1) || true
}
op_truncate_log_probe() { "$1" probe_log; }
probe_log() {
  is_intended "$1" || return 0
  size=$(stat -c %s -- "$3" 2>/dev/null)
  if [ -n "$size" ] && [ "$size" -lt "$size_before" ]; then succeeded "$1" "$size_before bytes before, $size now"; else failed "$1" "it could not be emptied: ${errors:-no reason given}"; fi
}

# STEP PATH OLD-WITHOUT-BLANKS NEW. Written beside it and renamed; the old file is kept as PATH.bilge-RUN.
op_write_daemon_configuration_judge() { "$1" judge_configuration; }
squeezed() { tr -d ' \t\r\n' <"$1" 2>/dev/null; }
judge_configuration() {
  if [ -h "$2" ]; then refuse "$1" identity "$2 is a symbolic link, so something else manages it"; return; fi
  # The new file is written beside it and renamed. In a folder of another user, a link could redirect that write.
  if ! bilge_is_safe "$2" && ! { [ -n "$bilge_gone" ] && bilge_is_safe_to_make "${2%/*}"; }; then
    refuse "$1" identity "$2 is not written, because a user other than root could redirect the write: $bilge_why"
    return
  fi
  if [ -e "$2" ] && [ "$(squeezed "$2")" = "$(printf %s "$4" | tr -d ' \t\r\n')" ]; then already "$1" 'it has these settings already'; return; fi
  if [ "$3" = - ]; then
    if [ -s "$2" ]; then refuse "$1" changed "$2 was created since the plan; plan again"; fi
  elif [ "$(squeezed "$2")" != "$3" ]; then refuse "$1" changed "$2 has changed since the plan, or is written in a way that cannot be compared; plan again"
  fi
}
op_write_daemon_configuration_perform() { "$1" write_configuration; }
write_configuration() {
  is_intended "$1" || return 0
  # Other users may need to read it (monitoring), and this script's umask would forbid that. A copy keeps the owner and mode of the old
  # file; a new file gets those that packages use.
  rm -f -- "$2.bilge-new"
  if [ -e "$2" ]; then
    if ! errors=$(cp -p -- "$2" "$2.bilge-new" 2>&1); then
      rm -f -- "$2.bilge-new"
      failed "$1" "$2 could not be copied with its rights, so nothing was changed: $errors"
      return
    fi
  else (umask 022 && mkdir -p -- "${2%/*}" && true >"$2.bilge-new") 2>/dev/null
  fi
  if ! { printf '%s\n' "$4" >"$2.bilge-new"; } 2>/dev/null; then rm -f -- "$2.bilge-new"; failed "$1" "$2.bilge-new could not be written; is the disk full or read-only?"; return; fi
  dockerd=$(command -v dockerd) || dockerd=
  if [ -n "$dockerd" ] && "$dockerd" --help 2>&1 | grep -q -e --validate; then
    errors=$("$dockerd" --validate --config-file "$2.bilge-new" 2>&1) || { rm -f -- "$2.bilge-new"; failed "$1" "dockerd would not accept it: $errors"; return; }
  fi
  # An incomplete copy would be restored as the old configuration if Docker does not start with the new one.
  if [ -e "$2" ] && ! errors=$(cp -p -- "$2" "$2.bilge-$run_id" 2>&1); then
    rm -f -- "$2.bilge-new" "$2.bilge-$run_id"
    failed "$1" "the old configuration could not be kept as $2.bilge-$run_id, so nothing was changed: $errors"
    return
  fi
  errors=$(mv -- "$2.bilge-new" "$2" 2>&1) || failed "$1" "$errors"
}
op_write_daemon_configuration_probe() { "$1" probe_configuration; }
probe_configuration() {
  is_intended "$1" || return 0
  if [ "$(squeezed "$2")" = "$(printf %s "$4" | tr -d ' \t\r\n')" ]; then succeeded "$1"; else failed "$1" "$2 does not contain what was written: $errors"; fi
}
op_write_daemon_configuration_undo() { "$1" configuration_back; }
configuration_back() {
  is_done "$1" || return 0
  if [ -e "$2.bilge-$run_id" ]; then mv -- "$2.bilge-$run_id" "$2"; else rm -f -- "$2"; fi
  undone "$1" 'the old configuration was restored'
}
