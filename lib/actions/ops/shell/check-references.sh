# ---- Does every image and container still have its directories? ---------------------------------------------------------------
# Read once before the first change and again after. What was missing before was not caused by this run. If anything is newly missing,
# the run restores everything it quarantined. The check after the first object (the canary) also ends the run if that object could not be
# moved: the same cause may stop the others halfway. A canary that was refused or is already gone proves nothing and harms nothing.
missing_directories() {
  attempt=0
  previous=
  while [ "$attempt" -lt 8 ]; do
    now_missing=$({ find "$layer_database" -type d -name '*-removing' -prune -o -path "$layer_database/tmp" -prune -o \
      -type f \( -name cache-id -o -name mount-id -o -name init-id \) -exec awk 1 {} + 2>/dev/null && echo BILGE-IDS
      (cd -- "$driver_directory" && ls -a) && echo BILGE-END; } | awk '
        $0 == "BILGE-IDS" { second = 1; next } $0 == "BILGE-END" { whole = second; next }
        !second { if ($0 != "") id[$0] = 1; next } { there[$0] = 1 }
        END { for (i in id) if (!(i in there)) print i; if (whole) print "ok" }')
    # Docker deletes the record first and the directory after it, so two equal readings are needed.
    case $now_missing in
      *ok)
        if [ "$now_missing" = ok ] || [ "$now_missing" = "$previous" ]; then return 0; fi
        previous=$now_missing
        ;;
    esac
    attempt=$((attempt + 1))
    sleep 0.3 2>/dev/null || sleep 1
  done
  return 1
}

op_check_references_judge() { :; }
op_check_references_perform() { "$1" check_references; }
op_check_references_probe() { :; }
check_references() { # STEP before|canary|after
  is_intended "$1" || return 0
  if [ "$2" = canary ]; then
    state_of "$(($1 - 1))"
    if [ "$state" = failed ]; then
      failed "$1" 'the first object could not be quarantined, so the others are skipped'
      check_failed
      return
    fi
  fi
  if ! missing_directories; then
    failed "$1" "Docker's records in $layer_database could not be read completely, so missing directories cannot be ruled out"
    check_failed
    return
  fi
  if [ "$2" = before ]; then
    missing_before=$now_missing
    looked "$1" "$(printf '%s\n' "$now_missing" | awk '$0 != "ok" { n++ } END { print (n ? n " directories that Docker names were missing before this run" : "every image and container has its directories") }')"
    return
  fi
  new=
  for name in $now_missing; do
    case "$newline${missing_before-}$newline" in *"$newline$name$newline"*) ;; *) new="$new $name" ;; esac
  done
  if [ -z "$new" ]; then
    looked "$1" 'every image and container has its directories'
  else
    failed "$1" "directories that Docker names are missing now:$new. Everything this run quarantined is restored"
    check_failed
  fi
}
check_failed() {
  commit
  undo_done
  halted='the check after quarantining failed, and everything this run quarantined was restored'
  outcome=failed
}
