# ---- A command that takes its time -----------------------------------------------------------------------------------------------
# follow_process STEP PID STOP-COMMAND PROGRESS-COMMAND: waits, tells progress, and stops in order when asked to.
follow_process() {
  last=
  while kill -0 "$2" 2>/dev/null; do
    if should_stop; then $3 >/dev/null 2>&1; fi
    seen=$($4)
    if [ -n "$seen" ] && [ "$seen" != "$last" ]; then
      last=$seen
      clock
      entry step.progress "$1" "$seen"
      commit
    fi
    space_now
    sleep 2
  done
  wait "$2"
}
