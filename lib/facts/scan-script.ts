import { environment, lowestPriority } from '../shell/prelude/environment.ts';
import { type KnownPlaces, setDataRoot } from '../shell/prelude/find-data-root.ts';
import { sectionFunctions } from '../shell/prelude/section-functions.ts';
import { chooseTools } from '../shell/prelude/tools.ts';
import { type Sh, sh } from '../shell/sh.ts';

/**
 * The one script of a scan: every section is a `sh -c` of its own below a time limit, framed by lines that carry a random nonce,
 * so that whatever a section prints (and wherever the connection breaks) the others stay readable. See frame.ts for the reader.
 *
 * The script reaches the shell on stdin, so nothing in it may read stdin: the body is one function that runs with /dev/null.
 */
export interface ScanSection {
  id: string;
  limitSeconds: number;
  gzip: boolean;
  script: Sh;
}

export interface ScanScriptOptions {
  nonce: string;
  engine: { dataRoot: string; driver: string } | null;
  places: KnownPlaces;
  sections: readonly ScanSection[];
}

export function scanScript(options: ScanScriptOptions): Sh {
  return sh.lines(
    sh`# Bilge looks at this host: it only reads, at the lowest priority, below a time limit for each section.
bilge_scan() {`,
    environment,
    lowestPriority,
    sh`BILGE_NONCE=${options.nonce}; export BILGE_NONCE
BILGE_UID=$(id -u); export BILGE_UID`,
    chooseTools,
    setDataRoot(options.engine, options.places),
    sh`BILGE_FUNCTIONS=${sh.anyName(sectionFunctions.source)}`,
    frameFunctions,
    sh`printf '\n==bilge:%s:context==\n' "$BILGE_NONCE"
printf '%s\0' "$BILGE_UID" "$BILGE_REQUESTED_ROOT" "$BILGE_ROOT" "$BILGE_DRIVER"`,
    ...options.sections.map(
      (section) =>
        sh`bilge_section ${section.id} ${section.limitSeconds} ${section.gzip ? 'gzip' : 'plain'} ${sh.anyName(`${section.script.source}\nexit 0`)}`,
    ),
    sh`printf '\n==bilge:%s:done==\n' "$BILGE_NONCE"
times
}
bilge_scan </dev/null`,
  );
}

/**
 * `timeout` of GNU ends the whole process group and says 124 (137 after -k); BusyBox' only ends the process it started and says 143,
 * so there the section gets a session of its own and passes the signal on to all of it. Without any `timeout` the dashboard's
 * own deadline is the only limit.
 */
const frameFunctions: Sh = sh`bilge_run() {
  case $BILGE_TIMEOUT_KIND in
    gnu) "$BILGE_TIMEOUT" -k 3 "$1" "$BILGE_SHELL" \${BILGE_SHELL_ARGUMENT:+"$BILGE_SHELL_ARGUMENT"} -c "$BILGE_FUNCTIONS
$2" ;;
    busybox | old-busybox)
      if [ "$BILGE_TIMEOUT_KIND" = old-busybox ]; then set -- -t "$1"; else set -- "$1"; fi
      "$BILGE_TIMEOUT" "$@" \${BILGE_SETSID:+"$BILGE_SETSID"} "$BILGE_SHELL" \${BILGE_SHELL_ARGUMENT:+"$BILGE_SHELL_ARGUMENT"} -c 'trap "trap : TERM; kill -TERM 0; exit 143" TERM
'"( $BILGE_FUNCTIONS
$bilge_body
) & wait \$!" ;;
    *) "$BILGE_SHELL" \${BILGE_SHELL_ARGUMENT:+"$BILGE_SHELL_ARGUMENT"} -c "$BILGE_FUNCTIONS
$2" ;;
  esac
}
bilge_now() {
  read -r bilge_uptime _ </proc/uptime
  bilge_clock=\${bilge_uptime%.*}\${bilge_uptime#*.}0
}
bilge_section() {
  bilge_coding=$3; bilge_body=$4
  [ -n "$BILGE_GZIP" ] || bilge_coding=plain
  printf '\n==bilge:%s:begin:%s:%s==\n' "$BILGE_NONCE" "$1" "$bilge_coding"
  printf '\n==bilge:%s:begin:%s==\n' "$BILGE_NONCE" "$1" >&2
  bilge_now; bilge_start=$bilge_clock
  if [ "$bilge_coding" = gzip ]; then
    bilge_status=$( { { bilge_run "$2" "$4" 3>&- 4>&-; echo $? >&4; } | "$BILGE_GZIP" -1 -c >&3; } 4>&1 )
  else
    bilge_run "$2" "$4" 3>&-
    bilge_status=$?
  fi
  bilge_now
  printf '\n==bilge:%s:end:%s:%s:%s==\n' "$BILGE_NONCE" "$1" "$bilge_status" "$((bilge_clock - bilge_start))"
}
exec 3>&1`;
