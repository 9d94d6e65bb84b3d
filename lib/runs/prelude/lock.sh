# ---- One run at a time on one machine ----------------------------------------------------------------------------------
# mkdir is the only atomic test-and-set that every shell has. The holder is a process: its pid and start time tell a live
# run from one that was killed, whose lock is taken over.
start_of() {
  # Field 22 of stat; the command name in field 2 may hold spaces and brackets, so count from the last bracket.
  [ -r "/proc/$1/stat" ] && sed -e 's/^.*) //' "/proc/$1/stat" 2>/dev/null | awk '{ print $20; exit }'
}

take_lock() {
  for root in $lock_roots; do
    if [ -d "$root" ] && [ -w "$root" ]; then lock=$root/bilge.lock; break; fi
  done
  tries=0
  while ! mkdir -- "$lock" 2>/dev/null; do
    if [ ! -d "$lock" ]; then
      refuse_run lock "the lock $lock cannot be made; is $root read-only?"
    fi
    holder=$(cat "$lock/holder" 2>/dev/null)
    holder_pid=${holder%% *}
    rest=${holder#* }
    holder_start=${rest%% *}
    holder_name=${rest#* }
    case $holder_pid in
      '' | *[!0-9]*)
        # Made a moment ago, its holder not written yet; or its maker died just there.
        tries=$((tries + 1))
        if [ "$tries" -le 3 ]; then sleep 1; continue; fi
        ;;
      *)
        if [ "$(start_of "$holder_pid")" = "$holder_start" ] && [ -n "$holder_start" ]; then
          refuse_run lock "another run holds this machine: $holder_name (process $holder_pid). Wait until it ends, or cancel it"
        fi
        ;;
    esac
    # Only one of several contenders can rename it away.
    if mv -- "$lock" "$lock.stale.$$" 2>/dev/null; then rm -rf -- "$lock.stale.$$"; fi
  done
  lock_held=$lock
  printf '%s %s %s\n' "$$" "$(start_of $$)" "$run_holder, run $run_id" >"$lock/holder.new" && mv -- "$lock/holder.new" "$lock/holder"
}

drop_lock() {
  if [ -n "$lock_held" ]; then rm -rf -- "$lock_held"; fi
  lock_held=
}
