import { sh } from '../../shell/sh.ts';
import { parseDataRoot } from '../parsers/docker/data-root.ts';
import type { Collector } from './collector.ts';
import { layerFolders } from './driver-layout.ts';

/** The data root itself: what it is, whose it is, when its daemon started, which stores lie in it. */
const dataRoot: Collector<'dataRoot'> = {
  id: 'dataRoot',
  limitSeconds: 20,
  appliesTo: () => true,
  script:
    () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host.$BILGE_ROOT_LEFT_OUT"
bilge_enter "$BILGE_ROOT"
bilge_part paths; printf '%s\0' "$(pwd -P)" "$BILGE_REQUESTED_ROOT"
bilge_part filesystem; "$BILGE_STAT" -f -c '%t %i %T' .
bilge_part entries; bilge_stat_find . -maxdepth 1
bilge_part engineId; if [ -r engine-id ]; then cat engine-id; fi
bilge_part imageStores; for folder in image/*/; do [ -d "$folder/layerdb" ] && printf '%s\0' "\${folder%/}"; done
bilge_part drivers
for driver in ${Object.entries(layerFolders).map(([driver, folder]) => `${driver}:${folder}`)}; do
  folder=\${driver#*:}
  [ -d "$folder" ] || continue
  # Listed, and complained about, in a section of its own.
  if [ "\${driver%%:*}" = "$BILGE_DRIVER" ]; then
    set -- "$folder"/*
    [ -e "$1" ] || shift
    printf '%s %s\n' "$BILGE_DRIVER" "$#"
    continue
  fi
  number=0
  for part in $("$BILGE_FIND" "$folder" -mindepth 1 -maxdepth 1 -exec sh -c 'echo $#' sh {} +); do number=$((number + part)); done
  printf '%s %s\n' "\${driver%%:*}" "$number"
done`,
  parse(output, context) {
    return parseDataRoot(output, context.section('mounts'));
  },
};
export default dataRoot;
