# ---- Does every image and container still have its directories? ---------------------------------------------------------------
# Read once before the first change and again after: what was missing before is not this run's doing, what is newly missing
# makes the run put back what it has set aside. The check after the first object (canary, the step before it) ends the run as well
# where that object could not be moved: what stopped it may stop the others half-way. One that was refused or gone already proves nothing
# and harms nothing.
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
    # Docker deletes the record first and the directory after; twice the same answer is an answer.
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
      failed "$1" 'the first object could not be set aside, so the others are left alone'
      check_failed
      return
    fi
  fi
  if ! missing_directories; then
    failed "$1" "Docker's records in $layer_database could not be read whole, so it cannot be told whether all directories are there"
    check_failed
    return
  fi
  if [ "$2" = before ]; then
    missing_before=$now_missing
    looked "$1" "$(printf '%s\n' "$now_missing" | awk '$0 != "ok" { n++ } END { print (n ? n " directories that Docker names were missing already" : "every image and container has its directories") }')"
    return
  fi
  new=
  for name in $now_missing; do
    case "$newline${missing_before-}$newline" in *"$newline$name$newline"*) ;; *) new="$new $name" ;; esac
  done
  if [ -z "$new" ]; then
    looked "$1" 'every image and container has its directories'
  else
    failed "$1" "Docker names directories that are not there now:$new; everything that this run has set aside is put back"
    check_failed
  fi
}
check_failed() {
  commit
  undo_done
  halted='the check after setting aside failed, and what was set aside was put back'
  outcome=failed
}
