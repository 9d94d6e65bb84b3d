# ---- Start and end of a run
space_line() { # WHEN
  [ -n "$data_root" ] || return 0
  numbers=$(df -Pk -- "$data_root" 2>/dev/null | awk 'NR > 1 && NF >= 5 { printf "\"availableBytes\":%.0f,\"usedBytes\":%.0f", $(NF - 2) * 1024, $(NF - 3) * 1024; exit }')
  [ -n "$numbers" ] || return 0
  clock
  entry run.space '' '' '' "$numbers,\"when\":\"$1\""
  commit
}

# Free space between effects, for the chart on the run's page. At most every two seconds, and less often the longer the run takes, so
# that the journal of a long run stays small. It starts no program until it is due.
space_due=
space_now() {
  uptime_seconds
  if [ -z "$space_due" ]; then
    space_began=$uptime
    space_due=$((uptime + 2))
  fi
  if [ "$uptime" -lt "$space_due" ]; then return 0; fi
  space_due=$((uptime + 2 + (uptime - space_began) / 100))
  space_line during
}

refuse_run() { # GUARD EXCUSE: the run ends before anything was changed
  clock
  entry guard.judged '' "$2" "$1"
  entry run.ended '' "$2" "$1" '"outcome":"refused"'
  commit
  end_quietly 3
}

end_quietly() {
  trap '' HUP TERM INT
  trap - EXIT
  drop_lock
  rm -f -- "$run_directory/reserve" "$run_directory/pid"
  exit "$1"
}

finish() {
  trap '' HUP TERM INT
  if [ "$on_failure" = compensate ] && [ "$outcome" != succeeded ]; then undo_done; fi
  # A configuration with which Docker did not start has been undone by now.
  if [ -n "${docker_is_down-}" ]; then
    if bring_docker_back; then note "$back"; else note "$back"; outcome_said=$back; outcome=failed; fi
  fi
  space_line after
  settle
  clock
  if [ -n "$halted" ] && [ -z "$outcome_said" ]; then outcome_said=$halted; fi
  if [ "$outcome" = succeeded ] && [ "$counts_done" -eq 0 ] && [ $((counts_failed + counts_refused)) -gt 0 ]; then
    if [ "$counts_failed" -gt 0 ]; then outcome=failed; else outcome=refused; fi
  elif [ "$outcome" = succeeded ] && [ "$counts_failed" -gt 0 ]; then
    outcome=failed
  fi
  if [ -z "$outcome_said" ] && [ $((counts_failed + counts_refused)) -gt 0 ]; then
    outcome_said="$counts_done done, $counts_refused skipped, $counts_failed failed; see the steps"
  fi
  entry run.ended '' "$outcome_said" '' "\"outcome\":\"$outcome\""
  commit
  case $outcome in succeeded) end_quietly 0 ;; *) end_quietly 1 ;; esac
}

on_signal() {
  # The shell gets here after the current command has ended. The batch is finished, then the run ends in order.
  halted='stopped by a signal'
  outcome=cancelled
}

# btrfs frees space late: after its cleaner has run and a transaction is committed. So this waits, but not forever, and then reports what
# was freed by then. It waits only for subvolumes that were deleted before it began: on a busy host others are deleted all the time, and
# the lock is held meanwhile.
settle() {
  [ -n "$settle_btrfs" ] && [ "$counts_done" -gt 0 ] || return 0
  "$settle_btrfs" filesystem sync "$data_root" >/dev/null 2>&1
  waited=0
  agreed=0
  polls=0
  used_before=
  awaited=$(deleted_subvolumes)
  while [ "$waited" -lt "$settle_seconds" ]; do
    left=$({ printf '%s\n' "$awaited"; echo BILGE-NOW; deleted_subvolumes; } | awk '$0 == "BILGE-NOW" { now = 1; next } !now { ours[$0] = 1; next } $0 in ours { n++ } END { print n + 0 }')
    used=$(df -Pk -- "$data_root" | awk 'NR > 1 && NF >= 5 { print $(NF - 3); exit }')
    # The list is empty before the space is free, so two readings must agree. On a busy disk they may never agree, so four are enough.
    if [ "$left" = 0 ]; then
      agreed=$((agreed + 1))
      if [ "$used" = "$used_before" ] || [ "$agreed" -ge 4 ]; then break; fi
    fi
    used_before=$used
    if [ "$left" != 0 ] && [ "$polls" = 0 ]; then note "deleted; btrfs is still freeing $left subvolumes"; fi
    # On an idle disk the cleaner is done at once; a busy disk needs half a minute or more.
    polls=$((polls + 1))
    pause=0.5
    if [ "$polls" -le 4 ]; then pause=0.1; fi
    if [ "$polls" -gt 10 ] || ! sleep "$pause" 2>/dev/null; then
      sleep 2
      waited=$((waited + 2))
    fi
    "$settle_btrfs" filesystem sync "$data_root" >/dev/null 2>&1
  done
  space_line settled
}
deleted_subvolumes() { "$settle_btrfs" subvolume list -d "$data_root" 2>/dev/null | awk '$1 == "ID" { print $2 }'; }

begin() {
  choose_directory
  # If another run holds the lock, this one ends here, before it is journaled as started.
  trap on_signal HUP TERM INT
  take_lock
  clock
  script_digest=$(sha256sum -- "$0" 2>/dev/null)
  script_digest=${script_digest%% *}
  json "$run_directory"
  entry run.started '' "$plan_title" '' "\"directory\":$json,\"isVolatile\":$is_volatile,\"pid\":$$,\"digest\":\"$script_digest\""
  commit || end_quietly 1
  check_identity
  if [ "$check_only" = yes ]; then
    clock
    entry run.ended '' 'check only: identity matches, no other run is active' '' '"outcome":"cancelled"'
    commit
    end_quietly 0
  fi
  space_line before
  space_now
}
