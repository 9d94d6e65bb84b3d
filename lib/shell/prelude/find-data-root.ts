import { type Sh, sh } from '../sh.ts';
import { dockerdProcesses } from './dockerd-processes.ts';

/**
 * Sets BILGE_REQUESTED_ROOT (as configured), BILGE_ROOT (resolved) and BILGE_DRIVER.
 *
 * The Engine's own word comes first (BILGE_ENGINE_ROOT, BILGE_ENGINE_DRIVER are set before). Without it: what the running dockerd
 * was told, its configuration file, then the places where the platforms keep it; files and places only where they are safe, because a
 * data root that another user has laid out would be taken for Docker's own. BILGE_ROOT_LEFT_OUT says what was not taken.
 * A driver is only concluded where exactly one has metadata: with two, picking the wrong one would make every directory look unreferenced.
 */
const findDataRoot: Sh = sh.lines(
  dockerdProcesses,
  sh`# bilge_argument PID NAME...: prints the value of the first of these options in that process's command line
bilge_argument() {
  bilge_pid=$1; shift
  for bilge_name in "$@"; do
    bilge_value=$(tr '\0' '\n' <"/proc/$bilge_pid/cmdline" 2>/dev/null |
      sed -n -e "s|^$bilge_name=||p" -e "/^$bilge_name\$/{n;p;}" | head -n 1)
    if [ -n "$bilge_value" ]; then printf '%s' "$bilge_value"; return 0; fi
  done
  return 1
}
# bilge_json_string FILE KEY...: sets bilge_value to the first of these strings of the first level of a daemon.json, if it is safe to read
bilge_json_string() {
  bilge_value=
  if ! bilge_is_safe "$1" || [ ! -f "$bilge_real" ]; then
    [ -n "$bilge_gone" ] || BILGE_ROOT_LEFT_OUT="$BILGE_ROOT_LEFT_OUT $1 was not read: \${bilge_why:-it is no file}."
    return 1
  fi
  shift
  for bilge_name in "$@"; do
    bilge_value=$(tr '\n' ' ' <"$bilge_real" 2>/dev/null | sed -n "s|.*\"$bilge_name\"[[:space:]]*:[[:space:]]*\"\([^\"\\\\]*\)\".*|\1|p")
    [ -z "$bilge_value" ] || return 0
  done
  return 1
}
# Sets BILGE_REQUESTED_ROOT to what Docker was told.
bilge_configured_root() {
  bilge_find_dockerds "$bilge_self"
  for bilge_daemon in $bilge_dockerds; do
    # Only the host's own daemon: one in a container has another root directory.
    [ "/proc/$bilge_daemon/root/." -ef /. ] || continue
    BILGE_REQUESTED_ROOT=$(bilge_argument "$bilge_daemon" --data-root --graph -g) && return 0
    bilge_file=$(bilge_argument "$bilge_daemon" --config-file) || continue
    if bilge_json_string "$bilge_file" data-root; then BILGE_REQUESTED_ROOT=$bilge_value; return 0; fi
  done
  BILGE_ROOT_LEFT_OUT="$BILGE_ROOT_LEFT_OUT\${bilge_why_not:+ $bilge_why_not.}"
  for bilge_file in "$@"; do
    if bilge_json_string "$bilge_file" data-root graph; then BILGE_REQUESTED_ROOT=$bilge_value; return 0; fi
  done
}
bilge_only_driver() {
  bilge_seen=
  for bilge_folder in "$1"/image/*/layerdb; do
    [ -d "$bilge_folder" ] || continue
    [ -z "$bilge_seen" ] || return 1
    bilge_seen=\${bilge_folder%/layerdb}; bilge_seen=\${bilge_seen##*/}
  done
  printf '%s' "$bilge_seen"
}
bilge_resolve() { ( cd -P -- "$1" 2>/dev/null && pwd -P ) || readlink -f -- "$1" 2>/dev/null || printf '%s\n' "$1"; }`,
);

export interface KnownPlaces {
  /** where daemon configurations lie, most telling first */
  configurationPaths: readonly string[];
  /** where data roots lie when nothing says otherwise, most telling first */
  dataRoots: readonly string[];
}

export function setDataRoot(engine: { dataRoot: string; driver: string } | null, places: KnownPlaces): Sh {
  return sh.lines(
    findDataRoot,
    sh`BILGE_REQUESTED_ROOT=${sh.anyName(engine?.dataRoot ?? '')}
BILGE_DRIVER=${engine?.driver ?? ''}
BILGE_ROOT_LEFT_OUT=
# What a vendor's own record of its package names comes first.
if [ -z "$BILGE_REQUESTED_ROOT" ]; then
  bilge_configured_root "\${bilge_package_configuration:-/nowhere}" ${[...places.configurationPaths]}
fi
# Where something that would tell cannot be used, the next place would be a guess.
if [ -z "$BILGE_REQUESTED_ROOT" ] && [ -z "$BILGE_ROOT_LEFT_OUT" ]; then
  for bilge_folder in "\${bilge_package_data:-/nowhere}" ${[...places.dataRoots]}; do
    [ -d "$bilge_folder" ] || continue
    if bilge_is_safe "$bilge_folder"; then BILGE_REQUESTED_ROOT=$bilge_folder; break; fi
    BILGE_ROOT_LEFT_OUT=" $bilge_folder was not taken: $bilge_why."
    break
  done
fi
BILGE_ROOT=
[ -n "$BILGE_REQUESTED_ROOT" ] && BILGE_ROOT=$(bilge_resolve "$BILGE_REQUESTED_ROOT")
[ -n "$BILGE_DRIVER" ] || [ -z "$BILGE_ROOT" ] || BILGE_DRIVER=$(bilge_only_driver "$BILGE_ROOT") || BILGE_DRIVER=
export BILGE_REQUESTED_ROOT BILGE_ROOT BILGE_DRIVER BILGE_ROOT_LEFT_OUT`,
  );
}
