import { type Sh, sh } from '../sh.ts';

/**
 * Sets BILGE_REQUESTED_ROOT (as configured), BILGE_ROOT (resolved) and BILGE_DRIVER.
 *
 * The Engine's own word comes first (BILGE_ENGINE_ROOT, BILGE_ENGINE_DRIVER are set before). Without it: what the running dockerd
 * was told, its configuration file, then the places where the platforms keep it. A driver is only concluded where exactly one
 * has metadata: with two, picking the wrong one would make every directory look unreferenced.
 */
export const findDataRoot: Sh = sh`# bilge_argument PID NAME...: prints the value of the first of these options in that process's command line
bilge_argument() {
  bilge_pid=$1; shift
  for bilge_name in "$@"; do
    bilge_value=$(tr '\0' '\n' <"/proc/$bilge_pid/cmdline" 2>/dev/null |
      sed -n -e "s|^$bilge_name=||p" -e "/^$bilge_name\$/{n;p;}" | head -n 1)
    if [ -n "$bilge_value" ]; then printf '%s' "$bilge_value"; return 0; fi
  done
  return 1
}
# bilge_json_string FILE KEY: prints a string of the first level of a daemon.json, if it is there
bilge_json_string() {
  tr '\n' ' ' <"$1" 2>/dev/null | sed -n "s|.*\"$2\"[[:space:]]*:[[:space:]]*\"\([^\"\\\\]*\)\".*|\1|p"
}
bilge_dockerd_pids() { grep -alx -e dockerd /proc/[0-9]*/comm 2>/dev/null | sed 's|^/proc/\([0-9]*\)/comm$|\1|'; }
bilge_configured_root() {
  for bilge_daemon in $(bilge_dockerd_pids); do
    # Only the host's own daemon: one in a container has another root directory.
    [ "/proc/$bilge_daemon/root/." -ef /. ] || continue
    bilge_argument "$bilge_daemon" --data-root --graph -g && return 0
    bilge_file=$(bilge_argument "$bilge_daemon" --config-file) || continue
    bilge_value=$(bilge_json_string "$bilge_file" data-root)
    if [ -n "$bilge_value" ]; then printf '%s' "$bilge_value"; return 0; fi
  done
  for bilge_file in "$@"; do
    [ -r "$bilge_file" ] || continue
    bilge_value=$(bilge_json_string "$bilge_file" data-root)
    [ -n "$bilge_value" ] || bilge_value=$(bilge_json_string "$bilge_file" graph)
    if [ -n "$bilge_value" ]; then printf '%s' "$bilge_value"; return 0; fi
  done
  return 1
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
bilge_resolve() { ( cd -P -- "$1" 2>/dev/null && pwd -P ) || readlink -f -- "$1" 2>/dev/null || printf '%s\n' "$1"; }`;

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
if [ -z "$BILGE_REQUESTED_ROOT" ]; then
  BILGE_REQUESTED_ROOT=$(bilge_configured_root ${[...places.configurationPaths]}) || BILGE_REQUESTED_ROOT=
fi
if [ -z "$BILGE_REQUESTED_ROOT" ]; then
  for bilge_folder in ${[...places.dataRoots]}; do
    if [ -d "$bilge_folder" ]; then BILGE_REQUESTED_ROOT=$bilge_folder; break; fi
  done
fi
BILGE_ROOT=
[ -n "$BILGE_REQUESTED_ROOT" ] && BILGE_ROOT=$(bilge_resolve "$BILGE_REQUESTED_ROOT")
[ -n "$BILGE_DRIVER" ] || [ -z "$BILGE_ROOT" ] || BILGE_DRIVER=$(bilge_only_driver "$BILGE_ROOT") || BILGE_DRIVER=
export BILGE_REQUESTED_ROOT BILGE_ROOT BILGE_DRIVER`,
  );
}
