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

# What was freed is reported as it is then; on btrfs that takes a while (settle.sh).
settle() {
  [ -n "$settle_btrfs" ] && [ "$counts_done" -gt 0 ] || return 0
  await_btrfs "$settle_btrfs" "$data_root" "$settle_seconds" note
  space_line settled
}

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
