import { type Sh, sh } from '../sh.ts';

/** Whoever could write there is root already: the shell that reads our first line was found in one of them. */
export const systemPath = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Where further tools lie; before the system's own, as a login shell has it. */
const before = ['/usr/local/sbin', '/usr/local/bin'];

export interface ToolPlaces {
  /** where the tools of vendors lie, after the system's own */
  folders: readonly string[];
  /** defines bilge_find_package (lib/platforms/tool-places.ts) */
  findPackage: Sh;
}

/**
 * Adds to PATH the folders that are safe, and says in bilge_left_out which were left out: lines "FOLDER: why". Root runs what it finds
 * there by name, so a folder that others may write to would make them root. Needs safe-paths.ts.
 */
export function rootPathWith({ folders, findPackage }: ToolPlaces): Sh {
  return sh.lines(
    findPackage,
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
  bilge_find_package
  for bilge_folder in ${[...before, ...folders]} \${bilge_package:+"$bilge_package/bin" "$bilge_package/usr/bin"}; do
    [ ! -d "$bilge_folder" ] || set -- "$@" "$bilge_folder"
  done
  [ "$#" = 0 ] || bilge_look "$@"
  bilge_add_to_path before ${before}
  bilge_add_to_path after ${[...folders]}
  [ -z "$bilge_package" ] || bilge_add_to_path after "$bilge_package/bin" "$bilge_package/usr/bin"
  PATH=$bilge_first_folders$PATH
  export PATH
}`,
  );
}
