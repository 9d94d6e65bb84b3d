# ---- A command that runs for a while
# follow_process STEP PID STOP-COMMAND PROGRESS-COMMAND: waits, writes progress, and stops the command when the run is cancelled.
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
