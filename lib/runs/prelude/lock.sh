# ---- One run at a time on one machine
# The lock is a set of numbered symbolic links, $root/bilge.lock/1, 2, 3 … The text of a link names its holder by pid and start time, and
# is created with the link, so there is never a link without a holder. Only the highest number counts. If its holder is dead, create the
# next number: `ln` lets exactly one contender succeed. Then check that it is the highest. A link that may be in use is never deleted:
# deleting a stale lock could hit the new lock of a faster contender.
start_of() {
  # Field 22 of stat; the command name in field 2 may hold spaces and brackets, so count from the last bracket.
  [ -r "/proc/$1/stat" ] && sed -e 's/^.*) //' "/proc/$1/stat" 2>/dev/null | awk '{ print $20; exit }'
}

highest_turn() { # sets $highest, 0 if there is none
  highest=0
  for each in "$lock"/*; do
    number=${each##*/}
    case $number in '' | *[!0-9]*) continue ;; esac
    if [ "$number" -gt "$highest" ]; then highest=$number; fi
  done
}
holder_lives() { # TEXT
  case ${1%% *} in '' | *[!0-9]*) return 1 ;; esac
  holder_rest=${1#* }
  [ -n "${holder_rest%% *}" ] && [ "$(start_of "${1%% *}")" = "${holder_rest%% *}" ]
}

take_lock() {
  lock=
  for root in $lock_roots; do
    if [ -d "$root" ] && [ -w "$root" ] && bilge_is_safe "$root"; then lock=$root/bilge.lock; break; fi
  done
  [ -n "$lock" ] || refuse_run lock "no folder on this host can hold the run lock (tried $lock_roots): it must be writable by root alone${bilge_why:+ ($bilge_why)}. This run changed nothing"
  mkdir -p -- "$lock" 2>/dev/null
  bilge_is_safe "$lock" || refuse_run lock "the lock $lock is not writable by root alone: $bilge_why. This run changed nothing"
  self="$$ $(start_of $$) $(printf '%s' "$run_holder" | tr '\n' ' '), run $run_id"
  while :; do
    highest_turn
    if [ "$highest" -gt 0 ]; then
      holder=$(readlink -- "$lock/$highest" 2>/dev/null) || holder=
      if [ -z "$holder" ]; then
        if [ -e "$lock/$highest" ] || [ -L "$lock/$highest" ]; then
          refuse_run lock "the holder of the lock cannot be read from $lock/$highest. This run changed nothing"
        fi
        # Deleted meanwhile: there is a higher one.
        continue
      fi
      if holder_lives "$holder"; then
        refuse_run lock "another run holds this machine: ${holder_rest#* } (process ${holder%% *}). This run changed nothing. Wait until the other ends, or cancel it, then plan again"
      fi
    fi
    turn=$((highest + 1))
    if ! ln -s -n "$self" "$lock/$turn" 2>/dev/null; then
      highest_turn
      if [ "$highest" -ge "$turn" ]; then continue; fi
      refuse_run lock "the lock $lock/$turn cannot be created; is $root read-only? This run changed nothing"
    fi
    highest_turn
    if [ "$highest" = "$turn" ]; then break; fi
    # The listing was outdated: others have come and gone, and their links were deleted.
    rm -f -- "$lock/$turn"
  done
  lock_held=$turn
  # The number before this one stays: a contender that lists the folder at this moment must find a high number.
  for each in "$lock"/*; do
    number=${each##*/}
    case $number in '' | *[!0-9]*) continue ;; esac
    if [ "$number" -lt $((turn - 1)) ]; then rm -f -- "$each"; fi
  done
}

# The next number is created without a holder. Deleting one's own link instead would restart the numbering at 1, while a contender
# continues it.
drop_lock() {
  if [ -n "$lock_held" ]; then ln -s -n free "$lock/$((lock_held + 1))" 2>/dev/null; fi
  lock_held=
}
