# ---- Beginning and end -------------------------------------------------------------------------------------------------
space_line() { # WHEN
  [ -n "$data_root" ] || return 0
  numbers=$(df -Pk -- "$data_root" 2>/dev/null | awk 'NR > 1 && NF >= 5 { printf "\"availableBytes\":%.0f,\"usedBytes\":%.0f", $(NF - 2) * 1024, $(NF - 3) * 1024; exit }')
  [ -n "$numbers" ] || return 0
  clock
  entry run.space '' '' '' "$numbers,\"when\":\"$1\""
  commit
}

# Between effects, for the line on the run's page: asked every two seconds at most, more seldom the longer the run takes, so that the
# journal of a run of hours stays small. Without a program while it is not due.
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
  # A configuration that Docker did not start with has been taken back by now.
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
    outcome_said="$counts_done done, $counts_refused left alone, $counts_failed failed; see the steps"
  fi
  entry run.ended '' "$outcome_said" '' "\"outcome\":\"$outcome\""
  commit
  case $outcome in succeeded) end_quietly 0 ;; *) end_quietly 1 ;; esac
}

on_signal() {
  # The shell comes here after the command in hand has ended: the batch is finished, then the run ends in order.
  halted='stopped by a signal'
  outcome=cancelled
}

# btrfs gives space back late: after the cleaner has run and a transaction has committed. A bounded wait, then the truth as it is.
# Only what is waiting at the beginning is waited for: on a busy host others delete subvolumes all the time, and the machine's lock
# is held meanwhile.
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
    # An empty list comes before the space: two readings must agree; where others write they may never do, so four are enough.
    if [ "$left" = 0 ]; then
      agreed=$((agreed + 1))
      if [ "$used" = "$used_before" ] || [ "$agreed" -ge 4 ]; then break; fi
    fi
    used_before=$used
    if [ "$left" != 0 ] && [ "$polls" = 0 ]; then note "deleted; the btrfs cleaner still gives back $left subvolumes"; fi
    # The cleaner of an idle disk is done at once; a busy one needs half a minute and more.
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
  # A lock that is held ends the run here: it has not started, and its journal does not say so.
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
    entry run.ended '' 'only checked: this is the host of the plan, and nobody else works on it' '' '"outcome":"cancelled"'
    commit
    end_quietly 0
  fi
  space_line before
  space_now
}
