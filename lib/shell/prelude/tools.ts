import { type Sh, sh } from '../sh.ts';

/**
 * Absolute paths of the tools whose kinds differ. A GNU `stat` (birth times, NUL-ended records) may hide behind a BusyBox one that
 * comes first in PATH, and BusyBox' shell prefers its own applets to any PATH; so each folder is tried by what the tool can do.
 *
 * Sets and exports BILGE_STAT, BILGE_STAT_KIND (gnu|busybox|none), BILGE_FIND, BILGE_FIND_KIND; sets BILGE_TIMEOUT, BILGE_TIMEOUT_KIND
 * (gnu|busybox|old-busybox|none), BILGE_CLOCK_TICKS (a second, in what /proc/<pid>/stat counts), BILGE_SETSID, BILGE_GZIP, BILGE_SHELL and BILGE_SHELL_ARGUMENT (how to start this very shell).
 */
const chooseTools: Sh = sh`# bilge_first TOOL ARGUMENTS...: prints the first TOOL in PATH that succeeds with ARGUMENTS
bilge_first() {
  bilge_tool=$1; shift
  bilge_ifs=$IFS; IFS=:
  for bilge_folder in $PATH; do
    IFS=$bilge_ifs
    if [ -x "$bilge_folder/$bilge_tool" ] && "$bilge_folder/$bilge_tool" "$@" >/dev/null 2>&1 </dev/null; then
      printf '%s' "$bilge_folder/$bilge_tool"
      return 0
    fi
  done
  IFS=$bilge_ifs
  return 1
}
if BILGE_STAT=$(bilge_first stat --printf '%W\0' /); then BILGE_STAT_KIND=gnu
elif BILGE_STAT=$(bilge_first stat -c %d /); then BILGE_STAT_KIND=busybox
else BILGE_STAT='stat'; BILGE_STAT_KIND=none
fi
if BILGE_FIND=$(bilge_first find --version); then BILGE_FIND_KIND=gnu
else BILGE_FIND_KIND=busybox; BILGE_FIND=$(bilge_first find / -maxdepth 0 -print0) || BILGE_FIND='find'
fi
if BILGE_TIMEOUT=$(bilge_first timeout --version); then BILGE_TIMEOUT_KIND=gnu
elif BILGE_TIMEOUT=$(bilge_first timeout 5 true); then BILGE_TIMEOUT_KIND=busybox
elif BILGE_TIMEOUT=$(bilge_first timeout -t 5 true); then BILGE_TIMEOUT_KIND=old-busybox
else BILGE_TIMEOUT_KIND=none
fi
BILGE_CLOCK_TICKS=$(getconf CLK_TCK 2>/dev/null) || BILGE_CLOCK_TICKS=100
BILGE_SETSID=$(bilge_first setsid true) || BILGE_SETSID=
BILGE_GZIP=
command -v gzip >/dev/null 2>&1 && BILGE_GZIP='gzip'
BILGE_SHELL=$(readlink /proc/$$/exe 2>/dev/null) || BILGE_SHELL=
BILGE_SHELL_ARGUMENT=
case \${BILGE_SHELL##*/} in
  busybox*) BILGE_SHELL_ARGUMENT='sh' ;;
  bash) BILGE_SHELL_ARGUMENT=--posix ;;
esac
if [ ! -x "$BILGE_SHELL" ]; then BILGE_SHELL='sh'; BILGE_SHELL_ARGUMENT=; fi
export BILGE_STAT BILGE_STAT_KIND BILGE_FIND BILGE_FIND_KIND BILGE_CLOCK_TICKS`;

const toolVariables = [
  'BILGE_STAT',
  'BILGE_STAT_KIND',
  'BILGE_FIND',
  'BILGE_FIND_KIND',
  'BILGE_TIMEOUT',
  'BILGE_TIMEOUT_KIND',
  'BILGE_CLOCK_TICKS',
  'BILGE_SETSID',
  'BILGE_GZIP',
  'BILGE_SHELL',
  'BILGE_SHELL_ARGUMENT',
] as const;

/** The values of these variables, in this order, as a host said them. */
export type ChosenTools = readonly string[];

/** Prints them, each ended by NUL. */
export const tellTools: Sh = sh`printf '%s\0' ${toolVariables.map((name) => sh.constant(`"$${name}"`))}`;

export function isChosenTools(values: readonly string[]): boolean {
  return values.length === toolVariables.length;
}

/** What an earlier script over this connection has chosen: eight processes less. Chosen again where a program is gone. */
export function chooseKnownTools(tools: ChosenTools | null): Sh {
  if (tools === null) return chooseTools;
  const programs = tools.filter((value) => value.startsWith('/')).map((path) => sh`[ -x ${sh.anyName(path)} ]`);
  return sh.lines(
    sh`if ${sh.constant(programs.map((test) => test.source).join(' && ') || 'false')}; then`,
    ...toolVariables.map((name, at) => sh`${sh.constant(name)}=${sh.anyName(tools[at] ?? '')}`),
    sh`export BILGE_STAT BILGE_STAT_KIND BILGE_FIND BILGE_FIND_KIND BILGE_CLOCK_TICKS
else`,
    chooseTools,
    sh`fi`,
  );
}
