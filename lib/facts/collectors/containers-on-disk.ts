import { sh } from '../../shell/sh.ts';
import { parseContainersOnDisk } from '../parsers/docker/containers-on-disk.ts';
import type { Collector } from './collector.ts';

/**
 * Containers as their files tell, not the API: those of another driver or store, or whose configuration does not load, are
 * invisible to the Engine although they own layers and volumes.
 */
const containersOnDisk: Collector<'containersOnDisk'> = {
  id: 'containersOnDisk',
  limitSeconds: 30,
  gzip: true,
  appliesTo: () => true,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
bilge_enter "$BILGE_ROOT/containers"
bilge_part entries; bilge_stat_find . -mindepth 1 -maxdepth 1
bilge_part files
# The listing has complained if it could not be read; where there is no container, the rest needs no process.
set -- *
if [ ! -e "$1" ]; then bilge_part logs; exit 0; fi
bilge_read_find . -mindepth 2 -maxdepth 2 \( -name config.v2.json -o -name hostconfig.json \)
bilge_part logs; bilge_stat_find . -mindepth 2 -maxdepth 3 -type f \( -name '*-json.log*' -o -path './*/local-logs/container.log*' \)`,
  parse: (output) => parseContainersOnDisk(output),
};
export default containersOnDisk;
