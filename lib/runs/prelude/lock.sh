# ---- One run at a time on one machine ----------------------------------------------------------------------------------
# The lock is a row of turns, $root/bilge.lock/1, 2, 3 …, each a symbolic link whose text names its holder by pid and start time: link
# and text come into being together, so there is no turn without a holder. Only the highest turn counts. Who finds its holder
# dead makes the next one, which one contender alone can do, and looks whether it is the highest. No turn is ever taken away
# by its name while it may be somebody's: breaking a stale lock by moving it aside can hit the fresh lock of a quicker contender.
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
  [ -n "$lock" ] || refuse_run lock "no folder of this host can hold the lock of runs (tried $lock_roots): it must be writable, and for root alone${bilge_why:+ ($bilge_why)}. This run changed nothing"
  mkdir -p -- "$lock" 2>/dev/null
  bilge_is_safe "$lock" || refuse_run lock "the lock $lock is not root's alone: $bilge_why. This run changed nothing"
  self="$$ $(start_of $$) $(printf '%s' "$run_holder" | tr '\n' ' '), run $run_id"
  while :; do
    highest_turn
    if [ "$highest" -gt 0 ]; then
      holder=$(readlink -- "$lock/$highest" 2>/dev/null) || holder=
      if [ -z "$holder" ]; then
        if [ -e "$lock/$highest" ] || [ -L "$lock/$highest" ]; then
          refuse_run lock "who holds this machine cannot be read from $lock/$highest. This run changed nothing"
        fi
        # Cleared away meanwhile: a higher one is there.
        continue
      fi
      if holder_lives "$holder"; then
        refuse_run lock "another run holds this machine: ${holder_rest#* } (process ${holder%% *}). This one changed nothing. Wait until that one ends, or cancel it, then plan again"
      fi
    fi
    turn=$((highest + 1))
    if ! ln -s -n "$self" "$lock/$turn" 2>/dev/null; then
      highest_turn
      if [ "$highest" -ge "$turn" ]; then continue; fi
      refuse_run lock "the lock $lock/$turn cannot be made; is $root read-only? This run changed nothing"
    fi
    highest_turn
    if [ "$highest" = "$turn" ]; then break; fi
    # This one had looked long ago: others have come and gone, and their turns were cleared away.
    rm -f -- "$lock/$turn"
  done
  lock_held=$turn
  # The turn before stays: who lists the row at this moment must find a high one in it.
  for each in "$lock"/*; do
    number=${each##*/}
    case $number in '' | *[!0-9]*) continue ;; esac
    if [ "$number" -lt $((turn - 1)) ]; then rm -f -- "$each"; fi
  done
}

# The next turn is nobody's. Taking one's own away instead would let the row begin again at 1 beside a contender that counts on.
drop_lock() {
  if [ -n "$lock_held" ]; then ln -s -n free "$lock/$((lock_held + 1))" 2>/dev/null; fi
  lock_held=
}
