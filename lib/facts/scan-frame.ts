import { type Sh, sh } from '../shell/sh.ts';

/**
 * How sections run on the host: cheaply, and each below its own time limit.
 *
 * A process costs a millisecond or more, and `timeout sh -c …` is two of them for each section. So all sections first run in one lane:
 * a shell in which each is a subshell, below one limit that is no longer than that of any of them. A section that is not done
 * when the lane ends – by the limit, by a crash, by lack of memory – is begun again by itself, below its own limit, and so is
 * each one after it, in the same order: the order is part of the proof. The reader (frame.ts) takes a section's last beginning.
 *
 * `timeout` of GNU ends the whole process group and says 124 (137 after -k); BusyBox' only ends the process it started and says 143,
 * so there the shell gets a session of its own and passes the signal on to all of it. Without any `timeout` the dashboard's
 * own deadline is the only limit.
 *
 * Descriptors: 3 is the scan's output, 4 carries an exit status past gzip, 5 says which sections of the lane are done.
 */
export const laneLimitSeconds = 10;

/** For both: the script and its lane, which differ in what `bilge_run SECONDS BODY` does. */
const sectionFrame: Sh = sh`bilge_now() {
  read -r bilge_uptime _ </proc/uptime
  bilge_clock=\${bilge_uptime%.*}\${bilge_uptime#*.}0
}
bilge_section() { # ID SECONDS CODING BODY
  bilge_coding=$3
  [ -n "$BILGE_GZIP" ] || bilge_coding=plain
  printf '\n==bilge:%s:begin:%s:%s==\n' "$BILGE_NONCE" "$1" "$bilge_coding"
  printf '\n==bilge:%s:begin:%s==\n' "$BILGE_NONCE" "$1" >&2
  bilge_now; bilge_start=$bilge_clock
  if [ "$bilge_coding" = gzip ]; then
    bilge_status=$( { { bilge_run "$2" "$4" 3>&- 4>&-; echo $? >&4; } | "$BILGE_GZIP" -1 -c >&3 5>&-; } 4>&1 )
  else
    bilge_run "$2" "$4" 3>&-
    bilge_status=$?
  fi
  bilge_now
  printf '\n==bilge:%s:end:%s:%s:%s==\n' "$BILGE_NONCE" "$1" "$bilge_status" "$((bilge_clock - bilge_start))"
}`;

/** A syntax error in one body ends its subshell only, because it is met by `eval`. */
const lane: Sh = sh`bilge_run() { ( eval "$2" ) 5>&-; }
while [ "$#" -ge 4 ]; do
  bilge_section "$1" "$2" "$3" "$4"
  printf '%s\n' "$1" >&5
  shift 4
done
exit 0`;

export const frameFunctions: Sh = sh.lines(
  sectionFrame,
  sh`# bilge_limited SECONDS SCRIPT ARGUMENTS...
bilge_limited() {
  bilge_limit=$1; bilge_text=$2; shift 2
  case $BILGE_TIMEOUT_KIND in
    gnu) "$BILGE_TIMEOUT" -k 3 "$bilge_limit" "$BILGE_SHELL" \${BILGE_SHELL_ARGUMENT:+"$BILGE_SHELL_ARGUMENT"} -c "$bilge_text" bilge "$@" ;;
    busybox | old-busybox)
      [ "$BILGE_TIMEOUT_KIND" = busybox ] || bilge_limit="-t $bilge_limit"
      # shellcheck disable=SC2086 # two words for the old one
      "$BILGE_TIMEOUT" $bilge_limit \${BILGE_SETSID:+"$BILGE_SETSID"} "$BILGE_SHELL" \${BILGE_SHELL_ARGUMENT:+"$BILGE_SHELL_ARGUMENT"} -c 'trap "trap : TERM; kill -TERM 0; exit 143" TERM
'"( $bilge_text
) & wait \$!" bilge "$@" ;;
    *) "$BILGE_SHELL" \${BILGE_SHELL_ARGUMENT:+"$BILGE_SHELL_ARGUMENT"} -c "$bilge_text" bilge "$@" ;;
  esac
}
exec 3>&1
bilge_run() { bilge_limited "$1" "$BILGE_FUNCTIONS
$2"; }
# bilge_sections SECONDS, then for each section ID SECONDS CODING BODY
bilge_sections() {
  bilge_lane_limit=$1; shift
  bilge_done=$(bilge_limited "$bilge_lane_limit" "$BILGE_LANE" "$@" 5>&1 >&3)
  while [ "$#" -ge 4 ]; do
    case "
$bilge_done
" in *"
$1
"*) ;; *) bilge_section "$1" "$2" "$3" "$4" ;; esac
    shift 4
  done
}`,
);

/** What the lane's shell runs, given the functions that every section may use. */
export function laneScript(sectionFunctions: Sh): Sh {
  return sh.lines(sectionFunctions, sectionFrame, lane);
}
