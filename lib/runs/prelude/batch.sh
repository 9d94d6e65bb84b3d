# ---- Batches: check, write to the journal, perform, probe, write to the journal
# A batch is a function that calls its first argument once per object: VISITOR STEP ARGUMENTS…
# An op has three functions: op_X_judge, op_X_perform, op_X_probe, each given the batch.
state_of() { eval "state=\${state_$1-}"; }
set_state() { eval "state_$1=\$2"; }

refuse() { # STEP GUARD EXCUSE
  state_of "$1"
  [ -z "$state" ] || return 0
  set_state "$1" refused
  counts_refused=$((counts_refused + 1))
  batch_troubled=yes
  entry step.refused "$1" "$3" "$2"
}
already() { # STEP WHY
  state_of "$1"
  [ -z "$state" ] || return 0
  set_state "$1" already
  entry step.already-done "$1" "$2"
}
failed() { # STEP WHY
  state_of "$1"
  case $state in intended | '') ;; *) return 0 ;; esac
  set_state "$1" failed
  counts_failed=$((counts_failed + 1))
  batch_troubled=yes
  entry step.failed "$1" "$2"
}
succeeded() { # STEP [WHAT]
  state_of "$1"
  [ "$state" = intended ] || return 0
  set_state "$1" 'done'
  counts_done=$((counts_done + 1))
  entry step.done "$1" "${2:-}"
}
# A step that only checks is not counted as a change.
looked() {
  set_state "$1" looked
  entry step.done "$1" "$2"
}
intend() {
  state_of "$1"
  [ -z "$state" ] || return 0
  set_state "$1" intended
  any_intended=yes
  entry step.intended "$1"
}
is_open() { state_of "$1"; [ -z "$state" ]; }
is_intended() { state_of "$1"; [ "$state" = intended ]; }

refuse_all_excuse() { refuse "$1" "$all_guard" "$all_excuse"; }
refuse_all() { # BATCH GUARD EXCUSE
  all_guard=$2
  all_excuse=$3
  "$1" refuse_all_excuse
}

should_stop() {
  if [ -n "$halted" ]; then return 0; fi
  if [ -e "$run_directory/cancel" ]; then
    halted='cancelled by the operator'
    outcome=cancelled
    return 0
  fi
  return 1
}

run_batch() { # BATCH OP
  if should_stop; then return 0; fi
  clock
  batch_troubled=
  any_intended=
  "op_$2_judge" "$1"
  "$1" intend
  commit || return 0
  if [ -n "$any_intended" ]; then
    undo_stack="$1:$2 $undo_stack"
    "op_$2_perform" "$1"
    clock
    "op_$2_probe" "$1"
  fi
  commit || return 0
  space_now
  if [ -n "$batch_troubled" ] && [ "$on_failure" != continue ] && [ -z "$halted" ]; then
    halted='a step failed or was refused'
    outcome=failed
  fi
  return 0
}

# Undoes, newest first, what this run has done and what can be undone.
undo_done() {
  for pair in $undo_stack; do
    case $pair in
      *:none) ;;
      *)
        clock
        if command -v "op_${pair#*:}_undo" >/dev/null 2>&1; then "op_${pair#*:}_undo" "${pair%%:*}"; fi
        commit
        ;;
    esac
  done
  undo_stack=
}
undone() { # STEP [WHAT]
  set_state "$1" undone
  counts_done=$((counts_done - 1))
  entry step.undone "$1" "${2:-}"
}
is_done() { state_of "$1"; [ "$state" = 'done' ]; }
