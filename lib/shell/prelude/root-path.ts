import { type Sh, sh } from '../sh.ts';

/** Whoever could write there is root already: the shell that reads our first line was found in one of them. */
export const systemPath = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Where further tools lie; before the system's own, as a login shell has it, and after them. */
const before = ['/usr/local/sbin', '/usr/local/bin'];
const after = [
  '/usr/syno/bin',
  '/usr/syno/sbin',
  '/var/packages/ContainerManager/target/usr/bin',
  '/var/packages/Docker/target/usr/bin',
];

/**
 * QNAP installs its packages on whichever volume the owner chose, and only its own configuration says on which. What that names is used where it
 * is safe: on some devices every user can write to the volumes.
 *
 * Sets bilge_station, empty where there is none. Needs safe-paths.ts.
 */
export const qnapStation: Sh = sh`bilge_find_station() {
  bilge_station=; bilge_inside=
  [ -r /etc/config/qpkg.conf ] || return 0
  if ! bilge_is_safe /etc/config/qpkg.conf; then bilge_left_out="\${bilge_left_out-}Container Station: $bilge_why$bilge_newline"; return 0; fi
  bilge_return=$(printf '\r')
  while IFS= read -r bilge_each || [ -n "$bilge_each" ]; do
    bilge_each=\${bilge_each%"$bilge_return"}
    case $bilge_each in
      '[container-station]'*) bilge_inside=1 ;;
      '['*) bilge_inside= ;;
      Install_Path*=*/*) [ -z "$bilge_inside" ] || bilge_station=/\${bilge_each#*/} ;;
    esac
  done <"$bilge_real"
}`;

/**
 * Adds to PATH the folders that are safe, and says in bilge_left_out which were left out: lines "FOLDER: why". Root runs what it finds
 * there by name, so a folder that others may write to would make them root.
 */
export const rootPath: Sh = sh.lines(
  qnapStation,
  sh`bilge_add_to_path() { # after|before FOLDER...
  bilge_side=$1; shift
  for bilge_folder in "$@"; do
    [ -d "$bilge_folder" ] || continue
    if ! bilge_is_safe "$bilge_folder"; then
      [ -n "$bilge_gone" ] || bilge_left_out=$bilge_left_out$bilge_folder:\ $bilge_why$bilge_newline
    elif [ "$bilge_side" = after ]; then PATH=$PATH:$bilge_folder
    else bilge_first_folders=$bilge_first_folders$bilge_folder:
    fi
  done
}
bilge_set_path() {
  bilge_left_out=; bilge_first_folders=
  bilge_find_station
  for bilge_folder in ${[...before, ...after]} \${bilge_station:+"$bilge_station/bin" "$bilge_station/usr/bin"}; do
    [ ! -d "$bilge_folder" ] || set -- "$@" "$bilge_folder"
  done
  [ "$#" = 0 ] || bilge_look "$@"
  bilge_add_to_path before ${before}
  bilge_add_to_path after ${after}
  [ -z "$bilge_station" ] || bilge_add_to_path after "$bilge_station/bin" "$bilge_station/usr/bin"
  PATH=$bilge_first_folders$PATH
  export PATH
}`,
);
