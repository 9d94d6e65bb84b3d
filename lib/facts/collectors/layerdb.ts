import { sh } from '../../shell/sh.ts';
import { parseLayerdb } from '../parsers/docker/layerdb.ts';
import type { Collector } from './collector.ts';
import { needsGraphDriver } from './driver-layout.ts';

/**
 * Docker's records of layers. Missing subdirectories are empty (the engine makes them when needed); a missing layerdb is not.
 *
 * A record is made in tmp/ and renamed into sha256/, and never written again (moby layer/filestore.go), so the directories' own
 * times tell whether there is anything new. What is still in the making in tmp/ changes without them: then all is read.
 */
const layerdb: Collector<'layerdb'> = {
  id: 'layerdb',
  limitSeconds: 60,
  gzip: true,
  stamped: true,
  appliesTo: needsGraphDriver,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
[ -n "$BILGE_DRIVER" ] || bilge_missing "The storage driver is unknown without the Engine."
bilge_enter "$BILGE_ROOT/image/$BILGE_DRIVER/layerdb"
bilge_part driver; printf '%s\0' "$BILGE_DRIVER" "$(pwd -P)"
set -- tmp/*
[ -e "$1" ] || bilge_stamp . sha256 mounts tmp
bilge_part chains; if [ -e sha256 ]; then bilge_stat_find sha256 -mindepth 1 -maxdepth 1; fi
bilge_part mounts; if [ -e mounts ]; then bilge_stat_find mounts -mindepth 1 -maxdepth 1; fi
bilge_part writeSets; if [ -e tmp ]; then bilge_stat_find tmp -mindepth 1 -maxdepth 1; fi
in_folder() {
  bilge_part "$1Files"
  # The listing before this one has complained if it could not be read; an empty one needs no process.
  set -- "$@" "$2"/*
  if [ -e "$4" ]; then ( cd "$2" && bilge_read_in "$3" . -mindepth 1 -maxdepth 1 ); fi
}
in_folder chains sha256 'cache-id parent size diff'
in_folder mounts mounts 'mount-id init-id parent'
in_folder writeSets tmp cache-id`,
  parse: (output) => parseLayerdb(output),
};
export default layerdb;
